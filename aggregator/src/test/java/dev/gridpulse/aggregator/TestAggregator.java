package dev.gridpulse.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.AggregateBatch;
import dev.gridpulse.model.AggregateCodec;
import dev.gridpulse.model.MalformedJson;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topic;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.TestDatabase;
import dev.gridpulse.testing.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * An aggregator with a real broker and a real database of its own, for all tests of a class. Each
 * test sends sensors with names of its own, through {@link #sending}, and looks at those only.
 */
final class TestAggregator implements AutoCloseable {
  /** How long a test waits for what must come; only a failing one waits that long. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The audit would mend what a test is to find. */
  static final Duration NO_AUDIT = Duration.ofDays(1);

  /** What this producer sends compressed may unpack to more than the broker takes in a record. */
  private static final int MAX_REQUEST_BYTES = 16 << 20;

  private final Path folder;
  private final TestKafka kafka;
  private final TestDatabase database;
  private final KafkaProducer<byte[], byte[]> producer;
  private final long maxReadings;
  private Aggregator aggregator;

  private TestAggregator(long maxReadings) throws IOException {
    this.maxReadings = maxReadings;
    folder = Files.createTempDirectory("gridpulse-aggregator-");
    kafka = TestKafka.start();
    database = TestDatabase.create();
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "linger.ms",
                5,
                // KAFKA-15591: with more, records on fresh topics may not come through.
                "max.in.flight.requests.per.connection",
                1,
                "compression.type",
                "lz4",
                "max.request.size",
                MAX_REQUEST_BYTES),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    aggregator = startAggregator();
  }

  /**
   * Starts all three; a failure of any fails the test class.
   *
   * @param maxReadings the bound beyond which a partition's quarter-hours are closed
   */
  static TestAggregator start(long maxReadings) {
    try {
      TestAggregator started = new TestAggregator(maxReadings);
      await("the aggregator runs").atMost(PATIENCE).until(() -> started.aggregator.isRunning());
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Aggregator startAggregator() {
    return Aggregator.start(
        new AggregatorSettings(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            database.url(),
            database.user(),
            database.password(),
            folder,
            2,
            maxReadings,
            NO_AUDIT),
        new SimpleMeterRegistry());
  }

  /** Stops the aggregator and starts another one in its place. */
  void restart() {
    aggregator.close();
    aggregator = startAggregator();
  }

  /** For one test: notes what it sends. */
  SentReadings sending() {
    return new SentReadings(this, producer);
  }

  /** A new connection, to be closed by the caller. */
  Connection connect() throws SQLException {
    return database.connect();
  }

  /** The number that a query with these parameters answers. */
  long number(String sql, Object... parameters) throws SQLException {
    return Long.parseLong(row(sql, parameters).getFirst());
  }

  /** The one row that a query with these parameters answers, as texts. */
  List<String> row(String sql, Object... parameters) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      try (ResultSet result = select.executeQuery()) {
        assertThat(result.next()).as(sql).isTrue();
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(result.getString(i)));
        }
        return row;
      }
    }
  }

  /** Everything that was rejected since the start, in order of writing. */
  List<StoredReject> rejects() {
    return records(Topics.REJECTS).stream().map(StoredReject::parse).toList();
  }

  /** Everything that was emitted of that rung since the start. */
  List<AggregateBatch> aggregates(Rung rung) {
    List<AggregateBatch> batches = new ArrayList<>();
    for (byte[] value : records(Topics.aggregates(rung))) {
      try {
        batches.add(AggregateCodec.decode(value));
      } catch (MalformedJson e) {
        throw new AssertionError(e);
      }
    }
    return batches;
  }

  /** The values of the committed records of a topic; of each partition in order of writing. */
  private List<byte[]> records(Topic topic) {
    List<byte[]> values = new ArrayList<>();
    List<TopicPartition> partitions =
        IntStream.range(0, topic.partitions())
            .mapToObj(partition -> new TopicPartition(topic.name(), partition))
            .toList();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(at -> consumer.position(at) < ends.getOrDefault(at, 0L))) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }

  @Override
  public void close() throws IOException {
    producer.close(Duration.ZERO);
    aggregator.close();
    database.close();
    kafka.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
