package dev.gridpulse.partner.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.model.Topics;
import dev.gridpulse.partner.Installation;
import dev.gridpulse.simulator.ExportVerifier;
import dev.gridpulse.testing.ChildJvm;
import dev.gridpulse.testing.Seeds;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports whose process is killed: the partner sees each once, whole, or not at all. */
class KilledExportTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String NOW = "2026-11-01T00:00:00Z";
  private static final int SENSORS = 8;
  private static final int KILLED = 137;

  @AutoClose private final Installation installation = new Installation();

  @BeforeEach
  void fill() throws Exception {
    for (int i = 10; i < 10 + SENSORS; i++) {
      installation.sensor("home_" + i, "UTC", "W", "power", true);
    }
    assertThat(installation.jobAt("2026-10-31T12:00:00Z").runDue()).isZero();
    installation.sql(
        """
        INSERT INTO aggregate_1m
        SELECT id, ts, 60, v, v, v, v, 1
        FROM sensor, generate_series(timestamptz '2026-10-01Z', timestamptz '2026-10-31T23:59:00Z', '1 min') ts,
             round((random() * 3000)::numeric, 1) AS v
        """);
  }

  @Test
  void isSeenOnceAndWholeWhenItIsKilledAtRandomPoints() throws Exception {
    killAtRandomPoints(3);
  }

  @Test
  @Tag("long")
  void isSeenOnceAndWholeWhenItIsKilledTenTimesAtRandomPoints() throws Exception {
    killAtRandomPoints(10);
  }

  private void killAtRandomPoints(int kills) throws Exception {
    Random random = Seeds.random("isSeenOnceAndWholeWhenItIsKilledAtRandomPoints");
    for (int kill = 0; kill < kills; kill++) {
      try (ChildJvm process = start("none")) {
        int sensor = random.nextInt(SENSORS - 3);
        process.awaitOutput(sensor == 0 ? "^begun" : "^sensor " + sensor + "$", PATIENCE);
        process.kill9();
        assertThat(process.awaitExit(PATIENCE)).isEqualTo(KILLED);
        assertThat(process.output()).doesNotContain("made 1");
      }
    }

    finish();
    assertSeenOnce();
    assertThat(lastOffset()).as("what the killed ones sent, unseen").isGreaterThan(SENSORS * 31L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sent", "committed"})
  void isSeenOnceWhenItIsKilledBeforeOrAfterItsCommit(String stage) throws Exception {
    try (ChildJvm process = start(stage)) {
      assertThat(process.awaitExit(PATIENCE)).isEqualTo(KILLED);
      assertThat(process.output()).contains(stage);
    }
    assertThat(installation.query("SELECT count(*) FROM partner_export")).isEqualTo("0");

    finish();
    assertSeenOnce();
  }

  private void finish() {
    try (ChildJvm process = start("none")) {
      assertThat(process.awaitExit(PATIENCE)).isZero();
    }
  }

  private ChildJvm start(String halt) {
    return ChildJvm.start(
        ExportProcess.class,
        List.of("-Xmx128m"),
        Map.of(),
        List.of(
            installation.kafka().bootstrapServers(),
            installation.database().url(),
            installation.database().user(),
            installation.database().password(),
            NOW,
            halt));
  }

  private void assertSeenOnce() throws Exception {
    assertThat(installation.exports())
        .singleElement()
        .satisfies(
            export -> {
              assertThat(export.problems()).isEmpty();
              assertThat(export.id()).isEqualTo("2026-11-01_UTC");
              assertThat(export.manifest().path("days").asLong()).isEqualTo(SENSORS * 31L);
            });
    Set<String> seen = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : installation.records(Topics.PARTNER_EXPORT)) {
      assertThat(seen.add(identity(record))).as(identity(record)).isTrue();
    }
    assertThat(seen).hasSize(SENSORS * 31 + 1);
    assertThat(installation.query("SELECT string_agg(id, ',') FROM partner_export"))
        .isEqualTo("2026-11-01_UTC");
    assertThat(installation.query("SELECT count(*) FROM partner_day WHERE revision = 1"))
        .isEqualTo(Integer.toString(SENSORS * 31));
  }

  private static String identity(ConsumerRecord<byte[], byte[]> record) throws IOException {
    JsonNode json = JSON.readTree(record.value());
    return "%s|%s|%s"
        .formatted(
            json.path("sensor").asText(),
            json.path("date").asText(),
            json.path("revision").asText());
  }

  private long lastOffset() {
    List<ExportVerifier.Export> exports = installation.exports();
    return exports.getLast().manifest().at("/offsets/last").asLong();
  }
}
