package dev.gridpulse.aggregator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.ProducerSettings;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.Oracle;
import dev.gridpulse.testing.TestDatabase;
import dev.gridpulse.testing.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database with rules of its own: what it refuses is rejected with its reason, and what lies
 * beside it is stored.
 */
class RefusedRowsTest {
  private static final long T0 = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final double REFUSED = 666;

  @TempDir private static Path folder;

  private static final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private static TestKafka kafka;
  private static TestDatabase database;
  private static Aggregator aggregator;
  private static KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void start() throws Exception {
    kafka = TestKafka.start();
    database = TestDatabase.create();
    aggregator =
        Aggregator.start(
            new AggregatorSettings(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                database.url(),
                database.user(),
                database.password(),
                folder,
                1,
                2_000_000,
                TestAggregator.NO_AUDIT),
            meters);
    producer =
        new KafkaProducer<>(
            ProducerSettings.of(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 20), "test"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    execute(
        """
        ALTER TABLE reading_log ADD CONSTRAINT no_beast CHECK (value <> 666);
        ALTER TABLE aggregate_1m ADD CONSTRAINT no_thirteen CHECK (count <> 13 OR min >= 0);
        ALTER TABLE sensor ADD CONSTRAINT no_mars CHECK (asset <> 'Mars');
        ALTER TABLE sensor ADD CONSTRAINT no_pluto CHECK (name <> 'Pluto');
        """);
  }

  @AfterAll
  static void stop() {
    aggregator.close();
    producer.close(Duration.ZERO);
    database.close();
    kafka.close();
  }

  @Test
  void rejectsAReadingThatTheDatabaseRefusesAndStoresItsNeighbours() throws Exception {
    List<ReadingBatch> taken = new ArrayList<>();
    double accepted = meters.counter("gridpulse.readings.accepted").count();
    double rejected = meters.counter("gridpulse.readings.rejected").count();
    for (int record = 0; record < 20; record++) {
      // Two of 400 readings, in the middle of their records; in the same minute as others.
      boolean bad = record == 7 || record == 12;
      send("cellar", record, bad ? 10 : -1);
      taken.add(readings("cellar", record, bad ? 10 : -1));
    }
    producer.flush();

    awaitNoDifferences(taken);
    assertThat(rejects("cellar"))
        .hasSize(2)
        .allSatisfy(
            reject ->
                assertThat(reject)
                    .contains(
                        "\"topic\":\"gridpulse.readings\"",
                        "the database refuses it",
                        "no_beast",
                        "666.0"));
    assertThat(meters.counter("gridpulse.readings.accepted").count() - accepted).isEqualTo(398);
    assertThat(meters.counter("gridpulse.readings.rejected").count() - rejected).isEqualTo(2);
  }

  @Test
  void rejectsAWindowThatTheDatabaseRefusesAndStoresItsNeighbours() throws Exception {
    long[] timestamps = new long[13];
    double[] values = new double[13];
    for (int i = 0; i < 13; i++) {
      timestamps[i] = T0 + i * 1000L;
      values[i] = -1;
    }
    send(ReadingBatch.of("attic", timestamps, values, 13));
    ReadingBatch neighbour = readings("attic neighbour", 0, -1);
    send(neighbour);
    producer.flush();

    awaitNoDifferences(List.of(neighbour));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(rejects("no_thirteen"))
                    .isNotEmpty()
                    .allSatisfy(
                        reject -> assertThat(reject).contains("gridpulse.aggregates.1m", "attic")));
    // The other rungs of the same quarter-hour are as they should be.
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                count(
                        "SELECT count(*) FROM aggregate_15m a, sensor s WHERE s.id = a.sensor_id AND s.name = 'attic' AND count = 13")
                    == 1);

