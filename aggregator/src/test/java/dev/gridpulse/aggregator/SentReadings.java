package dev.gridpulse.aggregator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topic;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.Oracle;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** What one test has sent, in order; knows what the database should hold of its sensors. */
final class SentReadings {
  private final TestAggregator aggregator;
  private final Producer<byte[], byte[]> producer;
  private final List<ReadingBatch> batches = new ArrayList<>();
  private final List<Future<RecordMetadata>> acknowledgements = new ArrayList<>();

  SentReadings(TestAggregator aggregator, Producer<byte[], byte[]> producer) {
    this.aggregator = aggregator;
    this.producer = producer;
  }

  /** Sends a record keyed as it should be. */
  void send(ReadingBatch batch) {
    send(batch, null, batch.sensor());
  }

  /**
   * Sends a record as other producers do.
   *
   * @param partition null for the one that the key belongs to, or any where there is no key
   */
  void send(ReadingBatch batch, @Nullable Integer partition, @Nullable String key) {
    acknowledgements.add(
        producer.send(
            new ProducerRecord<>(
                Topics.READINGS.name(), partition, bytes(key), ReadingEncoder.encode(batch))));
    batches.add(batch);
  }

  /**
   * Sends a record that may be none, and waits until the broker has it.
   *
   * @param accepted the readings in it that are to be taken in
   */
  RecordMetadata sendRaw(
      Topic topic, String key, byte @Nullable [] value, ReadingBatch... accepted) {
    batches.addAll(List.of(accepted));
    return acknowledged(producer.send(new ProducerRecord<>(topic.name(), bytes(key), value)));
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }

  /** How many readings were sent that are to be taken in, each as often as it was sent. */
  long size() {
    return batches.stream().mapToLong(ReadingBatch::size).sum();
  }

  /** Waits until the broker has acknowledged everything. */
  void awaitAcknowledged() {
    producer.flush();
    acknowledgements.forEach(SentReadings::acknowledged);
    acknowledgements.clear();
  }

  private static RecordMetadata acknowledged(Future<RecordMetadata> sent) {
    try {
      return sent.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("a record was not delivered", e);
    }
  }

  /** Waits until the readings of this test's sensors and their aggregates are what was sent. */
  void awaitNoDifferences() throws SQLException {
    awaitNoDifferences(TestAggregator.PATIENCE);
  }

  void awaitNoDifferences(Duration atMost) throws SQLException {
    awaitAcknowledged();
    try (Connection connection = aggregator.connect()) {
      Oracle oracle = Oracle.ofSent(connection, batches);
      await("the database holds what was sent")
          .atMost(atMost)
          .pollInterval(Duration.ofMillis(250))
          .untilAsserted(oracle::assertNoDifferences);
    }
  }

  /** Waits until so many rows of {@code sensor} are in the log of readings. */
  void awaitLogged(String sensor, long rows) {
    awaitAcknowledged();
    await(rows + " readings of " + sensor + " are in the log")
        .atMost(TestAggregator.PATIENCE)
        .until(() -> logged(sensor) == rows);
  }

  /** How many readings of {@code sensor} were taken in, each as often as it came. */
  long logged(String sensor) throws SQLException {
    return aggregator.number(
        "SELECT count(*) FROM reading_log JOIN sensor ON id = sensor_id WHERE name = ?", sensor);
  }

  /** How many readings of {@code sensor} stand, each once. */
  long stored(String sensor) throws SQLException {
    return aggregator.number(
        "SELECT count(*) FROM reading JOIN sensor ON id = sensor_id WHERE name = ?", sensor);
  }

  /** How many readings of {@code sensor} were taken in after a reading of a later time. */
  long stragglers(String sensor) throws SQLException {
    return aggregator.number(
        """
        SELECT count(*) FROM (
          SELECT ts, max(ts) OVER (ORDER BY seq ROWS UNBOUNDED PRECEDING) AS newest
          FROM reading_log JOIN sensor ON id = sensor_id WHERE name = ?) log
        WHERE ts < newest
        """,
        sensor);
  }

  /** How many quarter-hours of {@code sensor} were recomputed from readings. */
  long repaired(String sensor) throws SQLException {
    return aggregator.number(
        """
        SELECT count(*) FROM quarter JOIN sensor ON id = sensor_id
        WHERE name = ? AND repaired IS NOT NULL
        """,
        sensor);
  }

  /** How many times a quarter-hour of {@code sensor} was opened. */
  long accumulations(String sensor) {
    return aggregator.aggregates(Rung.QUARTER_HOUR).stream()
        .filter(batch -> batch.sensor().equals(sensor))
        .map(batch -> List.of(batch.quarter(), batch.opened()))
        .distinct()
        .count();
  }
}
