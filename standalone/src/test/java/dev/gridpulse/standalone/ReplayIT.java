package dev.gridpulse.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.BreakingProxy;
import dev.gridpulse.testing.ChildJvm;
import dev.gridpulse.testing.ObjectStoreServer;
import dev.gridpulse.testing.Oracle;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged {@code replay} and {@code readings}. */
class ReplayIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Instant START = Instant.parse("2019-01-01T00:00:00Z");

  @TempDir private static Path folder;

  private static Program program;

  @BeforeAll
  static void start() {
    program = Program.up(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  @Test
  void goesOnAfterItWasKilledInTheMiddle() throws Exception {
    var _ = killedInTheMiddle("many", 1_000_000, () -> storesSome("many"));
  }

  @Test
  @Tag("long")
  void goesOnAfterItWasKilledInTheMiddleOfTwoMillionRows() throws Exception {
    long before = notesOfProgress();
    ChildJvm again = killedInTheMiddle("large", 2_000_000, () -> notesOfProgress() > before);
    assertThat(again.output())
        .anySatisfy(line -> assertThat(line).contains("goes on behind row"))
        .anySatisfy(line -> assertThat(line).contains("skipped: accounted for by an earlier run"));
  }

  private static long notesOfProgress() {
    TopicPartition notes = new TopicPartition(Topics.REPLAY_PROGRESS.name(), 0);
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", program.runtime().kafkaBootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return requireNonNull(consumer.endOffsets(List.of(notes)).get(notes));
    }
  }

  /** Answers the second run. */
  private static ChildJvm killedInTheMiddle(String sensor, int rows, Callable<Boolean> middle)
      throws Exception {
    Path file = folder.resolve(sensor + ".csv");
    ReadingBatch sent = SwissgridFile.write(file, sensor, START, rows);
    try (ChildJvm replay = replay(file.toString(), "--sensor", sensor)) {
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(middle);
      replay.kill9();
    }
    assertThat(stored(sensor)).as("it was killed in the middle").isLessThan(rows);

    ChildJvm again = replay(file.toString(), "--sensor", sensor);
    try (again) {
      assertThat(again.awaitExit(PATIENCE)).as("%s", again.output()).isZero();
      assertThat(again.output())
          .anySatisfy(line -> assertThat(line).contains("%,d rows read".formatted(rows)));
    }

    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> stored(sensor) == rows);
    // A window for each of them, as they are 30 s apart; and what looks takes from who stores.
    await()
        .atMost(PATIENCE.multipliedBy(3))
        .pollInterval(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              try (Connection connection = program.connect()) {
                Oracle.ofSent(connection, List.of(sent)).assertNoDifferences();
              }
            });
    String days = program.aggregates(sensor, "2019-01-01T00:00:00Z", "2020-12-01T00:00:00Z", "1d");
    assertThat(days.split("\"count\":2880", -1)).hasSize(rows / 2880 + 1);
    return again;
  }

  @Test
  void readsPagesAndEverythingInLittleMemory() throws Exception {
    Path file = folder.resolve("pages.csv");
    SwissgridFile.write(file, "pages", START, 300_000);
    try (ChildJvm replay = replay(file.toString(), "--sensor", "pages")) {
      assertThat(replay.awaitExit(PATIENCE)).isZero();
    }
    await().atMost(PATIENCE).until(() -> stored("pages") == 300_000);

    List<String> all = readings();
    assertThat(all).hasSize(300_001).startsWith("timestamp,value");
    assertThat(readings("--page-number", "2", "--page-size", "10")).isEqualTo(pageOf(all, 11, 20));
    assertThat(readings("--page-size", "3")).isEqualTo(pageOf(all, 1, 3));
    assertThat(readings("--page-number", "30001", "--page-size", "10"))
        .containsExactly("timestamp,value");
  }

  private static List<String> pageOf(List<String> all, int first, int last) {
    List<String> page = new ArrayList<>(List.of(all.getFirst()));
    page.addAll(all.subList(first, last + 1));
    return page;
  }

  @Test
  void followsAFolderAndTakesEachContentOnce() throws Exception {
    Path inbox = Files.createDirectories(folder.resolve("inbox"));
    write(inbox.resolve("mapping.csv"), "30cbc97d-0fef-4928-a683-6886a260cd0b;cellar\n");
    try (ChildJvm replay = replay(inbox.toString(), "--follow", "--min-age", "1s")) {
      replay.awaitOutput("1 sensors registered", PATIENCE);

      String rows = "timestamp;sensor_uuid;sensor_value\n2021-05-01T00:00:00Z;%s;1\n";
      write(inbox.resolve("a.csv"), rows.formatted("30cbc97d-0fef-4928-a683-6886a260cd0b"));
      await().atMost(PATIENCE).until(() -> stored("cellar") == 1);
      Files.copy(inbox.resolve("a.csv"), inbox.resolve("copy of a.csv"));
      replay.awaitOutput("copy of a.csv: delivered before", PATIENCE);
      write(inbox.resolve("b.csv"), "no table\nat all\n");
      write(
          inbox.resolve("c.csv"),
          rows.formatted("30cbc97d-0fef-4928-a683-6886a260cd0b").replace("00:00:00Z", "00:00:01Z"));
      await().atMost(PATIENCE).until(() -> stored("cellar") == 2);
      replay.awaitOutput("b.csv: no column of times", PATIENCE);

      replay.stop(PATIENCE);
    }
  }

  @Test
  void followsAPrefixOfABucket() throws Exception {
    try (ObjectStoreServer store = ObjectStoreServer.start();
        ChildJvm replay =
            replay(
                "s3://" + ObjectStoreServer.BUCKET + "/inbox/",
                "--s3-endpoint",
                store.endpoint().toString(),
                "--s3-anonymous",
                "--sensor",
                "remote",
                "--follow",
                "--min-age",
                "1s")) {
      replay.awaitOutput("Following", PATIENCE); // there is nothing yet

      store.put("inbox/a.csv", "2021-05-01T00:00:00Z;1\n2021-05-01T00:00:01Z;2\n");
      await().atMost(PATIENCE).until(() -> stored("remote") == 2);
      store.put("inbox/b.csv", "2021-05-01T00:00:02Z;3\n2021-05-01T00:00:03Z;4\n");
      await().atMost(PATIENCE).until(() -> stored("remote") == 4);
      store.put("inbox/again.csv", "2021-05-01T00:00:02Z;3\n2021-05-01T00:00:03Z;4\n");
      replay.awaitOutput("again.csv: delivered before", PATIENCE);

      replay.stop(PATIENCE);
    }
  }

  @Test
  @Tag("long")
  void triesAnObjectAgainThatBreaksOff() throws Exception {
    try (ObjectStoreServer store = ObjectStoreServer.start();
        BreakingProxy proxy = BreakingProxy.to(store.port());
        ChildJvm replay =
            replay(
                "s3://" + ObjectStoreServer.BUCKET + "/broken/",
                "--s3-endpoint",
                "http://127.0.0.1:" + proxy.port(),
                "--s3-anonymous",
                "--sensor",
                "broken off",
                "--follow",
                "--min-age",
                "1s")) {
      replay.awaitOutput("Following", PATIENCE);
      StringBuilder rows = new StringBuilder();
      for (int i = 0; i < 20_000; i++) {
        rows.append(START.plusSeconds(i)).append(';').append(i).append('\n');
      }
      // A listing is shorter; of an object nothing comes, so that going on does not help.
      proxy.breakOffAfter(1_500, Integer.MAX_VALUE);
      store.put("broken/a.csv", rows.toString());
      replay.awaitOutput("a.csv cannot be read", PATIENCE);
      assertThat(proxy.brokenOff()).isPositive();

      proxy.breakOffAfter(0, 0);
      await().atMost(PATIENCE).until(() -> stored("broken off") == 20_000);
      replay.stop(PATIENCE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'',                                       127.0.0.1,              /data?, us-east-1",
    "--s3-region=eu-central-2,                 127.0.0.1,              /data?, eu-central-2",
    "--no-s3-path-style,                       data.objects.localhost, /?,     us-east-1",
  })
  void asksTheObjectStoreAsItIsTold(String option, String host, String path, String region)
      throws Exception {
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    HttpServer store =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    store.createContext(
        "/",
        exchange -> {
          asked.add(
              "%s %s %s"
                  .formatted(
                      exchange.getRequestHeaders().getFirst("Host"),
                      exchange.getRequestURI(),
                      exchange.getRequestHeaders().getFirst("Authorization")));
          exchange.sendResponseHeaders(403, -1);
          exchange.close();
        });
    store.start();
    Path hosts = folder.resolve("hosts");
    write(hosts, "127.0.0.1 data.objects.localhost objects.localhost localhost\n");
    String endpoint = option.startsWith("--no") ? "objects.localhost" : "127.0.0.1";
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "replay",
                "s3://data/inbox/",
                "--sensor=a",
                "--dry-run",
                "--s3-endpoint=http://%s:%d".formatted(endpoint, store.getAddress().getPort())));
    if (!option.isEmpty()) {
      arguments.add(option);
    }
    try (ChildJvm replay =
        ChildJvm.startJar(
            Program.jar(),
            List.of("-Djdk.net.hosts.file=" + hosts),
            Map.of("AWS_ACCESS_KEY_ID", "key", "AWS_SECRET_ACCESS_KEY", "secret"),
            arguments)) {
      assertThat(replay.awaitExit(PATIENCE)).as("%s", replay.output()).isEqualTo(2);
      assertThat(replay.output())
          .anySatisfy(line -> assertThat(line).contains("s3://data/inbox/ cannot be read"));
    } finally {
      store.stop(0);
    }

    assertThat(asked.poll())
        .startsWith("%s:%d %s".formatted(host, store.getAddress().getPort(), path))
        .contains("prefix=inbox%2F", "Credential=key/", "/%s/s3/".formatted(region));
  }

  @Test
  @Tag("long")
  void streamsTenMillionReadingsInLittleMemory() throws Exception {
    try (Connection connection = program.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO sensor (name) VALUES ('ten million')");
      statement.execute(
          """
          INSERT INTO reading_log (sensor_id, ts, value, seq)
          SELECT s.id, timestamptz '2019-01-01T00:00:00Z' + n * interval '1 s', n / 4.0, n
          FROM sensor s, generate_series(0, 9999999) n WHERE s.name = 'ten million'
          """);
      statement.execute("ANALYZE reading_log");
    }
    Path output = folder.resolve("ten million.csv");
    assertThat(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-jar",
                    Program.jar().toString(),
                    "readings",
                    "--sensor-name",
                    "ten million",
                    "--start-timestamp",
                    "2019-01-01T00:00:00Z",
                    "--end-timestamp",
                    "2029-01-01T00:00:00Z",
                    "--data-dir",
                    folder.resolve("data").toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor())
        .isZero();

    try (BufferedReader lines = Files.newBufferedReader(output)) {
      assertThat(lines.readLine()).isEqualTo("timestamp,value");
      for (int n = 0; n < 10_000_000; n++) {
        String expected = START.plusSeconds(n) + "," + n / 4.0;
        if (!expected.equals(lines.readLine())) {
          throw new AssertionError("line %d is not %s".formatted(n + 2, expected));
        }
      }
      assertThat(lines.readLine()).isNull();
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }

  private static ChildJvm replay(String... options) {
    List<String> arguments = new ArrayList<>(List.of("replay"));
    arguments.addAll(List.of(options));
    return Program.run(folder.resolve("data"), arguments.toArray(String[]::new));
  }

  private static List<String> readings(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "readings",
                "--sensor-name",
                "pages",
                "--start-timestamp",
                "2019-01-01T00:00:00+00",
                "--end-timestamp",
                "2029-01-01T00:00:00Z"));
    arguments.addAll(List.of(options));
    try (ChildJvm readings =
        Program.run(folder.resolve("data"), "64m", Map.of(), arguments.toArray(String[]::new))) {
      assertThat(readings.awaitExit(PATIENCE)).as("%s", readings.output()).isZero();
      return readings.output().stream().filter(line -> line.contains(",")).toList();
    }
  }

  private static boolean storesSome(String sensor) throws SQLException {
    try (Connection connection = program.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT EXISTS (SELECT FROM reading_log r JOIN sensor s ON s.id = r.sensor_id WHERE s.name = '%s')"
                    .formatted(sensor))) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static long stored(String sensor) throws SQLException {
    try (Connection connection = program.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM reading r JOIN sensor s ON s.id = r.sensor_id WHERE s.name = '%s'"
                    .formatted(sensor))) {
      row.next();
      return row.getLong(1);
    }
  }
}
