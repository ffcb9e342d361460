package dev.gridpulse.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.testing.ChildJvm;
import dev.gridpulse.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a heap of 1 GiB holds: broker, aggregator and API with 10,000 sensors at 1 s. */
@Tag("long")
@Isolated
class TenThousandSensorsIT {
  private static final Logger LOG = LoggerFactory.getLogger(TenThousandSensorsIT.class);
  private static final int SENSORS = 10_000;

  /** Longer than the bound holds of so many sensors: it closes quarter-hours from then on. */
  private static final String HISTORY = "25m";

  private static final Duration PATIENCE = Duration.ofMinutes(20);

  /** Compressed; uncompacted it would grow by 100 MB in a minute. */
  private static final long MOST_CHANGELOG = 600L << 20;

  /** Records that may be on their way while data flow: what arrives in a minute. */
  private static final double MOST_LAG = 60.0 * SENSORS;

  @TempDir private Path folder;

  @Test
  void runInAHeapOfOneGibibyte() throws Exception {
    Path data = folder.resolve("data");
    try (Program program = Program.up(data, "1g", PATIENCE);
        ChildJvm generator =
            Program.run(
                data,
                "512m",
                Map.of(),
                "generate",
                "--sensors",
                Integer.toString(SENSORS),
                "--interval",
                "1s",
                "--backfill",
                HISTORY)) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(10))
          .failFast(() -> assertThat(program.process().isAlive()).isTrue())
          .until(() -> observe(program).lag() < MOST_LAG && hasHistory(program));

      await()
          .during(Duration.ofMinutes(3))
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(10))
          .failFast(() -> assertThat(generator.isAlive() && program.process().isAlive()).isTrue())
          .until(() -> observe(program).lag() < MOST_LAG);
      generator.stop(Duration.ofMinutes(1));

      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                Observed observed = observe(program);
                assertThat(observed.dirty()).isZero();
                assertThat(count(program, "SELECT sum(count) FROM aggregate_15m"))
                    .isEqualTo(count(program, "SELECT count(*) FROM reading_log"))
                    .isGreaterThan(25 * 60 * (long) SENSORS);
              });
      assertSampleIsRight(program);
      assertThat(observe(program).differences()).isZero();
      assertThat(program.process().output()).noneMatch(line -> line.contains("OutOfMemoryError"));
      program.stop();
    }
    long changelog = sizeOfChangelog(data);
    LOG.info("{} bytes to be read back", changelog);
    assertThat(changelog).as("bytes to be read back").isLessThan(MOST_CHANGELOG);
    try (Program again = Program.up(data, "1g", PATIENCE)) {
      await()
          .atMost(PATIENCE)
          .until(() -> Metric.sum(again.get("/prometheus"), "gridpulse_open_readings") > 1e6);
    }
  }

  private static long sizeOfChangelog(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("kafka"))) {
      return files
          .filter(file -> file.toString().contains("minute-segments-changelog"))
          .filter(file -> file.toString().endsWith(".log"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private record Observed(
      double heap,
      double openReadings,
      double openQuarters,
      double lag,
      double dirty,
      double differences) {}

  private static Observed observe(Program program) {
    String text = program.get("/prometheus");
    Observed observed =
        new Observed(
            Metric.sum(text, "jvm_memory_used_bytes"),
            Metric.sum(text, "gridpulse_open_readings"),
            Metric.sum(text, "gridpulse_open_quarters"),
            Metric.sum(text, "gridpulse_streams_lag") + Metric.sum(text, "gridpulse_sink_lag"),
            Metric.sum(text, "gridpulse_quarters_dirty"),
            Metric.sum(text, "gridpulse_audit_differences_total"));
    LOG.info("{}", observed);
    return observed;
  }

  private static boolean hasHistory(Program program) throws SQLException {
    return count(program, "SELECT count(*) FROM reading_log") > 25 * 60 * (long) SENSORS;
  }

  /** The aggregates of every hundredth sensor, to the last bit. */
  private static void assertSampleIsRight(Program program) throws SQLException {
    try (Connection connection = program.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA sample");
      for (String table :
          new String[] {"reading", "aggregate_5s", "aggregate_1m", "aggregate_15m"}) {
        statement.execute(
            "CREATE VIEW sample.%1$s AS SELECT * FROM public.%1$s WHERE sensor_id %% 100 = 0"
                .formatted(table));
      }
      statement.execute("SET search_path = sample, public");
      Oracle.ofStored(connection).assertNoDifferences();
      assertThat(count(program, "SELECT count(DISTINCT sensor_id) FROM sample.aggregate_15m"))
          .isEqualTo(count(program, "SELECT count(*) FROM sensor WHERE id % 100 = 0"))
          .isGreaterThan(SENSORS / 120);
    }
  }

  private static long count(Program program, String sql) throws SQLException {
    try (Connection connection = program.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
