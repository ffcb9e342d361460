package dev.gridpulse.aggregator.sink;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.gridpulse.aggregator.schema.Schema;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * A real database of its own for tests that play the sink: they hand records over as {@link
 * SinkWorker} would have polled them, of topics with one partition.
 */
final class SinkDatabase implements AutoCloseable {
  static final int PARTITIONS = 1;

  /** The generation that goes on in a fresh database. */
  static final int GENERATION = 1;

  private static final Instant WRITTEN = Instant.parse("2026-03-15T00:00:00Z");
  private static final UUID TOPIC_ID = new UUID(0, 1);

  private final TestDatabase database = TestDatabase.create();
  private final HikariDataSource source;
  private final OffsetStore offsets = new OffsetStore();
  private final Map<TopicPartition, OffsetStore.Position> positions = new ConcurrentHashMap<>();

  private SinkDatabase() throws SQLException {
    source = migrated(database);
    try (Connection connection = source.getConnection()) {
      begin(connection, Topics.READINGS.name());
      for (Rung rung : Rung.values()) {
        begin(connection, Topics.aggregates(rung).name());
      }
    }
  }

  /** Connections to a database with this version's tables: as many as two sinks need. */
  static HikariDataSource migrated(TestDatabase database) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.url());
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.setMaximumPoolSize(12);
    HikariDataSource source = new HikariDataSource(config);
    Schema.migrate(source);
    return source;
  }

  static SinkDatabase create() {
    try {
      return new SinkDatabase();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A record of partition 0 that was written in March 2026. */
  static ConsumerRecord<byte[], byte[]> record(
      String topic, long offset, String key, byte[] value) {
    return new ConsumerRecord<>(
        topic,
        0,
        offset,
        WRITTEN.toEpochMilli(),
        TimestampType.LOG_APPEND_TIME,
        key.length(),
        value.length,
        key.getBytes(StandardCharsets.UTF_8),
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private void begin(Connection connection, String topic) throws SQLException {
    TopicPartition partition = new TopicPartition(topic, 0);
    positions.put(partition, offsets.read(connection, partition, TOPIC_ID));
  }

  DataSource source() {
    return source;
  }

  /** A repair that takes a quarter-hour up again at once. */
  Repairer repairer() {
    return new Repairer(source, Duration.ZERO, Duration.ZERO);
  }

  /**
   * Stores these records and where their topics go on, in one transaction, as {@link SinkWorker}
   * does.
   */
  void store(BatchWriter writer, List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
    positions.putAll(write(writer, records, Connection::commit));
  }

  /** As {@link #store}, but the transaction is rolled back when all is written. */
  void storeInVain(BatchWriter writer, List<ConsumerRecord<byte[], byte[]>> records)
      throws SQLException {
    var _ = write(writer, records, Connection::rollback);
    writer.forget();
  }

  private Map<TopicPartition, OffsetStore.Position> write(
      BatchWriter writer, List<ConsumerRecord<byte[], byte[]>> records, End end)
      throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        Map<TopicPartition, OffsetStore.Position> moved = advance(connection, records);
        Outcome outcome = writer.write(connection, records);
        if (outcome.rejected() > 0) {
          throw new AssertionError("refused: " + outcome.rejects());
        }
        end.of(connection);
        return moved;
      } catch (SQLException | RuntimeException e) {
        writer.forget();
        connection.rollback();
        throw e;
      }
    }
  }

  private interface End {
    void of(Connection transaction) throws SQLException;
  }

  private Map<TopicPartition, OffsetStore.Position> advance(
      Connection connection, List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
    Map<TopicPartition, Long> next = new TreeMap<>(Comparator.comparing(TopicPartition::topic));
    for (ConsumerRecord<byte[], byte[]> record : records) {
      next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    }
    Map<TopicPartition, OffsetStore.Position> moved = new HashMap<>();
    for (Map.Entry<TopicPartition, Long> each : next.entrySet()) {
      OffsetStore.Position from = Objects.requireNonNull(positions.get(each.getKey()));
      OffsetStore.Position to = new OffsetStore.Position(from.topicId(), each.getValue(), null);
      if (!offsets.advance(connection, each.getKey(), from, to)) {
        throw new AssertionError(each.getKey() + " is not at " + from);
      }
      moved.put(each.getKey(), to);
    }
    return moved;
  }

  @Override
  public void close() {
    source.close();
    database.close();
  }
}
