package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.query.security.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Answers without a limit, over real connections. */
class StreamedReadingsTest {
  private static final int READINGS = 1_000_000;
  private static final String ALL =
      "/api/v1/sensors/long/readings?start=2021-01-01T00:00:00Z&end=2022-01-01T00:00:00Z";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Api api;

  @BeforeAll
  static void startWithAMillionReadings() {
    api = Api.start();
    api.sql(
        "INSERT INTO sensor (name) VALUES ('long')",
        """
        INSERT INTO reading_log
        SELECT 1, timestamptz '2021-01-01T00:00:00Z' + n * interval '1 s', n / 4.0, n
        FROM generate_series(0, %d) n
        """
            .formatted(READINGS - 1),
        "ANALYZE");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void everyReadingComesOnceAndInOrder() {
    List<String> csv = api.get(ALL, "text/csv").text().lines().toList();
    assertThat(csv).hasSize(READINGS + 1);
    List<String> lines = api.get(ALL, "application/x-ndjson").text().lines().toList();
    assertThat(lines).hasSize(READINGS);
    Instant start = Instant.parse("2021-01-01T00:00:00Z");
    for (int n = 0; n < READINGS; n++) {
      String time = start.plusSeconds(n).toString();
      String value = Double.toString(n / 4.0);
      if (!csv.get(n + 1).equals(time + "," + value)
          || !lines.get(n).equals("{\"time\":\"%s\",\"value\":%s}".formatted(time, value))) {
        throw new AssertionError("%d: %s and %s".formatted(n, csv.get(n + 1), lines.get(n)));
      }
    }
  }

  @Test
  void aLimitCountsHereToo() {
    assertThat(api.get(ALL + "&limit=7", "text/csv").text().lines()).hasSize(8);
  }

  @Test
  void whatBreaksOffIsNoAnswer() throws Exception {
    try (Socket socket = ask("text/csv", 65_536)) {
      await().atMost(PATIENCE).until(() -> queries() > 0);
      InputStream in = socket.getInputStream();
      assertThat(in.readNBytes(100_000)).hasSize(100_000);
      api.sql(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state <> 'idle' AND application_name = 'gridpulse-query-api'");
      String rest = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(rest).as("the chunk that ends an answer").doesNotEndWith("0\r\n\r\n");
      assertThat(rest.lines().count()).isLessThan(READINGS);
    }
    // A client of HTTP notices by itself.
    assertThatThrownBy(
            () -> {
              try (InputStream in = open()) {
                in.readNBytes(10_000);
                api.sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state <> 'idle' AND application_name = 'gridpulse-query-api'");
                in.readAllBytes();
              }
            })
        .isInstanceOf(IOException.class);
    assertThat(api.get("/api/v1/sensors/long").status()).isEqualTo(200);
  }

  @Test
  void aViewerHasTwoAtATime() throws Exception {
    api.sql("UPDATE sensor SET owner = 'ada'");
    String ada = Tokens.viewerToken(Api.SECRET, "ada", Instant.now(), Duration.ofHours(1));
    try (Socket first = ask("text/csv", 4_096, ada)) {
      try (Socket second = ask("text/csv", 4_096, ada)) {
        assertThat(first.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
        assertThat(second.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
        api.send(
                api.request(ALL)
                    .header("Authorization", "Bearer " + ada)
                    .header("Accept", "text/csv"))
            .assertProblem(429, "2 answers are under way");
        assertThat(api.get(ALL + "&limit=7").status()).isEqualTo(200);
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                try (Socket third = ask("text/csv", 4_096, ada)) {
                  assertThat(third.getInputStream().readNBytes(12))
                      .asString()
                      .isEqualTo("HTTP/1.1 200");
                }
              });
    }
  }

  /** Longer than a request may take to be sent. */
  @Test
  @Tag("long")
  void aRequestThatBeginsMeanwhileDoesNotBreakAnAnswer() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.url().getPort())) {
      socket.setReceiveBufferSize(4_096);
      OutputStream out = socket.getOutputStream();
      out.write(
          "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nAccept: text/csv\r\n\r\n"
              .formatted(ALL, api.token())
              .getBytes(StandardCharsets.US_ASCII));
      await().atMost(PATIENCE).until(() -> queries() > 0);
      out.write('G');
      InputStream in = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      for (int i = 0; i < 15; i++) {
        answer.append(new String(in.readNBytes(20_000), StandardCharsets.ISO_8859_1));
        Thread.sleep(1_000);
      }
      assertThat(answer).hasSize(15 * 20_000).startsWith("HTTP/1.1 200").doesNotContain(" 408 ");
    }
  }

