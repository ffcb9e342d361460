package dev.gridpulse.aggregator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.Routing;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.Oracle;
import dev.gridpulse.testing.Seeds;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Logs and a database that are not what they were: noticed, said, and after what the operations'
 * guide says, nothing differs.
 */
class ChangedLogsTest {
  private static final long T0 = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final int QUARTERS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SENSOR = "home";

  @TempDir private Path folder;

  private final Random random = Seeds.random("changed logs");
  private final Logger log = (Logger) LoggerFactory.getLogger("dev.gridpulse.aggregator.sink");
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final List<ReadingBatch> sent = new ArrayList<>();
  private TestKafka kafka;
  private TestDatabase database;

  @BeforeEach
  void start() {
    kafka = TestKafka.start();
    database = TestDatabase.create();
    said.start();
    log.addAppender(said);
  }

  @AfterEach
  void stop() {
    log.detachAppender(said);
    database.close();
    kafka.close();
  }

  @Test
  @Tag("long")
  void goesOnWithAReadingsTopicThatWasDeletedAndMadeAnew() throws Exception {
    try (Aggregator running = aggregator()) {
      send(40);
      awaitNoDifferences();
      deleteReadingsTopic();
      kafka.create(Topics.all());
      // Longer than the former one at once: its readers would go on in the middle.
      send(120);

      await().atMost(PATIENCE).until(() -> running.failure().isPresent());
      assertThat(running.failure()).get().asString().contains("gridpulse.readings", "Start again");
    }
    try (Aggregator _ = aggregator()) {
      send(40);

      awaitNoDifferences();
    }
    assertThat(generations())
        .hasSize(2)
        .last()
        .asString()
        .contains("gridpulse.readings was made anew");
    assertThat(said()).anyMatch(line -> line.contains("is now read from its beginning"));
  }

  /** The accumulations of the former topic have the very names of those of the new one. */
  @Test
  void takesNoAccumulationOfAFormerTopicForOneOfTheNewTopic() throws Exception {
    try (Aggregator _ = aggregator()) {
      send(40);
      awaitNoDifferences();
    }
    deleteReadingsTopic();
    try (Aggregator _ = aggregator()) {
      // One reading for each quarter-hour that has many: at the offsets that named them.
      for (int quarter = 0; quarter < QUARTERS; quarter++) {
        send(reading(T0 + quarter * 900_000L + 450_500));
      }

      awaitNoDifferences();
    }
    assertThat(generations())
        .hasSize(2)
        .last()
        .asString()
        .contains("gridpulse.readings was made anew");
  }

  @Test
  @Tag("long")
  void createsATopicThatWasDeletedAndReadsItFromItsBeginning() throws Exception {
    try (Aggregator running = aggregator()) {
      send(40);
      awaitNoDifferences();
      deleteReadingsTopic();

      await().atMost(PATIENCE).until(() -> running.failure().isPresent());
      assertThat(running.failure()).get().asString().contains("gridpulse.readings");
    }
    try (Aggregator _ = aggregator()) {
      send(10);

      awaitNoDifferences();
    }
  }

  @Test
  void goesOnWithALogThatHasLostItsEnd() throws Exception {
    TopicPartition partition = home();
    long endBefore;
    try (Aggregator running = aggregator()) {
      send(200);
      awaitNoDifferences();
      endBefore = storedUpTo(partition);
      kafka.restartWithLogCutBack(partition, 0.5);
      // Other readings take the offsets of those that were lost.
      send(20);

      await().atMost(PATIENCE).until(() -> running.failure().isPresent());
      assertThat(running.failure()).get().asString().contains("has lost its end", "Start again");
    }
    try (Aggregator _ = aggregator()) {
      send(20);

      awaitNoDifferences();
    }
    assertThat(said())
        .anyMatch(line -> line.contains("it had been stored up to offset " + endBefore));
    assertThat(generations()).hasSize(2).last().asString().contains("has lost its end");
  }

  @Test
  @Tag("long")
  void goesOnWithALogThatLostItsEndWhileNobodyRead() throws Exception {
    TopicPartition partition = home();
    try (Aggregator _ = aggregator()) {
      send(100);
      awaitNoDifferences();
    }
    kafka.restartWithLogCutBack(partition, 0.3);
    // The log is longer than what was stored of it when somebody looks again.
    send(150);
    try (Aggregator _ = aggregator()) {
      awaitNoDifferences();
    }
    assertThat(generations()).hasSize(2);
  }

