package dev.gridpulse.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.testing.ChildJvm;
import dev.gridpulse.testing.Oracle;
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
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file goes through Kafka and Streams into the database and comes out of the API. */
class MainJobIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant MAY_FIRST = Instant.parse("2021-05-01T00:00:00Z");
  private static final int FIVE_DAYS = 5 * 2880;

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
  void answersExactlyWhatTheFileSays() throws Exception {
    Path file = folder.resolve("Sollfrequenz.csv");
    ReadingBatch rows = SwissgridFile.write(file, "frequency", MAY_FIRST, FIVE_DAYS);

    assertThat(replay(file, "frequency").output())
        .anySatisfy(line -> assertThat(line).contains("decimal comma", "UTC"))
        .anySatisfy(line -> assertThat(line).contains("14,400 rows read", "14,400 delivered"));

    awaitNoDifferences(rows);
    String minute = aggregates("frequency", "2021-05-02T10:01:00Z");
    String threeDays = aggregates("frequency", "2021-05-05T10:00:00Z");
    String readings = program.readings("frequency", "2021-05-02T10:00:00Z", "2021-05-05T10:00:00Z");
    assertThat(count(minute, "\"start\":")).isEqualTo(3);
    assertThat(count(threeDays, "\"start\":")).isEqualTo(8641);
    assertThat(count(readings, "\"time\":")).isEqualTo(8641);
    assertThat(readings).contains("\"next\":null");

    // The same file once more is nothing to do, and by force it changes no number.
    assertThat(replay(file, "frequency").output())
        .anySatisfy(line -> assertThat(line).contains("delivered before"))
        .anySatisfy(line -> assertThat(line).contains("0 rows read"));
    replay(file, "frequency", "--force");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                number(
                        "SELECT count(*) FROM reading_log l, sensor s WHERE s.id = l.sensor_id AND s.name = 'frequency'")
                    == 2L * FIVE_DAYS);
    awaitNoDifferences(rows);
    assertThat(aggregates("frequency", "2021-05-02T10:01:00Z")).isEqualTo(minute);
    assertThat(aggregates("frequency", "2021-05-05T10:00:00Z")).isEqualTo(threeDays);
    assertThat(
            withoutPlace(
                program.readings("frequency", "2021-05-02T10:00:00Z", "2021-05-05T10:00:00Z")))
        .isEqualTo(withoutPlace(readings));
  }

  /** The readings, and not up to where of the live feed they are known. */
  private static String withoutPlace(String readings) {
    assertThat(readings).contains(",\"live\":\"");
    return readings.replaceFirst(",\"live\":\"[^\"]*\"", "");
  }

  /** As many rows as the grid operator's own file has: three months at 30 s. */
  @Test
  @Tag("long")
  void answersExactlyWhatAFileOfThreeMonthsSays() throws Exception {
    Path file = folder.resolve("three-months.csv");
    ReadingBatch rows = SwissgridFile.write(file, "three months", MAY_FIRST, 261_240);

    assertThat(replay(file, "three months").output())
        .anySatisfy(line -> assertThat(line).contains("261,240 delivered"));

    awaitNoDifferences(rows);
    assertThat(
            count(
                program.aggregates(
                    "three months", "2021-05-01T00:00:00Z", "2021-07-29T00:00:00Z", "1d"),
                "\"count\":2880"))
        .isEqualTo(90);
  }

  @Test
  void takesHistoryInWhileTheGeneratorStreamsLiveDataOfTheSameSensor() throws Exception {
    Path file = folder.resolve("history.csv");
    ReadingBatch history = SwissgridFile.write(file, "live_00001", MAY_FIRST, FIVE_DAYS);
    long sent;
    try (ChildJvm generator =
        Program.run(
            folder.resolve("data"),
            "generate",
            "--sensors=1",
            "--prefix=live_",
            "--interval=100ms")) {
      await()
          .atMost(PATIENCE)
          .until(() -> number("SELECT count(*) FROM sensor WHERE name = 'live_00001'") == 1);

      replay(file, "live_00001");

      assertThat(generator.isAlive()).as("live data flowed all the while").isTrue();
      generator.stop(PATIENCE);
      sent =
          Long.parseLong(
              generator.awaitOutput("and ([\\d,]+) live", PATIENCE).group(1).replace(",", ""));
    }
    assertThat(sent).isPositive();
    String live =
        "SELECT count(*), min(ts), max(ts) FROM reading r, sensor s WHERE s.id = r.sensor_id AND s.name = 'live_00001' AND ts > '2026-01-01'";
    await().atMost(PATIENCE).until(() -> number(live) == sent);
    awaitHistory(history);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              try (Connection connection = program.connect()) {
                Oracle.ofStored(connection).assertNoDifferences();
              }
            });
  }

  @Test
  void takesRecordsAndRegistryEntriesOfOthersAsOurOwn() throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", program.runtime().kafkaBootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      String time = "1767225600000";
      // As kcat does it: no key, and so any partition.
      var _ =
          producer
              .send(
                  new ProducerRecord<>(
                      "gridpulse.readings",
                      ("{\"sensor\":\"kitchen\",\"readings\":[[" + time + ",21.5]]}")
                          .getBytes(UTF_8)))
              .get();
      var _ =
          producer
              .send(
                  new ProducerRecord<>(
                      "gridpulse.sensors",
                      "kitchen".getBytes(UTF_8),
                      "{\"name\":\"kitchen\",\"unit\":\"°C\",\"timeZone\":\"Europe/Zurich\",\"asset\":\"home\"}"
                          .getBytes(UTF_8)))
              .get();
    }

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                number("SELECT count(*) FROM sensor WHERE name = 'kitchen' AND unit = '°C'") == 1
                    && number(
                            "SELECT count(*) FROM aggregate_15m a, sensor s WHERE s.id = a.sensor_id AND s.name = 'kitchen'")
                        == 1);
    assertThat(program.get("/api/v1/sensors/kitchen")).contains("\"°C\"", "Europe/Zurich", "home");
    assertThat(program.readings("kitchen", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"))
        .contains("21.5");
  }

  @Test
  void runsBesideAnotherOnAFolderOfItsOwn() {
    try (Program other = Program.up(folder.resolve("other"))) {
      assertThat(other.get("/api/v1/sensors")).contains("\"sensors\":[]");
      assertThat(other.runtime().httpUrl()).isNotEqualTo(program.runtime().httpUrl());
    }
  }

  @Test
  void saysWhatIsWrongAndWhatToDo() throws Exception {
    Path data = folder.resolve("data");
    try (ChildJvm second = Program.run(data, "up", "--port", "0", "--kafka-port", "0")) {
      second.awaitOutput("in use by another gridpulse", PATIENCE);
      assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
    }
    String takenPort = program.runtime().kafkaBootstrapServers().split(":", -1)[1];
    try (ChildJvm taken =
        Program.run(folder.resolve("third"), "up", "--port", "0", "--kafka-port", takenPort)) {
      taken.awaitOutput("cannot listen on 127.0.0.1:" + takenPort + ".*--kafka-port", PATIENCE);
      assertThat(taken.awaitExit(PATIENCE)).isEqualTo(1);
    }
    Path broken = folder.resolve("broken.csv");
    Files.writeString(
        broken, "Datum Zeit;Wert\nSa. 01.05.21 00:00:00;50\nSa. 01.05.21 00:00:30;fifty\n");
    try (ChildJvm rejecting =
        Program.run(data, "replay", broken.toString(), "--sensor", "broken")) {
      rejecting.awaitOutput("1 delivered \\+ 1 rejected", PATIENCE);
      assertThat(rejecting.awaitExit(PATIENCE)).isEqualTo(3);
      assertThat(rejecting.output()).anySatisfy(line -> assertThat(line).contains("fifty"));
    }
    try (ChildJvm alone =
        Program.run(folder.resolve("nobody"), "replay", broken.toString(), "--sensor", "x")) {
      alone.awaitOutput("No gridpulse runs on .*nobody", PATIENCE);
      assertThat(alone.awaitExit(PATIENCE)).isEqualTo(1);
    }
    for (Path started : List.of(data, folder.resolve("third"))) {
      assertThat(started).isDirectory();
    }
  }

  private static ChildJvm replay(Path file, String sensor, String... more) {
    List<String> arguments = new ArrayList<>(List.of("replay", file.toString()));
    arguments.addAll(List.of("--sensor", sensor));
    arguments.addAll(List.of(more));
    try (ChildJvm replay = Program.run(folder.resolve("data"), arguments.toArray(String[]::new))) {
      assertThat(replay.awaitExit(PATIENCE)).as("%s", replay.output()).isZero();
      return replay;
    }
  }

  private static String aggregates(String sensor, String end) {
    return program.aggregates(sensor, "2021-05-02T10:00:00Z", end, "30s");
  }

  private static void awaitNoDifferences(ReadingBatch rows) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              try (Connection connection = program.connect()) {
                Oracle.ofSent(connection, List.of(rows)).assertNoDifferences();
              }
            });
  }

  /** Every reading of the history is there; the live ones are counted by the caller. */
  private static void awaitHistory(ReadingBatch history) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                number(
                        "SELECT count(*) FROM reading r, sensor s WHERE s.id = r.sensor_id AND s.name = '%s' AND ts < '2022-01-01'"
                            .formatted(history.sensor()))
                    == history.size());
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  private static long number(String sql) throws SQLException {
    try (Connection connection = program.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getLong(1);
    }
  }
}