    execute("ALTER TABLE aggregate_1m DROP CONSTRAINT no_thirteen");
    awaitNoDifferences(List.of(ReadingBatch.of("attic", timestamps, values, 13)));
  }

  @Test
  void storesNoWindowOfARefusedReadingThatWasAloneInIt() throws Exception {
    long[] timestamps = {T0, T0 + 5_000, T0 + 10_000, T0 + 3_600_000};
    send(ReadingBatch.of("lonely", timestamps, new double[] {1, REFUSED, 3, REFUSED}, 4));
    producer.flush();

    await().atMost(PATIENCE).until(() -> rejects("lonely").size() == 2);
    awaitNoDifferences(
        List.of(ReadingBatch.of("lonely", new long[] {T0, T0 + 10_000}, new double[] {1, 3}, 2)));
    // The repairer may hold them for one round more, with nothing left to change.
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                count(
                        "SELECT count(*) FROM quarter q, sensor s WHERE s.id = q.sensor_id AND s.name = 'lonely' AND dirty")
                    == 0);
  }

  @Test
  void rejectsReadingsOfASensorThatTheDatabaseRefuses() throws Exception {
    send(ReadingBatch.of("Pluto", new long[] {T0, T0 + 1000}, new double[] {1, 2}, 2));
    ReadingBatch neighbour = readings("Pluto's moon", 0, -1);
    send(neighbour);
    producer.flush();

    awaitNoDifferences(List.of(neighbour));
    await()
        .atMost(PATIENCE)
        .until(
            () -> rejects("gridpulse.readings").stream().filter(r -> r.contains("Pluto")).count(),
            count -> count == 2);
    assertThat(rejects("no_pluto")).isNotEmpty();
    assertThat(count("SELECT count(*) FROM sensor WHERE name = 'Pluto'")).isZero();
  }

  @Test
  void rejectsARegistryEntryThatTheDatabaseRefusesAndTakesItsNeighbours() throws Exception {
    for (String name : List.of("earth", "mars", "venus")) {
      String asset = name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1);
      var _ =
          producer.send(
              new ProducerRecord<>(
                  Topics.SENSORS.name(),
                  name.getBytes(UTF_8),
                  "{\"name\":\"%s\",\"asset\":\"%s\"}".formatted(name, asset).getBytes(UTF_8)));
    }
    producer.flush();

    await()
        .atMost(PATIENCE)
        .until(() -> count("SELECT count(*) FROM sensor WHERE asset IN ('Earth', 'Venus')") == 2);
    assertThat(rejects("Mars"))
        .singleElement()
        .satisfies(reject -> assertThat(reject).contains("gridpulse.sensors", "no_mars"));
    assertThat(count("SELECT count(*) FROM sensor WHERE name = 'mars'")).isZero();
  }

  /** A record of 20 readings, of which the one at {@code badIndex} is refused. */
  private static void send(String sensor, int record, int badIndex) {
    long[] timestamps = new long[20];
    double[] values = new double[20];
    for (int i = 0; i < 20; i++) {
      timestamps[i] = T0 + (record * 20L + i) * 1000;
      values[i] = i == badIndex ? REFUSED : record + i / 10.0;
    }
    send(ReadingBatch.of(sensor, timestamps, values, 20));
  }

  /** What of it is taken. */
  private static ReadingBatch readings(String sensor, int record, int badIndex) {
    long[] timestamps = new long[20];
    double[] values = new double[20];
    int size = 0;
    for (int i = 0; i < 20; i++) {
      if (i != badIndex) {
        timestamps[size] = T0 + (record * 20L + i) * 1000;
        values[size++] = record + i / 10.0;
      }
    }
    return ReadingBatch.of(sensor, timestamps, values, size);
  }

  private static void send(ReadingBatch batch) {
    var _ =
        producer.send(
            new ProducerRecord<>(
                Topics.READINGS.name(),
                batch.sensor().getBytes(UTF_8),
                ReadingEncoder.encode(batch)));
  }

  private static void awaitNoDifferences(List<ReadingBatch> taken) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              try (Connection connection = database.connect()) {
                Oracle.ofSent(connection, taken).assertNoDifferences();
              }
            });
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long count(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  private static List<String> rejects(String about) {
    List<String> rejects = new ArrayList<>();
    TopicPartition partition = new TopicPartition(Topics.REJECTS.name(), 0);
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          String reject = new String(record.value(), UTF_8);
          if (reject.contains(about)) {
            rejects.add(reject);
          }
        }
      }
    }
    return rejects;
  }
}
