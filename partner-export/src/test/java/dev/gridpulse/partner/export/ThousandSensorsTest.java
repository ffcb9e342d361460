package dev.gridpulse.partner.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.partner.Installation;
import dev.gridpulse.testing.ChildJvm;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A large export in a small heap. */
@Tag("long")
class ThousandSensorsTest {
  private static final Logger LOG = LoggerFactory.getLogger(ThousandSensorsTest.class);
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final long MINUTES = 44_640_000;

  @AutoClose private final Installation installation = new Installation();

  @Test
  void areExportedInAHeapOf256MiB() throws Exception {
    installation.sql(
        """
        INSERT INTO sensor (name, time_zone, unit, kind, partner_consent)
        SELECT 'home_' || lpad(n::text, 5, '0'), 'UTC', 'W', 'power', true FROM generate_series(1, 1000) n
        """,
        // The key is made when the rows are there, which takes a third of the time.
        "ALTER TABLE aggregate_1m SET UNLOGGED",
        "ALTER TABLE aggregate_1m DROP CONSTRAINT aggregate_1m_pkey",
        """
        INSERT INTO aggregate_1m
        SELECT s, timestamptz '2026-10-01Z' + m * interval '1 min', 60, v, v, v, v, 1
        FROM generate_series(1, 1000) s, generate_series(0, 44639) m, round((s + m / 10.0)::numeric, 1) AS v
        """,
        "ALTER TABLE aggregate_1m ADD PRIMARY KEY (sensor_id, start)",
        "ANALYZE");
    assertThat(installation.jobAt("2026-10-31T12:00:00Z").runDue()).isZero();

    long begin = System.nanoTime();
    try (ChildJvm process =
        ChildJvm.start(
            ExportProcess.class,
            List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"),
            Map.of(),
            List.of(
                installation.kafka().bootstrapServers(),
                installation.database().url(),
                installation.database().user(),
                installation.database().password(),
                "2026-11-01T00:00:00Z",
                "none"))) {
      assertThat(process.awaitExit(PATIENCE)).isZero();
      assertThat(process.output()).contains("made 1");
    }
    double exported = MINUTES * 1e9 / (System.nanoTime() - begin);
    double copied = copied();
    LOG.info(
        "Exported {} minutes/s, the start of its process included; COPY TO {}: a ratio of {}",
        Math.round(exported),
        Math.round(copied),
        exported / copied);

    assertThat(
            installation.query(
                "SELECT manifest::json ->> 'sentMinutes' || ' ' || (manifest::json ->> 'days') FROM partner_export"))
        .isEqualTo(MINUTES + " 31000");
  }

  /** Minutes that {@code COPY TO} hands over in a second. */
  private double copied() throws SQLException, IOException {
    long begin = System.nanoTime();
    long rows = 0;
    try (Connection connection = installation.database().connect()) {
      CopyOut copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut(
                  "COPY (SELECT sensor_id, start, mean FROM aggregate_1m) TO STDOUT (FORMAT binary)");
      while (copy.readFromCopy() != null) {
        rows++;
      }
    }
    assertThat(rows).isGreaterThanOrEqualTo(MINUTES);
    return rows * 1e9 / (System.nanoTime() - begin);
  }
}
