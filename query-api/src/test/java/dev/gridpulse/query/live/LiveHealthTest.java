package dev.gridpulse.query.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.testing.TestKafka;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** A feed of which nothing comes shows. */
class LiveHealthTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void withoutKafkaTheApiIsUpAndSaysWhatIsMissing() throws IOException {
    try (LiveApi api = new LiveApi("127.0.0.1:9")) {
      HttpResponse<String> health = api.get("/health", LiveApi.operator());

      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(live(health).at("/details/problem").textValue()).contains("Kafka");
      assertThat(api.metric("gridpulse_live_up")).isZero();
    }
  }

  @Test
  void aReaderThatHasEndedEndsItsStreamsAndTakesTheApiDown() throws IOException {
    try (TestKafka kafka = TestKafka.start();
        LiveApi api = new LiveApi(kafka.bootstrapServers())) {
      api.sensors("s");
      try (EventClient client = api.listen("/api/v1/sensors/s/live").awaitBegin()) {
        assertThat(api.metric("gridpulse_live_up")).isOne();
        JsonNode before = live(api.get("/health", LiveApi.operator()));
        assertThat(before.get("status").textValue()).isEqualTo("UP");
        assertThat(before.at("/details/problem").isMissingNode()).isTrue();

        endReader();

        await("the end of the stream").atMost(EventClient.PATIENCE).until(client::ended);
      }
      HttpResponse<String> health = api.get("/health", LiveApi.operator());
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(live(health).get("status").textValue()).isEqualTo("DOWN");
      assertThat(live(health).at("/details/problem").textValue()).isEqualTo("the reader has ended");
      assertThat(api.metric("gridpulse_live_up")).isZero();
      assertThat(api.get("/api/v1/sensors/s/live", LiveApi.operator()).statusCode()).isEqualTo(503);
      assertThat(api.get("/api/v1/sensors/s", LiveApi.operator()).statusCode()).isEqualTo(200);
    }
  }

  /** As an error would. */
  private static void endReader() {
    Thread reader =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("gridpulse-live-reader"))
            .findFirst()
            .orElseThrow();
    await("the end of the reader")
        .atMost(EventClient.PATIENCE)
        .until(
            () -> {
              reader.interrupt();
              return !reader.isAlive();
            });
  }

  private static JsonNode live(HttpResponse<String> health) throws IOException {
    return JSON.readTree(health.body()).at("/details/live");
  }
}
