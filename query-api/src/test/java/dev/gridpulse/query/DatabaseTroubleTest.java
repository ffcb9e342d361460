package dev.gridpulse.query;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.query.http.Limits;
import dev.gridpulse.testing.TestDatabase;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatabaseTroubleTest {
  private static final String READINGS =
      "/api/v1/sensors/s/readings?start=2021-05-02T10:00:00Z&end=2021-05-02T10:01:00Z";

  @Test
  void aDatabaseThatIsAwayIsToBeTriedAgainAndFoundAgain() {
    TestDatabase database = Api.database();
    Matcher address = Pattern.compile("//([^:/]+):(\\d+)/").matcher(database.url());
    assertThat(address.find()).as(database.url()).isTrue();
    try (TcpProxy proxy =
            new TcpProxy(
                new InetSocketAddress(address.group(1), Integer.parseInt(address.group(2))));
        Api api = Api.start(database, address.replaceFirst("//127.0.0.1:" + proxy.port() + "/"))) {
      api.sql("INSERT INTO sensor (name) VALUES ('s')");
      assertThat(api.get(READINGS).status()).isEqualTo(200);
      proxy.cut();
      Api.Answer answer = api.get(READINGS);
      answer.assertProblem(503, "The database is not available at the moment. Try again later.");
      assertThat(answer.header("Retry-After")).isEqualTo("5");
      Api.Answer health = api.send(api.request("/health"));
      assertThat(health.status()).isEqualTo(503);
      assertThat(health.text()).isEqualTo("{\"status\":\"DOWN\"}");
      proxy.mend();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(api.get(READINGS).status()).isEqualTo(200));
      assertThat(api.send(api.request("/health")).status()).isEqualTo(200);
    }
  }

  @Test
  void aStatementThatTakesTooLongIsEnded() throws Exception {
    try (Api api = Api.start(Limits.DEFAULT, 2, Duration.ofMillis(300))) {
      api.sql("INSERT INTO sensor (name) VALUES ('s')");
      try (Connection blocker = api.connect();
          Statement statement = blocker.createStatement()) {
        blocker.setAutoCommit(false);
        statement.execute("LOCK TABLE reading_log IN ACCESS EXCLUSIVE MODE");
        // A refused request rolls its transaction back: the time limit must outlive that.
        assertThat(api.get("/api/v1/sensors/nobody").status()).isIn(404, 503);
        Api.Answer answer = api.get(READINGS);
        answer.assertProblem(503, "The database did not finish in time. Ask for a shorter range");
        assertThat(answer.header("Retry-After")).isEqualTo("5");
      }
      assertThat(api.get(READINGS).status()).isEqualTo(200);
    }
  }

  @Test
  void allStatementsOfARequestTogetherHaveAsLongAsOne() {
    try (Api api = Api.start(Limits.DEFAULT, 2, Duration.ofSeconds(2))) {
      // Each sensor takes a second, whoever asks for it.
      api.sql(
          "INSERT INTO sensor (name) SELECT 's' || n FROM generate_series(1, 30) n",
          "INSERT INTO reading_log SELECT id, '2021-05-02T10:00:05Z', 1, 1 FROM sensor",
          "DROP VIEW reading",
          "CREATE VIEW reading AS SELECT l.sensor_id, l.ts, l.value FROM (SELECT FROM pg_sleep(1))"
              + " pause, reading_log l");
      String second = "&resolution=1s&start=2021-05-02T10:00:00Z&end=2021-05-02T10:00:09Z";
      assertThat(api.get("/api/v1/aggregates?sensor=s1" + second).status()).isEqualTo(200);
      String all = IntStream.rangeClosed(1, 30).mapToObj(n -> "sensor=s" + n).collect(joining("&"));
      long begin = System.nanoTime();
      api.get("/api/v1/aggregates?" + all + second)
          .assertProblem(503, "The database did not finish in time.");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
      assertThat(api.get("/api/v1/aggregates?sensor=s1" + second).status())
          .as("the connection is as good as new")
          .isEqualTo(200);
    }
  }

  @Test
  void whenAllConnectionsAreTakenARequestIsToBeTriedAgain() throws Exception {
    try (Api api = Api.start(Limits.DEFAULT, 1, Duration.ofSeconds(30));
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      api.sql("INSERT INTO sensor (name) VALUES ('s')");
      Future<Api.Answer> held;
      try (Connection blocker = api.connect();
          Statement statement = blocker.createStatement()) {
        blocker.setAutoCommit(false);
        statement.execute("LOCK TABLE reading_log IN ACCESS EXCLUSIVE MODE");
        CountDownLatch sent = new CountDownLatch(1);
        held =
            other.submit(
                () -> {
                  sent.countDown();
                  return api.get(READINGS);
                });
        sent.await();
        await().until(() -> waitingForTheLock(blocker));
        api.get(READINGS).assertProblem(503, "The database is not available at the moment.");
      }
      assertThat(held.get().status()).isEqualTo(200);
    }
  }

  @Test
  void nothingCanBeWrittenThroughTheseConnections() {
    try (Api api = Api.start()) {
      api.sql(
          "INSERT INTO sensor (name) VALUES ('s')",
          "CREATE TABLE written (n int)",
          "CREATE FUNCTION write() RETURNS int LANGUAGE sql AS 'INSERT INTO written VALUES (1)"
              + " RETURNING 1'",
          "DROP VIEW reading",
          "CREATE VIEW reading AS SELECT sensor_id, ts, value + write() AS value FROM reading_log",
          "INSERT INTO reading_log VALUES (1, '2021-05-02T10:00:00Z', 1, 1)");
      assertThat(api.get(READINGS).status()).isEqualTo(500);
    }
  }

  private static boolean waitingForTheLock(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT FROM pg_locks WHERE NOT granted AND relation = 'reading_log'::regclass")) {
      return rows.next();
    }
  }
}
