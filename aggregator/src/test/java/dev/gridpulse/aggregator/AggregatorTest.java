package dev.gridpulse.aggregator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.Routing;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readings through the real broker into the real database, judged by the oracle. */
class AggregatorTest {
  private static final long T0 = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final long SECOND = 1000;
  private static final long HOUR = 3600 * SECOND;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;

  private TestKafka kafka;
  private TestDatabase database;
  private KafkaProducer<byte[], byte[]> producer;
  private final List<ReadingBatch> sent = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void start() {
    kafka = TestKafka.start();
    database = TestDatabase.create();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    producer.close(Duration.ZERO);
    database.close();
    kafka.close();
  }

  @Test
  void storesEachReadingOnceWhateverComesTwiceShuffledOrCorrected() throws Exception {
    Random random = new Random(7);
    List<ReadingBatch> history = new ArrayList<>();
    for (int sensor = 0; sensor < 5; sensor++) {
      history.addAll(batches("sensor_" + sensor, T0, 4 * 3600, 100, random));
    }
    try (Aggregator _ = aggregator(2_000_000)) {
      history.forEach(this::send);
      Collections.shuffle(history, random);
      history.forEach(this::send);
      for (int i = 0; i < 50; i++) {
        ReadingBatch old = history.get(random.nextInt(history.size()));
        send(batch(old.sensor(), old.timestamp(0), 1, 0, random));
      }

      awaitNoDifferences();
    }
  }

  @Test
  void storesTheSameWhenTheBoundClosesQuarterHoursAllTheTime() throws Exception {
    Random random = new Random(11);
    List<ReadingBatch> shuffled = new ArrayList<>();
    for (int sensor = 0; sensor < 4; sensor++) {
      shuffled.addAll(batches("sensor_" + sensor, T0, 3 * 3600, 50, random));
    }
    Collections.shuffle(shuffled, random);
    try (Aggregator _ = aggregator(200)) {
      shuffled.forEach(this::send);
      shuffled.forEach(this::send);

      awaitNoDifferences();
    }
    assertThat(count("SELECT count(*) FROM quarter WHERE repaired IS NOT NULL"))
        .as("quarter-hours that several accumulations held parts of")
        .isPositive();
  }

  @Test
  void takesHistoryInWhileLiveDataOfTheSameSensorFlows() throws Exception {
    Random random = new Random(13);
    try (Aggregator _ = aggregator(2_000_000)) {
      List<ReadingBatch> history = batches("home", T0 - 24 * HOUR, 12 * 3600, 500, random);
      long live = T0;
      for (ReadingBatch past : history) {
        send(past);
        send(batch("home", live, 1, 0, random));
        live += SECOND;
      }

      awaitNoDifferences();
    }
  }

  @Test
  void goesOnWhereItStoppedAfterRestarts() throws Exception {
    Random random = new Random(17);
    List<ReadingBatch> all = batches("home", T0, 3 * 3600, 20, random);
    for (int part = 0; part < 3; part++) {
      try (Aggregator _ = aggregator(1000)) {
        all.subList(part * all.size() / 3, (part + 1) * all.size() / 3).forEach(this::send);
        if (part < 2) {
          await().atMost(PATIENCE).until(() -> count("SELECT count(*) FROM reading_log") > 0);
        } else {
          awaitNoDifferences();
        }
      }
    }
    assertThat(count("SELECT count(*) FROM reading_log")).isEqualTo(3 * 3600);
  }