  /** The readings that were lost are in windows already, and nowhere else. */
  @Test
  @Tag("long")
  void forgetsWindowsOfReadingsThatWereLostBeforeTheyWereStored() throws Exception {
    TopicPartition partition = home();
    try (Aggregator running = aggregator()) {
      send(40);
      awaitNoDifferences();
      try (Connection blocker = database.connect();
          Statement lock = blocker.createStatement()) {
        blocker.setAutoCommit(false);
        lock.execute("LOCK TABLE reading_log IN EXCLUSIVE MODE");
        send(100);
        await("windows of what is not stored")
            .atMost(PATIENCE)
            .until(() -> count("SELECT max(up_to) FROM quarter") == 139);
        kafka.restartWithLogCutBack(partition, 0.6);
        send(1);
        await().atMost(PATIENCE).until(() -> running.failure().isPresent());
        blocker.rollback();
      }
      assertThat(running.failure()).get().asString().contains("has lost its end", "Start again");
    }
    try (Aggregator _ = aggregator()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                try (Connection connection = database.connect()) {
                  Oracle.ofStored(connection).assertNoDifferences();
                }
                assertThat(count("SELECT count(*) FROM quarter WHERE dirty")).isZero();
                assertThat(
                        count(
                            "SELECT next_offset FROM sink_offset WHERE topic = '%s' AND partition = %d"
                                .formatted(partition.topic(), partition.partition())))
                    .as("less than was computed once")
                    .isBetween(41L, 139L);
              });
    }
    assertThat(generations()).hasSize(2).last().asString().contains("windows had been computed");
  }

  /** As after a week without an aggregator: the offsets of its group expire, its state does not. */
  @Test
  void goesOnThoughKafkaHasForgottenHowFarItWas() throws Exception {
    try (Aggregator _ = aggregator()) {
      send(40);
      awaitNoDifferences();
    }
    try (Admin admin = kafka.admin()) {
      admin.deleteConsumerGroups(List.of("gridpulse-aggregator-1")).all().get();
    }
    try (Aggregator running = aggregator()) {
      await().atMost(PATIENCE).until(() -> running.failure().isPresent());
      assertThat(running.failure()).get().asString().contains("Start again");
    }
    try (Aggregator running = aggregator()) {
      send(40);
      awaitNoDifferences();
      assertThat(running.failure()).isEmpty();
    }
    assertThat(generations()).hasSize(2).last().asString().contains("has forgotten");
  }

  @Test
  void catchesUpAfterTheDatabaseWasRestoredFromABackup() throws Exception {
    try (Aggregator running = aggregator()) {
      send(30);
      awaitNoDifferences();
      database.backUp();
      send(30);
      // A sensor that the backup does not know: its id will be another's.
      send(ReadingBatch.of("new", new long[] {T0, T0 + 1000}, new double[] {1, 2}, 2));
      awaitNoDifferences();
      long before = count("SELECT count(*) FROM reading_log");

      database.restore();

      assertThat(count("SELECT count(*) FROM reading_log")).as("gone back").isLessThan(before);
      // Nothing comes: what is missing is noticed all the same.
      awaitNoDifferences();
      send(ReadingBatch.of("newer", new long[] {T0, T0 + 1000}, new double[] {3, 4}, 2));
      send(30);
      awaitNoDifferences();
      assertThat(running.failure()).isEmpty();
    }
    assertThat(said()).anyMatch(line -> line.contains("The database has gone back"));
  }

  private Aggregator aggregator() {
    return Aggregator.start(
        new AggregatorSettings(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            database.url(),
            database.user(),
            database.password(),
            folder,
            1,
            2_000_000,
            TestAggregator.NO_AUDIT),
        new SimpleMeterRegistry());
  }

  private void deleteReadingsTopic() throws Exception {
    try (Admin admin = kafka.admin()) {
      admin.deleteTopics(List.of(Topics.READINGS.name())).all().get();
      await()
          .atMost(PATIENCE)
          .until(() -> !admin.listTopics().names().get().contains(Topics.READINGS.name()));
    }
  }

  private TopicPartition home() {
    return new TopicPartition(
        Topics.READINGS.name(), Routing.partition(SENSOR, Topics.READINGS.partitions()));
  }

  /** Records of readings anywhere in the same few quarter-hours, corrections among them. */
  private void send(int records) throws Exception {
    ReadingBatch[] batches = new ReadingBatch[records];
    for (int i = 0; i < records; i++) {
      long[] timestamps = new long[20];
      double[] values = new double[20];
      for (int j = 0; j < 20; j++) {
        timestamps[j] = T0 + random.nextInt(QUARTERS * 900) * 1000L;
        values[j] = random.nextInt(10_000) / 100.0;
      }
      batches[i] = ReadingBatch.of(SENSOR, timestamps, values, 20);
    }
    send(batches);
  }

  private ReadingBatch reading(long timestamp) {
    return ReadingBatch.of(SENSOR, new long[] {timestamp}, new double[] {random.nextInt(100)}, 1);
  }

  private void send(ReadingBatch... batches) throws Exception {
    Map<String, Object> settings =
        new HashMap<>(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
      for (ReadingBatch batch : batches) {
        acknowledged.add(
            producer.send(
                new ProducerRecord<>(
                    Topics.READINGS.name(),
                    batch.sensor().getBytes(UTF_8),
                    ReadingEncoder.encode(batch))));
        // Batches of their own, so that a log can be cut anywhere.
        producer.flush();
      }
      for (Future<RecordMetadata> each : acknowledged) {
        var _ = each.get();
      }
    }
    sent.addAll(List.of(batches));
  }

  private void awaitNoDifferences() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptionsMatching(SQLException.class::isInstance)
        .untilAsserted(
            () -> {
              try (Connection connection = database.connect()) {
                Oracle.ofAllSent(connection, sent).assertNoDifferences();
              }
            });
  }

  private long storedUpTo(TopicPartition partition) throws SQLException {
    return count(
        "SELECT next_offset FROM sink_offset WHERE topic = '%s' AND partition = %d"
            .formatted(partition.topic(), partition.partition()));
  }

  private List<String> generations() throws SQLException {
    return column("SELECT reason FROM generation ORDER BY number");
  }

  private long count(String sql) throws SQLException {
    return Long.parseLong(column(sql).getFirst());
  }

  private List<String> column(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> column = new ArrayList<>();
      while (rows.next()) {
        column.add(rows.getString(1));
      }
      return column;
    }
  }

  private List<String> said() {
    return List.copyOf(said.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