  private static InputStream open() throws IOException {
    var connection =
        (java.net.HttpURLConnection) URI.create(api.url() + ALL).toURL().openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + api.token());
    connection.setRequestProperty("Accept", "text/csv");
    return connection.getInputStream();
  }

  @Test
  void whoDoesNotReadIsWaitedForAndWhoGoesAwayIsForgotten() throws Exception {
    try (Socket slow = ask("text/csv")) {
      assertThat(slow.isConnected()).isTrue();
      await().atMost(PATIENCE).until(() -> queries() == 1);
      // Most rows were not even fetched: what is not taken waits in the database.
      Thread.sleep(1_000);
      assertThat(queries()).isEqualTo(1);
      assertThat(api.get("/api/v1/sensors/long/latest").status()).isEqualTo(200);
    }
    await().atMost(PATIENCE).until(() -> queries() == 0);
  }

  @Test
  void thereAreOnlySoManyAtATime() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      slow.add(ask("text/csv"));
      slow.add(ask("application/x-ndjson"));
      await().atMost(PATIENCE).until(() -> queries() == 2);
      Api.Answer third = api.get(ALL, "text/csv");
      third.assertProblem(503, "not available at the moment");
      assertThat(third.header("Retry-After")).isEqualTo("5");
      assertThat(api.get(ALL).status()).as("a page").isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    await().atMost(PATIENCE).until(() -> queries() == 0);
  }

  /** Nobody reads the body of its answer, nor closes it. */
  @Test
  void aHeadHoldsNothing() {
    for (int i = 0; i < 6; i++) {
      Api.Answer answer =
          api.send(
              api.request(ALL)
                  .header("Authorization", "Bearer " + api.token())
                  .header("Accept", "text/csv")
                  .method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertThat(answer.status()).isEqualTo(200);
    }
    await().atMost(PATIENCE).until(() -> queries() == 0);
    assertThat(api.get(ALL + "&limit=1", "text/csv").status()).isEqualTo(200);
  }

  /** While they wait for a place, and just when they have got one. */
  @Test
  void whoGoesAwayBeforeTheAnswerHoldsNothing() throws Exception {
    for (int round = 0; round < 3; round++) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        sockets.add(ask("text/csv"));
      }
      Thread.sleep(round * 100L);
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    await().atMost(PATIENCE).until(() -> queries() == 0);
    for (int i = 0; i < 4; i++) {
      assertThat(api.get(ALL + "&limit=1", "text/csv").status()).isEqualTo(200);
    }
  }

  @Test
  void aQueryEndsWithTheClientThatAsked() throws Exception {
    try (Connection blocker = api.connect();
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE reading_log IN ACCESS EXCLUSIVE MODE");
      try (Socket impatient = ask("application/json")) {
        assertThat(impatient.isConnected()).isTrue();
        await().atMost(PATIENCE).until(() -> waiting(blocker) == 1);
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> waiting(blocker) == 0);
    }
  }

  private static Socket ask(String accept) throws IOException {
    return ask(accept, 4_096);
  }

  private static Socket ask(String accept, int receiveBuffer) throws IOException {
    return ask(accept, receiveBuffer, api.token());
  }

  private static Socket ask(String accept, int receiveBuffer, String token) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.url().getPort());
    socket.setReceiveBufferSize(receiveBuffer);
    OutputStream out = socket.getOutputStream();
    out.write(
        "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nAccept: %s\r\nConnection: close\r\n\r\n"
            .formatted(ALL, token, accept)
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return socket;
  }

  /** Transactions of the API that are under way. */
  private static long queries() throws SQLException {
    try (Connection connection = api.connect()) {
      return count(
          connection,
          "SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' AND application_name = 'gridpulse-query-api' AND datname = current_database()");
    }
  }

  private static long waiting(Connection connection) throws SQLException {
    return count(
        connection,
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'reading_log'::regclass");
  }

  private static long count(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