  @Test
  void storesTheLastWindowsOfASensorThatFallsSilent() throws Exception {
    try (Aggregator _ = aggregator(2_000_000)) {
      send(batch("home", T0, 7, SECOND, new Random(19)));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> count("SELECT count(*) FROM reading") == 7);

      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                try (Connection connection = database.connect()) {
                  Oracle.ofAllSent(connection, sent).assertNoDifferences();
                }
              });
    }
  }

  @Test
  void knowsASensorByItsNameWhateverTheProducersKeyAndPartition() throws Exception {
    Random random = new Random(23);
    String topic = Topics.READINGS.name();
    try (Aggregator _ = aggregator(2_000_000)) {
      for (int i = 0; i < 60; i++) {
        ReadingBatch batch = batch("home", T0 + i * SECOND, 1, 0, random);
        byte[] value = ReadingEncoder.encode(batch);
        byte[] key = "home".getBytes(UTF_8);
        int elsewhere = (Routing.partition("home", Topics.READINGS.partitions()) + 1 + i % 5) % 6;
        acknowledged(
            producer.send(
                switch (i % 4) {
                  case 0 -> new ProducerRecord<>(topic, key, value);
                  case 1 -> new ProducerRecord<>(topic, elsewhere, key, value);
                  case 2 -> new ProducerRecord<>(topic, "another".getBytes(UTF_8), value);
                  default -> new ProducerRecord<>(topic, null, value);
                }));
        sent.add(batch);
      }

      awaitNoDifferences();
    }
    assertThat(count("SELECT count(*) FROM sensor")).isEqualTo(1);
  }

  @Test
  void registersAnUnknownSensorByItsFirstReadingAndTakesEntriesFromOthers() throws Exception {
    try (Aggregator _ = aggregator(2_000_000)) {
      send(batch("home", T0, 1, 0, new Random(29)));
      register(
          "home",
          """
          {"name":"home","uuid":"9c1caaf7-5e87-46ed-88da-f4016b4013ef","unit":"kW","kind":"power",
           "interval":"30s","timeZone":"Europe/Berlin","asset":"Street 1","signalId":"427038",
           "location":{"latitude":47.5,"longitude":8.25},"owner":"ann","partnerConsent":true,
           "colour":"green"}
          """);
      register(
          "usurper", "{\"name\":\"usurper\",\"uuid\":\"9c1caaf7-5e87-46ed-88da-f4016b4013ef\"}");
      register("broken", "{\"name\":\"broken\",\"kind\":\"banana\"}");
      register("last", "{\"name\":\"last\"}");
      send(batch("home", T0 + SECOND, 1, 0, new Random(31)));

      await()
          .atMost(PATIENCE)
          .until(() -> count("SELECT count(*) FROM sensor WHERE name = 'last'") == 1);
      awaitNoDifferences();
    }
    assertThat(
            row(
                """
                SELECT uuid, unit, kind, sampling_interval, time_zone, asset, signal_id, latitude,
                       longitude, owner, partner_consent
                FROM sensor WHERE name = 'home'
                """))
        .containsExactly(
            "9c1caaf7-5e87-46ed-88da-f4016b4013ef",
            "kW",
            "power",
            "00:00:30",
            "Europe/Berlin",
            "Street 1",
            "427038",
            "47.5",
            "8.25",
            "ann",
            "t");
    assertThat(count("SELECT count(*) FROM sensor WHERE name IN ('usurper', 'broken')")).isZero();
    assertThat(rejects())
        .satisfiesExactly(
            usurper -> assertThat(usurper).contains("gridpulse.sensors", "belongs to sensor"),
            broken -> assertThat(broken).contains("kind", "banana"));
  }

  @Test
  void rejectsPoisonWithItsPlaceAndStoresItsNeighbours() throws Exception {
    try (Aggregator _ = aggregator(2_000_000)) {
      send(batch("home", T0, 1, 0, new Random(37)));
      RecordMetadata poison = sendRaw("home", "{\"sensor\":\"home\",\"readings\":[[1,");
      send(batch("home", T0 + SECOND, 1, 0, new Random(41)));

      awaitNoDifferences();
      assertThat(rejects())
          .singleElement()
          .satisfies(
              reject ->
                  assertThat(reject)
                      .contains(
                          "\"source\":\"gridpulse.readings\"",
                          "\"partition\":" + poison.partition(),
                          "\"offset\":" + poison.offset(),
                          "not JSON"));
    }
  }

  private Aggregator aggregator(long maxReadings) {
    return Aggregator.start(
        new AggregatorSettings(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            database.url(),
            database.user(),
            database.password(),
            folder,
            2,
            maxReadings),
        new SimpleMeterRegistry());
  }

  private void awaitNoDifferences() throws SQLException {
    producer.flush();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              try (Connection connection = database.connect()) {
                Oracle.ofAllSent(connection, sent).assertNoDifferences();
              }
            });
  }

  private void send(ReadingBatch batch) {
    byte[] key = batch.sensor().getBytes(UTF_8);
    var _ =
        producer.send(
            new ProducerRecord<>(Topics.READINGS.name(), key, ReadingEncoder.encode(batch)),
            (_, failure) -> assertThat(failure).isNull());
    sent.add(batch);
  }

  private RecordMetadata sendRaw(String key, String value) throws Exception {
    return acknowledged(
        producer.send(
            new ProducerRecord<>(
                Topics.READINGS.name(), key.getBytes(UTF_8), value.getBytes(UTF_8))));
  }

  private void register(String key, String entry) throws Exception {
    var _ =
        acknowledged(
            producer.send(
                new ProducerRecord<>(
                    Topics.SENSORS.name(), key.getBytes(UTF_8), entry.getBytes(UTF_8))));
  }

  private static RecordMetadata acknowledged(Future<RecordMetadata> sent)
      throws ExecutionException, InterruptedException {
    return sent.get();
  }

  /** A series at 1 s in records of {@code size} readings. */
  private static List<ReadingBatch> batches(
      String sensor, long from, int seconds, int size, Random random) {
    List<ReadingBatch> batches = new ArrayList<>();
    for (int at = 0; at < seconds; at += size) {
      batches.add(batch(sensor, from + at * SECOND, Math.min(size, seconds - at), SECOND, random));
    }
    return batches;
  }

  private static ReadingBatch batch(
      String sensor, long from, int size, long interval, Random random) {
    long[] timestamps = new long[size];
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      timestamps[i] = from + i * interval;
      values[i] = Math.round(random.nextGaussian() * 1e5) / 1e3;
    }
    return ReadingBatch.of(sensor, timestamps, values, size);
  }

  private long count(String sql) throws SQLException {
    return Long.parseLong(row(sql).getFirst());
  }

  private List<String> row(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        row.add(String.valueOf(result.getString(i)));
      }
      return row;
    }
  }

  private List<String> rejects() {
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
          rejects.add(new String(record.value(), UTF_8));
        }
      }
    }
    return rejects;
  }
}
