package dev.gridpulse.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.simulator.ExportVerifier;
import dev.gridpulse.simulator.PartnerSimulator;
import dev.gridpulse.testing.ChildJvm;
import dev.gridpulse.testing.ExportedMinutes;
import dev.gridpulse.testing.PartnerSchemas;
import dev.gridpulse.testing.TestDatabase;
import dev.gridpulse.testing.TestKafka;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A month goes to the partner, and what it is used for comes back to the API. */
class PartnerIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String READINGS = "SELECT count(*) FROM aggregate_1m";

  @TempDir private Path folder;

  @Test
  void tellsWhatAMonthWasUsedForAfterAnExportOnDemand() throws Exception {
    try (Program program = Program.up(folder)) {
      try (ChildJvm generate =
          Program.run(
              folder,
              "generate",
              "--sensors",
              "2",
              "--interval",
              "15m",
              "--time-zone",
              "Europe/Berlin",
              "--from",
              "2026-11-01T00:00:00Z",
              "--backfill",
              "2mo",
              "--for",
              "0s")) {
        assertThat(generate.awaitExit(PATIENCE)).as(generate.output().toString()).isZero();
      }
      await().atMost(PATIENCE).until(() -> count(program) >= 2 * 61 * 96 - 8);
      try (PartnerSimulator simulator =
          PartnerSimulator.start(Settings.kafka(program.runtime().kafkaBootstrapServers()), 1)) {
        try (ChildJvm export = Program.run(folder, "export", "--date", "2026-11-01")) {
          assertThat(export.awaitExit(PATIENCE)).as(export.output().toString()).isZero();
          assertThat(String.join("\n", export.output()))
              .contains("2026-11-01_Europe_Berlin: sent", "2 sensors, 62 days", "sha256");
        }
        assertThat(program.get("/api/v1/exports")).contains("\"id\":\"2026-11-01_Europe_Berlin\"");
        assertThat(program.get("/api/v1/exports/2026-11-01_Europe_Berlin"))
            .contains("\"sensors\":2", "\"days\":62", "\"expectedMinutes\":89400");
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(program.get("/api/v1/sensors/sensor_00001/usage?month=2026-10"))
                        .contains(
                            "\"exportId\":\"2026-11-01_Europe_Berlin\"",
                            "\"provisional\":false",
                            "\"usage\":\"fridge\""));
        assertThat(simulator.verified()).containsOnlyKeys("2026-11-01_Europe_Berlin");
        assertThat(simulator.verified().values()).allMatch(ExportVerifier.Export::isRight);
      }
      assertWhatWasExported(program);
      assertThat(program.get("/prometheus"))
          .contains("gridpulse_exports_due 0.0", "gridpulse_usage_accepted_total 2.0");
      try (ChildJvm again = Program.run(folder, "export", "--date", "2026-11-01")) {
        assertThat(again.awaitExit(PATIENCE)).as(again.output().toString()).isZero();
        assertThat(String.join("\n", again.output())).contains("unchanged since it was sent");
      }
    }
  }

  private static void assertWhatWasExported(Program program) throws Exception {
    String kafka = program.runtime().kafkaBootstrapServers();
    try (Connection connection = program.connect()) {
      assertThat(
              ExportedMinutes.compare(
                  connection,
                  kafka,
                  "2026-11-01_Europe_Berlin",
                  "Europe/Berlin",
                  "2026-10-01",
                  "2026-11-01"))
          .isEqualTo(new ExportedMinutes.Comparison(89_400, 0));
    }
    assertThat(PartnerSchemas.assertAll(kafka))
        .containsOnly(
            Map.entry("day", 62L),
            Map.entry("manifest", 1L),
            Map.entry("usage", 2L),
            Map.entry("receipt", 2L));
  }

  @Test
  void waitsForItsTablesAsARoleOfItsOwn() throws Exception {
    try (TestKafka kafka = TestKafka.startEmpty();
        TestDatabase database = TestDatabase.create();
        ChildJvm role =
            Program.run(
                folder,
                "256m",
                Map.of(
                    "GRIDPULSE_KAFKA_BOOTSTRAP_SERVERS",
                    kafka.bootstrapServers(),
                    "GRIDPULSE_DATABASE_URL",
                    database.url(),
                    "GRIDPULSE_DATABASE_USER",
                    database.user(),
                    "GRIDPULSE_DATABASE_PASSWORD",
                    database.password()),
                "partner-export",
                "--port",
                "0")) {
      URI health =
          URI.create(
              role.awaitOutput(
                      "is ready; its health: (http://127\\.0\\.0\\.1:\\d+/health)", PATIENCE)
                  .group(1));

      role.awaitOutput("partner_consent|relation \"sensor\" does not exist", PATIENCE);
      assertThat(Program.get(health.resolve("/prometheus"), folder))
          .contains("gridpulse_exports_due 0.0", "gridpulse_usage_refused_total 0.0");
    }
  }

  private static long count(Program program) throws Exception {
    try (Connection connection = program.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(READINGS)) {
      row.next();
      return row.getLong(1);
    }
  }
}
