package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.query.security.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of all sensors, of which there are many. */
class LongListsTest {
  private static final int SENSORS = 30_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String WAITING =
      "WHERE state = 'idle in transaction' AND datname = current_database()";
  private static final String TERMINATE =
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity " + WAITING;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Api api;

  @BeforeAll
  static void startWithManySensors() {
    api = Api.start();
    api.sql(
        "INSERT INTO sensor (name, unit, kind, owner) SELECT to_char(n, 'FM00000'), 'kWh', 'counter', CASE WHEN n < 10 THEN 'ada' ELSE 'eve' END FROM generate_series(0, %d) n"
            .formatted(SENSORS - 1),
        "INSERT INTO reading_log SELECT id, '2021-05-02T10:00:00Z', id, 1 FROM sensor WHERE id % 10"
            + " = 0",
        "ANALYZE");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/sensors, sensors, name",
    "/api/v1/latest, latest, sensor",
  })
  void everySensorComesOnceAndInOrderInEachFormat(String path, String list, String name)
      throws IOException {
    List<String> document = new ArrayList<>();
    api.get(path).ok().get(list).forEach(each -> document.add(each.get(name).textValue()));
    List<String> lines = new ArrayList<>();
    for (String line : api.get(path, "application/x-ndjson").text().lines().toList()) {
      lines.add(JSON.readTree(line).get(name).textValue());
    }
    List<String> table =
        api.get(path, "text/csv")
            .text()
            .lines()
            .skip(1)
            .map(line -> line.substring(0, line.indexOf(',')))
            .toList();

    assertThat(document).hasSize(SENSORS).isSorted().doesNotHaveDuplicates();
    assertThat(lines).isEqualTo(document);
    assertThat(table).isEqualTo(document);
  }

  /** What is not taken waits in the database, and others are answered. */
  @Test
  void whoDoesNotReadIsWaitedForAndWhoGoesAwayIsForgotten() throws Exception {
    String path = "/api/v1/sensors";
    try (Socket slow = ask(path);
        Socket another = ask(path)) {
      assertThat(another.isConnected()).isTrue();
      await().atMost(PATIENCE).until(() -> waiting() == 2);
      api.get(path).assertProblem(503, "not available at the moment");
      assertThat(api.getAsViewer("ada", path).status()).as("a short list").isEqualTo(200);
      assertThat(slow.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
    }
    await().atMost(PATIENCE).until(() -> waiting() == 0);
    assertThat(api.get(path).status()).isEqualTo(200);
  }

  @Test
  void anAnswerThatBreaksOffIsNone() throws Exception {
    try (Socket socket = ask("/api/v1/sensors")) {
      InputStream in = socket.getInputStream();
      assertThat(in.readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
      await().atMost(PATIENCE).until(() -> count(TERMINATE) == 1);
      socket.setReceiveBufferSize(1 << 20);
      String rest = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(rest).doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void aHeadHoldsNothing() throws SQLException {
    for (int i = 0; i < 4; i++) {
      Api.Answer answer =
          api.send(
              api.request("/api/v1/sensors")
                  .header("Authorization", "Bearer " + api.token())
                  .method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertThat(answer.status()).isEqualTo(200);
    }
    assertThat(waiting()).isZero();
  }

  @Test
  void aViewerHasTwoLongOnesAtATime() throws Exception {
    String eve = Tokens.viewerToken(Api.SECRET, "eve", Instant.now(), Duration.ofHours(1));
    try (Socket first = ask("/api/v1/sensors", eve);
        Socket second = ask("/api/v1/sensors", eve)) {
      assertThat(status(first)).isEqualTo("HTTP/1.1 200 OK");
      assertThat(status(second)).isEqualTo("HTTP/1.1 200 OK");
      api.getAsViewer("eve", "/api/v1/latest").assertProblem(429, "2 answers are under way");
    }
    await().atMost(PATIENCE).until(() -> waiting() == 0);
  }

  @Test
  void aListOfNoSensorsIsAListToo() throws IOException {
    assertThat(api.getAsViewer("nobody", "/api/v1/sensors").text()).isEqualTo("{\"sensors\":[]}");
    JsonNode latest = JSON.readTree(api.getAsViewer("nobody", "/api/v1/latest").body());
    assertThat(latest).hasToString("{\"latest\":[]}");
  }

  private static String status(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1), 64)
        .readLine();
  }

  private static Socket ask(String path) throws IOException {
    return ask(path, api.token());
  }

  private static Socket ask(String path, String token) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.url().getPort());
    socket.setReceiveBufferSize(4_096);
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                .formatted(path, token)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** How many answers wait for their clients. */
  private static long waiting() throws SQLException {
    return count("SELECT count(*) FROM pg_stat_activity " + WAITING);
  }

  private static long count(String sql) throws SQLException {
    try (Connection connection = api.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
