package dev.gridpulse.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.ReadingPublisher;
import dev.gridpulse.testing.ChildJvm;
import dev.gridpulse.testing.TestDatabase;
import dev.gridpulse.testing.TestKafka;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The aggregator alone, as in a cluster: what it stores, and what it tells of itself. */
class AggregatorRoleIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");

  @TempDir private Path folder;

  @Test
  void tellsItsHealthToEverybodyAndItsMetricsToTheOperator() throws Exception {
    try (TestKafka kafka = TestKafka.startEmpty();
        TestDatabase database = TestDatabase.create();
        ChildJvm aggregator =
            Program.run(folder, "512m", settings(kafka, database), "aggregator", "--port", "0")) {
      URI health =
          URI.create(
              aggregator
                  .awaitOutput(
                      "is ready; its health: (http://127\\.0\\.0\\.1:\\d+/health)", PATIENCE)
                  .group(1));
      URI metrics = health.resolve("/prometheus");
      send(kafka);

      assertThat(anonymously(health))
          .returns(200, HttpResponse::statusCode)
          .returns("{\"status\":\"UP\"}", HttpResponse::body);
      assertThat(anonymously(metrics).statusCode()).isEqualTo(401);
      assertThat(anonymously(health.resolve("/api/v1/sensors")).statusCode()).isEqualTo(404);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                String text = Program.get(metrics, folder);
                assertThat(Metric.sum(text, "gridpulse_readings_accepted_total")).isEqualTo(3600);
                assertThat(Metric.sum(text, "gridpulse_open_readings")).isEqualTo(3600);
                assertThat(Metric.sum(text, "gridpulse_open_quarters")).isEqualTo(4);
                assertThat(Metric.sum(text, "gridpulse_audit_checked_total")).isPositive();
                assertThat(text)
                    .contains(
                        "gridpulse_audit_differences_total 0.0",
                        "gridpulse_quarters_dirty 0.0",
                        "gridpulse_streams_lag{partition=\"0\"}",
                        "gridpulse_sink_lag{partition=\"0\",topic=\"gridpulse.readings\"}",
                        "jvm_memory_max_bytes");
              });
    }
  }

  private static Map<String, String> settings(TestKafka kafka, TestDatabase database) {
    return Map.of(
        "GRIDPULSE_KAFKA_BOOTSTRAP_SERVERS",
        kafka.bootstrapServers(),
        "GRIDPULSE_DATABASE_URL",
        database.url(),
        "GRIDPULSE_DATABASE_USER",
        database.user(),
        "GRIDPULSE_DATABASE_PASSWORD",
        database.password());
  }

  /** An hour at 1 s. */
  private static void send(TestKafka kafka) {
    try (ReadingPublisher publisher =
        ReadingPublisher.connect(Settings.kafka(kafka.bootstrapServers()), "role-test")) {
      for (int i = 0; i < 3600; i++) {
        publisher.add("north", START.plusSeconds(i).toEpochMilli(), i % 100);
      }
      publisher.flush();
    }
  }

  private static HttpResponse<String> anonymously(URI uri) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
