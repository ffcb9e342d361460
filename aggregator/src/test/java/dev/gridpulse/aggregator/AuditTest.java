package dev.gridpulse.aggregator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.gridpulse.model.ProducerSettings;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.Oracle;
import dev.gridpulse.testing.TestDatabase;
import dev.gridpulse.testing.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** The standing audit finds what is wrong, and nothing that is only on its way. */
class AuditTest {
  private static final long T0 = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final long SECOND = 1000;
  private static final long QUARTER = Rung.QUARTER_HOUR.millis();
  private static final String ONE_BIT_MORE = "mean = mean * (1 + 2.3e-16::float8)";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;

  private TestKafka kafka;
  private TestDatabase database;
  private KafkaProducer<byte[], byte[]> producer;
  private SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Exception> unsent = Collections.synchronizedList(new ArrayList<>());
  private final List<ReadingBatch> sent = Collections.synchronizedList(new ArrayList<>());
  private final ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();

  @BeforeEach
  void start() {
    kafka = TestKafka.start();
    database = TestDatabase.create();
    producer =
        new KafkaProducer<>(
            ProducerSettings.of(Map.of("bootstrap.servers", kafka.bootstrapServers()), "test"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    load.shutdownNow();
    producer.close(Duration.ZERO);
    database.close();
    kafka.close();
  }

  @Test
  @Execution(CONCURRENT)
  void findsAndRepairsWhateverIsWrongWithAQuarterHour() throws Exception {
    try (Aggregator _ = aggregator(Map.of())) {
      Random random = new Random(43);
      for (int quarter = 0; quarter < 10; quarter++) {
        send(batch("home", T0 + quarter * QUARTER, 300, 3 * SECOND, random));
      }
      ReadingBatch expiring = batch("expiring", T0, 300, 3 * SECOND, random);
      send(expiring);
      awaitNoDifferences();
      awaitChecks(10);
      assertThat(count("gridpulse.audit.differences")).isZero();

      // Windows outlive their readings.
      sql(
          "DELETE FROM reading_log WHERE sensor_id = "
              + id("expiring")
              + " AND ts < "
              + start(0)
              + " + interval '5 minutes'");
      sent.remove(expiring);

      corrupt(0, Rung.FIVE_SECONDS, ONE_BIT_MORE);
      corrupt(1, Rung.ONE_MINUTE, "median = median + 1e-9");
      corrupt(2, Rung.QUARTER_HOUR, "min = min - 1");
      corrupt(3, Rung.FIVE_SECONDS, "max = max + 1");
      corrupt(4, Rung.ONE_MINUTE, "count = count - 1");
      corrupt(5, Rung.QUARTER_HOUR, "digest = digest + 1");
      delete(6, Rung.FIVE_SECONDS, "LIMIT 1");
      delete(7, Rung.QUARTER_HOUR, "");
      for (Rung rung : Rung.values()) {
        delete(8, rung, "");
      }
      sql("DELETE FROM quarter WHERE start = " + start(8));
      // One that is known to be dirty, and is not repaired for an hour.
      corrupt(9, Rung.QUARTER_HOUR, "max = max + 1");
      sql(
          "UPDATE quarter SET dirty = true, repaired = now() + interval '1 hour' WHERE start = "
              + start(9));

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(count("gridpulse.audit.differences")).isEqualTo(9));
      awaitChecks(20);
      sql("UPDATE quarter SET repaired = NULL WHERE start = " + start(9));
      awaitNoDifferences();
    }
    assertThat(count("gridpulse.audit.differences")).isEqualTo(9);
    assertThat(count("gridpulse.repaired")).isGreaterThanOrEqualTo(10);
    assertThat(value("SELECT sum(differences) FROM audit")).isEqualTo(9);
    assertThat(value("SELECT count(*) FROM audit WHERE last_difference IS NOT NULL")).isEqualTo(1);
  }

  /**
   * A quarter-hour changes every 4.5 s: long enough to be looked at twice before the tick, and
   * never the same again after it. With nine of them it is never quiet.
   */
  @Test
  @Execution(CONCURRENT)
  void countsNothingThatTheNextTickWillEmit() throws Exception {
    Random random = new Random(61);
    AtomicInteger sequence = new AtomicInteger();
    var _ =
        load.scheduleAtFixedRate(
            () -> {
              int i = sequence.getAndIncrement();
              send(batch("home", T0 + i % 9 * QUARTER + i / 9 * SECOND, 1, SECOND, random));
            },
            0,
            500,
            TimeUnit.MILLISECONDS);
    try (Aggregator _ = aggregator(Map.of())) {
      await().atMost(PATIENCE).until(() -> count("gridpulse.audit.suspicions") > 0);

      assertNoDifferenceFor(Duration.ofSeconds(12));
      endLoadWithoutDifferences();
    }
  }

  @Test
  @Execution(CONCURRENT)
  void countsNothingWhileWindowsCannotBeStored() throws Exception {
    startLoad();
    try (Aggregator _ = aggregator(Map.of())) {
      awaitFirstWindows();
      double before = count("gridpulse.audit.suspicions");

      try (Connection blocker = blockStoring("gridpulse.aggregates.%")) {
        long windows = value("SELECT count(*) FROM aggregate_15m");
        long readings = value("SELECT count(*) FROM reading_log");
        assertNoDifferenceFor(Duration.ofSeconds(12));
        await().atMost(PATIENCE).until(() -> count("gridpulse.audit.suspicions") > before);
        assertThat(count("gridpulse.audit.differences")).isZero();
        assertThat(value("SELECT count(*) FROM aggregate_15m")).isEqualTo(windows);
        assertThat(value("SELECT count(*) FROM reading_log")).isGreaterThan(readings);
        blocker.rollback();
      }
      endLoadWithoutDifferences();
    }
  }

  @Test
  @Execution(CONCURRENT)
  @Tag("long")
  void countsNothingWhileReadingsCannotBeStored() throws Exception {
    startLoad();
    try (Aggregator _ = aggregator(Map.of())) {
      awaitFirstWindows();

      try (Connection blocker = blockStoring(Topics.READINGS.name())) {
        long windows = value("SELECT count(*) FROM aggregate_15m");
        assertNoDifferenceFor(Duration.ofSeconds(40));
        assertThat(value("SELECT count(*) FROM aggregate_15m")).isGreaterThan(windows);
        assertThat(Oracle.ofStored(blocker).differences().in("aggregate_15m").missing())
            .as("quarter-hours whose windows know what is not stored")
            .isPositive();
        blocker.rollback();
      }
      endLoadWithoutDifferences();
    }
  }

  @Test
  @Execution(CONCURRENT)
  @Tag("long")
  void countsNothingWhenTheAggregatorIsStartedAgainBehindItsInput() throws Exception {
    startLoad();
    try (Aggregator _ = aggregator(Map.of())) {
      awaitFirstWindows();
    }
    int soFar = sent.size();
    await().atMost(PATIENCE).until(() -> sent.size() > soFar + 2000);
    double before = count("gridpulse.audit.suspicions");

    try (Aggregator _ = aggregator(Map.of())) {
      await().atMost(PATIENCE).until(() -> count("gridpulse.audit.suspicions") > before);
      endLoadWithoutDifferences();
    }
  }

  /** The sink waits for these topics' offsets until the transaction ends. */
  private Connection blockStoring(String topics) throws SQLException {
    Connection blocker = database.connect();
    blocker.setAutoCommit(false);
    try (PreparedStatement lock =
        blocker.prepareStatement("SELECT FROM sink_offset WHERE topic LIKE ? FOR UPDATE")) {
      lock.setString(1, topics);
      assertThat(lock.executeQuery().next()).isTrue();
    }
    return blocker;
  }

  /** Its tasks tick, so that only its committed offsets tell that it has not come so far yet. */
  @Test
  @Execution(CONCURRENT)
  @Tag("long")
  void countsNothingWhileComputingIsFarBehindStoring() throws Exception {
    Map<String, Object> slow =
        Map.of(
            "main.consumer.interceptor.classes",
            Slow.class.getName(),
            "main.consumer.max.poll.records",
            1);
    try (Aggregator _ = aggregator(slow)) {
      Random random = new Random(53);
      for (int i = 0; i < 700; i++) {
        send(batch("sensor_" + i % 12, T0 + i / 12 * QUARTER, 10, 30 * SECOND, random));
      }
      producer.flush();
      await().atMost(PATIENCE).until(() -> value("SELECT count(*) FROM reading_log") == 7000);
      assertThat(value("SELECT count(*) FROM aggregate_15m"))
          .as("quarter-hours computed when all readings are stored")
          .isLessThan(200);

      awaitNoDifferences();
    }
    assertThat(count("gridpulse.audit.suspicions")).isPositive();
    assertThat(count("gridpulse.audit.differences")).isZero();
  }

  /** Ten records each second and stream thread. */
  public static final class Slow implements ConsumerInterceptor<byte[], byte[]> {
    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
      LockSupport.parkNanos(100_000_000);
      return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
  }

  /** History that comes fast, with late readings and corrections. */
  private void startLoad() {
    Random random = new Random(47);
    AtomicInteger sequence = new AtomicInteger();
    var _ =
        load.scheduleAtFixedRate(
            () -> {
              int i = sequence.getAndIncrement();
              long late = i % 3 == 0 ? random.nextInt(i / 10 + 1) : i / 10;
              send(batch("sensor_" + i % 10, T0 + late * QUARTER / 4, 20, 10 * SECOND, random));
            },
            0,
            10,
            TimeUnit.MILLISECONDS);
  }

  private void awaitFirstWindows() {
    await().atMost(PATIENCE).until(() -> value("SELECT count(*) FROM aggregate_15m") > 100);
  }

  private void endLoadWithoutDifferences() throws Exception {
    load.shutdown();
    assertThat(load.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    awaitNoDifferences();
    awaitChecks(20);
    assertThat(count("gridpulse.audit.differences")).isZero();
    assertThat(value("SELECT sum(differences) FROM audit")).isZero();
  }

  private void assertNoDifferenceFor(Duration time) {
    await()
        .during(time)
        .atMost(time.plus(PATIENCE))
        .failFast(() -> assertThat(count("gridpulse.audit.differences")).isZero())
        .until(() -> true);
  }

  private void corrupt(int quarter, Rung rung, String change) throws SQLException {
    sql(
        "UPDATE %s SET %s WHERE sensor_id = %d AND start = %s"
            .formatted(rung.table(), change, id("home"), start(quarter)));
  }

  private void delete(int quarter, Rung rung, String limit) throws SQLException {
    sql(
        """
        DELETE FROM %1$s WHERE (sensor_id, start) IN
          (SELECT sensor_id, start FROM %1$s
           WHERE sensor_id = %4$d AND start >= %2$s AND start < %2$s + interval '15 minutes' %3$s)
        """
            .formatted(rung.table(), start(quarter), limit, id("home")));
  }

  private static String start(int quarter) {
    return "timestamptz '%s'".formatted(Instant.ofEpochMilli(T0 + quarter * QUARTER));
  }

  private Aggregator aggregator(Map<String, Object> more) {
    Map<String, Object> client = new HashMap<>(more);
    client.put("bootstrap.servers", kafka.bootstrapServers());
    return Aggregator.start(
        new AggregatorSettings(
            client,
            database.url(),
            database.user(),
            database.password(),
            folder,
            2,
            AggregatorSettings.DEFAULT_MAX_READINGS,
            Duration.ofMillis(10)),
        meters);
  }

  private void awaitNoDifferences() {
    producer.flush();
    assertThat(unsent).isEmpty();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              try (Connection connection = database.connect()) {
                Oracle.ofSent(connection, sent).assertNoDifferences();
              }
            });
  }

  private void awaitChecks(int more) {
    double before = count("gridpulse.audit.checked");
    await().atMost(PATIENCE).until(() -> count("gridpulse.audit.checked") >= before + more);
  }

  private double count(String counter) {
    return meters.counter(counter).count();
  }

  private void send(ReadingBatch batch) {
    byte[] key = batch.sensor().getBytes(UTF_8);
    sent.add(batch);
    var _ =
        producer.send(
            new ProducerRecord<>(Topics.READINGS.name(), key, ReadingEncoder.encode(batch)),
            (_, failure) -> {
              // Thrown here, it would end the producer's thread, and nobody would hear of it.
              if (failure != null) {
                unsent.add(failure);
              }
            });
  }

  private static ReadingBatch batch(
      String sensor, long from, int size, long interval, Random random) {
    long[] timestamps = new long[size];
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      timestamps[i] = from + i * interval;
      values[i] = 1 + Math.round(random.nextDouble() * 1e5) / 1e3;
    }
    return ReadingBatch.of(sensor, timestamps, values, size);
  }

  private long id(String sensor) throws SQLException {
    return value("SELECT id FROM sensor WHERE name = '" + sensor + "'");
  }

  private long value(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
    }
  }
}
