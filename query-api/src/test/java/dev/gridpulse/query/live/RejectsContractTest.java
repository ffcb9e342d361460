package dev.gridpulse.query.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.RejectEncoder;
import dev.gridpulse.model.Topics;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.testing.TestKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was not taken in, as operators see it. */
class RejectsContractTest {
  private static TestKafka kafka;
  private static LiveApi api;

  @BeforeAll
  static void start() {
    kafka = TestKafka.start();
    api = new LiveApi(kafka.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    api.close();
    kafka.close();
  }

  @Test
  void theNewestComeFirstWithTheirPlaceReasonAndRawText(@TempDir Path folder) {
    assertThat(rejects("")).isEmpty();
    for (int line = 1; line <= 120; line++) {
      Reject reject = new Reject(new Reject.InFile("a.csv", line), "no number", "x;" + line);
      api.send(Topics.REJECTS, "a.csv", RejectEncoder.encode(reject));
    }
    api.send(Topics.REJECTS, "?", "no JSON".getBytes(UTF_8));
    api.flush();

    JsonNode two = rejects("?limit=2");
    assertThat(two).hasSize(2);
    assertThat(two.at("/0/reason").isNull()).isTrue();
    assertThat(two.at("/1/file").textValue()).isEqualTo("a.csv");
    assertThat(two.at("/1/line").intValue()).isEqualTo(120);
    assertThat(two.at("/1/reason").textValue()).isEqualTo("no number");
    assertThat(two.at("/1/raw").textValue()).isEqualTo("x;120");
    assertThat(two.at("/1/topic").isNull()).isTrue();
    assertThat(rejects("")).hasSize(100);
    assertThat(rejects("?limit=500")).hasSize(121);

    // The aggregator's own come in transactions, with a mark behind each.
    api.startAggregator(folder);
    api.send(Topics.READINGS, "kitchen", "neither".getBytes(UTF_8));
    await()
        .atMost(EventClient.PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode newest = rejects("?limit=1").path(0);
              assertThat(newest.path("topic").textValue()).isEqualTo("gridpulse.readings");
              assertThat(newest.path("raw").textValue()).isEqualTo("neither");
              assertThat(newest.path("offset").isIntegralNumber()).isTrue();
            });
  }

  @Test
  void onlyOperatorsSeeThem() {
    assertThat(api.send(api.request("/api/v1/rejects")).statusCode()).isEqualTo(401);
    String viewer = Tokens.viewerToken(LiveApi.SECRET, "ann", Instant.now(), Duration.ofMinutes(5));
    assertThat(api.get("/api/v1/rejects", viewer).statusCode()).isEqualTo(403);
    HttpResponse<String> tooMany = api.get("/api/v1/rejects?limit=501", LiveApi.operator());
    assertThat(tooMany.statusCode()).isEqualTo(400);
    assertThat(tooMany.body()).contains("limit");
  }

  private static JsonNode rejects(String query) {
    HttpResponse<String> answer = api.get("/api/v1/rejects" + query, LiveApi.operator());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    try {
      return new ObjectMapper().readTree(answer.body()).get("rejects");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
