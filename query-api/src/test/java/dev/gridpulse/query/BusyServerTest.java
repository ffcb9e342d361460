package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.query.http.Limits;
import dev.gridpulse.query.security.Tokens;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one client asks for leaves room for the others. */
class BusyServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Some 4 MB. */
  private static final String LARGE =
      "/api/v1/sensors/hers/aggregates?resolution=1s&fill=null"
          + "&start=2021-05-02T00:00:00Z&end=2021-05-02T13:53:19Z";

  private static Api api;

  @BeforeAll
  static void start() {
    api = Api.start(new Limits(50_000, 50_000, 20, 7 << 20), 10, Duration.ofSeconds(30));
    api.sql("INSERT INTO sensor (name, owner) VALUES ('hers', 'ada')");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void aViewerIsAnsweredSoManyRequestsAtATime() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(api.getAsViewer("ada", "/api/v1/sensors/none").status())
          .as("a refusal ends too")
          .isEqualTo(404);
      assertThat(api.getAsViewer("ada", "/api/v1/sensors/hers?x=1").status()).isEqualTo(400);
    }
    String token = Tokens.viewerToken(Api.SECRET, "ada", Instant.now(), Duration.ofHours(1));
    HttpRequest request =
        api.request("/api/v1/sensors/hers").header("Authorization", "Bearer " + token).build();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      try (Connection connection = api.connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("LOCK TABLE sensor IN ACCESS EXCLUSIVE MODE");
        for (int i = 0; i < 7; i++) {
          answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        await().atMost(PATIENCE).until(() -> answers.stream().anyMatch(CompletableFuture::isDone));
        connection.rollback();
      }
      assertThat(answers)
          .extracting(answer -> answer.join().statusCode())
          .containsOnly(200, 429)
          .containsOnlyOnce(429);
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void answersThatNobodyTakesAreBounded() throws Exception {
    assertThat(api.get(LARGE).ok().get("aggregates")).hasSize(50_000);
    assertThat(api.get(LARGE).status()).as("what is taken is not counted").isEqualTo(200);
    try (Socket slow = askAndDoNotRead()) {
      await().atMost(PATIENCE).until(() -> api.get(LARGE).status() == 503);
      Api.Answer answer = api.get(LARGE);
      answer.assertProblem(503, "Too many large answers wait to be taken");
      assertThat(answer.header("Retry-After")).isEqualTo("1");
      assertThat(api.get("/api/v1/sensors/hers").status()).as("small ones go").isEqualTo(200);
      assertThat(slow.isConnected()).isTrue();
    }
    await().atMost(PATIENCE).until(() -> api.get(LARGE).status() == 200);
  }

  private static Socket askAndDoNotRead() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.url().getPort()));
    OutputStream out = socket.getOutputStream();
    out.write(
        "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(LARGE, api.token())
            .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
