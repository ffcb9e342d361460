package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.Routing;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * How far computing and storing have come, as it was at some time since the last {@link #refresh}:
 * they only go on.
 */
final class PipelineProgress implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A longer stretch of a log than this is not read to see whether it holds no record. */
  private static final long LONGEST_GAP = 1000;

  private final String applicationId;
  private final Admin admin;
  private final DataSource database;
  private final Consumer<byte[], byte[]> reader;
  private Map<TopicPartition, Long> computed = Map.of();
  private Map<TopicPartition, Long> stored = Map.of();

  /** Stretches of logs that were seen to hold no record, the last one of each partition. */
  private final Map<TopicPartition, Gap> gaps = new HashMap<>();

  private record Gap(long from, long to) {}

  /**
   * @param applicationId of Kafka Streams, the name of its group
   * @param reader reads committed records, in no group; closed with this
   */
  PipelineProgress(
      String applicationId, Admin admin, DataSource database, Consumer<byte[], byte[]> reader) {
    this.applicationId = applicationId;
    this.admin = admin;
    this.database = database;
    this.reader = reader;
  }

  /** Asks the broker and the database: a request and a short query. */
  void refresh() throws SQLException {
    Map<TopicPartition, Long> committed = new HashMap<>();
    get(admin.listConsumerGroupOffsets(applicationId).partitionsToOffsetAndMetadata())
        .forEach((partition, offset) -> committed.put(partition, offset(offset)));
    computed = committed;
    try (Connection connection = database.getConnection()) {
      stored = stored(connection);
    }
  }

  private static long offset(OffsetAndMetadata committed) {
    return committed == null ? 0 : committed.offset();
  }

  private static Map<TopicPartition, Long> stored(Connection connection) throws SQLException {
    Map<TopicPartition, Long> stored = new HashMap<>();
    try (Statement select = connection.createStatement();
        ResultSet rows =
            select.executeQuery("SELECT topic, partition, next_offset FROM sink_offset")) {
      while (rows.next()) {
        stored.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
      }
    }
    return stored;
  }

  /** Whether Kafka Streams has committed all records of that partition's readings below this. */
  boolean isComputed(int partition, long offset) {
    TopicPartition readings = new TopicPartition(Topics.READINGS.name(), partition);
    return reaches(readings, computed.getOrDefault(readings, 0L), offset);
  }

  /** Where the logs of that sensor's aggregates end now, with what is not committed yet. */
  Map<TopicPartition, Long> endOfAggregates(String sensor) {
    List<String> topics =
        Arrays.stream(Rung.values()).map(rung -> Topics.aggregates(rung).name()).toList();
    Map<TopicPartition, OffsetSpec> latest =
        get(admin.describeTopics(topics).allTopicNames()).values().stream()
            .map(
                topic ->
                    new TopicPartition(
                        topic.name(), Routing.partition(sensor, topic.partitions().size())))
            .collect(Collectors.toMap(each -> each, _ -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    get(admin.listOffsets(latest).all()).forEach((each, end) -> ends.put(each, end.offset()));
    return ends;
  }

  /** Whether all records of these partitions below the offsets are stored. */
  boolean isStored(Map<TopicPartition, Long> ends) {
    return reach(stored, ends);
  }

  /** Whether all records of these partitions below the offsets are stored in that snapshot. */
  boolean isStored(Connection snapshot, Map<TopicPartition, Long> ends) throws SQLException {
    return reach(stored(snapshot), ends);
  }

  private boolean reach(Map<TopicPartition, Long> offsets, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(
            end -> reaches(end.getKey(), offsets.getOrDefault(end.getKey(), 0L), end.getValue()));
  }

  /**
   * Whether a reader that stands at {@code from} has seen every record below {@code to}. The last
   * offsets of a log may be none of records but marks of transactions, beyond which a reader's
   * stored offset moves with the next record only.
   */
  private boolean reaches(TopicPartition partition, long from, long to) {
    if (from >= to) {
      return true;
    }
    Gap known = gaps.get(partition);
    if (known != null && from >= known.from() && to <= known.to()) {
      return true;
    }
    if (to - from > LONGEST_GAP || !isGap(partition, from, to)) {
      return false;
    }
    gaps.put(partition, new Gap(from, to));
    return true;
  }

  private boolean isGap(TopicPartition partition, long from, long to) {
    try {
      reader.assign(List.of(partition));
      reader.seek(partition, from);
      return reader.poll(Duration.ofSeconds(1)).isEmpty() && reader.position(partition) >= to;
    } catch (OffsetOutOfRangeException e) {
      return false;
    }
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("the broker does not answer within " + TIMEOUT, e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
