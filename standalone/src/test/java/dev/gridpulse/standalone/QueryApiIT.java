package dev.gridpulse.standalone;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged API as a role of its own, in a small heap. */
class QueryApiIT {
  private static final int READINGS = 1_000_000;
  private static final String ALL =
      "/api/v1/sensors/long/readings?start=2021-01-01T00:00:00Z&end=2022-01-01T00:00:00Z";
  private static final byte[] SECRET = "a secret of the tests, 32 bytes or more".getBytes(US_ASCII);

  @TempDir private Path folder;

  @Test
  void writesAMillionReadingsInASmallHeapWhileSomebodyReadsSlowly() throws Exception {
    try (Program program = Program.up(folder.resolve("data"))) {
      fill(program);
      RuntimeFile runtime = program.runtime();
      try (ChildJvm api =
          Program.run(
              folder.resolve("api"),
              "128m",
              Map.of(
                  Setting.DATABASE_URL.variable(),
                  runtime.databaseUrl(),
                  Setting.DATABASE_USER.variable(),
                  runtime.databaseUser(),
                  Setting.DATABASE_PASSWORD.variable(),
                  runtime.databasePassword(),
                  Setting.JWT_SECRET.variable(),
                  Base64.getEncoder().encodeToString(SECRET)),
              "query-api",
              "--port",
              "0")) {
        URI url =
            URI.create(
                api.awaitOutput("The API listens on (http\\S+)", Program.START_TIMEOUT).group(1));
        String token = Tokens.operatorToken(SECRET, Instant.now(), Duration.ofHours(1));
        try (Socket slow = readSlowly(url, token)) {
          assertThat(lines(url, token, "text/csv")).isEqualTo(READINGS + 1);
          assertThat(slow.getInputStream().readNBytes(1_000)).hasSize(1_000);
          assertThat(lines(url, token, "application/x-ndjson")).isEqualTo(READINGS);
          assertThat(slow.getInputStream().readNBytes(1_000)).hasSize(1_000);
        }
        assertThat(api.isAlive()).as("%s", api.output()).isTrue();
      }
    }
  }

  private static void fill(Program program) throws SQLException {
    try (Connection connection = program.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO sensor (name) VALUES ('long')");
      statement.execute(
          """
          INSERT INTO reading_log
          SELECT s.id, timestamptz '2021-01-01T00:00:00Z' + n * interval '1 s', n / 4.0, n
          FROM sensor s, generate_series(0, %d) n WHERE s.name = 'long'
          """
              .formatted(READINGS - 1));
      statement.execute("ANALYZE reading_log");
    }
  }

  private static Socket readSlowly(URI url, String token) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
    socket.setReceiveBufferSize(4_096);
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nAccept: text/csv\r\n\r\n"
                .formatted(ALL, token)
                .getBytes(US_ASCII));
    socket.getOutputStream().flush();
    assertThat(socket.getInputStream().readNBytes(12)).isEqualTo("HTTP/1.1 200".getBytes(US_ASCII));
    return socket;
  }

  private static long lines(URI url, String token, String accept) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var response =
          client.send(
              HttpRequest.newBuilder(URI.create(url + ALL))
                  .header("Authorization", "Bearer " + token)
                  .header("Accept", accept)
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        return lines.lines().count();
      }
    }
  }
}
