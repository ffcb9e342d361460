package dev.gridpulse.aggregator.sink;

import static org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation.LEAVE_GROUP;

import dev.gridpulse.model.TopicIds;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer and its poll loop: each poll is stored in one transaction, which first moves the
 * partitions' offsets. Whatever goes wrong ends in the same place: the stored offset is read again,
 * and the consumer goes on from there.
 */
final class SinkWorker implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkWorker.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CHECK_PAUSE = Duration.ofSeconds(5);
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
  private static final String LOST_END =
      "The log of %s has lost its end: %s. Start again: it goes on with what the log has.";
  private static final Comparator<TopicPartition> LOCK_ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  private final Collection<String> topics;
  private final Consumer<byte[], byte[]> consumer;
  private final TopicIds topicIds;
  private final DataSource database;
  private final BatchWriter writer;
  private final RejectPublisher rejects;
  private final Committed committed;
  private final OffsetStore offsets = new OffsetStore();

  /** What the database says of each partition that is being read. */
  private final Map<TopicPartition, OffsetStore.Position> positions = new HashMap<>();

  /**
   * Assigned partitions whose stored offset is to be read before anything else; they are paused.
   */
  private final Set<TopicPartition> unpositioned = new HashSet<>();

  /** How long to wait after the next failure; short again once something was stored. */
  private Duration backoff = FIRST_BACKOFF;

  private long retryAt = System.nanoTime();
  private long checkAt = System.nanoTime() + CHECK_PAUSE.toNanos();
  private volatile boolean stopping;
  private volatile @Nullable Throwable failure;

  /** Is told of each batch once its transaction has committed. */
  @FunctionalInterface
  interface Committed {
    /**
     * A batch was stored.
     *
     * @param outcome what became of it
     * @param age how long ago Kafka took the first of its records
     */
    void batch(Outcome outcome, Duration age);
  }

  /**
   * @param committed told what became of each batch
   */
  SinkWorker(
      Collection<String> topics,
      Consumer<byte[], byte[]> consumer,
      TopicIds topicIds,
      DataSource database,
      BatchWriter writer,
      RejectPublisher rejects,
      Committed committed) {
    this.topics = List.copyOf(topics);
    this.consumer = consumer;
    this.topicIds = topicIds;
    this.database = database;
    this.writer = writer;
    this.rejects = rejects;
    this.committed = committed;
  }

  @Override
  public void run() {
    try {
      consumer.subscribe(topics, new Assignment());
      while (!stopping) {
        position();
        checkPositions();
        ConsumerRecords<byte[], byte[]> records = poll();
        if (!records.isEmpty()) {
          store(records);
        }
      }
    } catch (WakeupException | InterruptException e) {
      if (!stopping) {
        fail(e);
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      // Leaving hands the partitions over at once.
      consumer.close(CloseOptions.groupMembershipOperation(LEAVE_GROUP));
    }
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    try {
      return consumer.poll(unpositioned.isEmpty() ? POLL : backoff);
    } catch (LogTruncationException e) {
      throw new IllegalStateException(
          LOST_END.formatted(e.offsetOutOfRangePartitions(), e.getMessage()), e);
    } catch (OffsetOutOfRangeException e) {
      // Records have expired, or the topic was made anew: the stored offset tells which.
      LOG.warn("Reading on is not possible at {}", e.offsetOutOfRangePartitions());
      readPositionsAgain();
      return ConsumerRecords.empty();
    }
  }

  private void fail(Throwable cause) {
    failure = cause;
    LOG.error("The sink of {} has stopped: {}", topics, cause.getMessage(), cause);
  }

  /** What ended the loop, if anything did but {@link #stop}. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Asks the loop to end after the transaction that is under way; from any thread. */
  void stop() {
    stopping = true;
    consumer.wakeup();
  }

  /** Seeks to the stored offsets where that is due; on failure it stays due. */
  private void position() {
    if (unpositioned.isEmpty() || System.nanoTime() - retryAt < 0) {
      return;
    }
    Map<TopicPartition, OffsetStore.Position> stored;
    Map<TopicPartition, Long> first;
    Map<TopicPartition, Long> end;
    try {
      stored = readPositions(Set.copyOf(unpositioned));
      first = consumer.beginningOffsets(stored.keySet());
      end = consumer.endOffsets(stored.keySet());
    } catch (SQLException | KafkaException e) {
      LOG.warn("The stored offsets of {} cannot be read, trying again: {}", topics, e.getMessage());
      backOff();
      return;
    }
    stored.forEach(
        (partition, at) ->
            seek(
                partition,
                at,
                first.getOrDefault(partition, 0L),
                end.getOrDefault(partition, Long.MAX_VALUE)));
    stored.forEach(this::noteIfBack);
    positions.putAll(stored);
    consumer.resume(stored.keySet());
    unpositioned.removeAll(stored.keySet());
  }

  /**
   * Looks whether the database still has what was stored. A crash may have taken back what was
   * committed last, and where nothing more is sent no compare-and-set would tell.
   */
  private void checkPositions() {
    if (!unpositioned.isEmpty() || System.nanoTime() - checkAt < 0) {
      return;
    }
    checkAt = System.nanoTime() + CHECK_PAUSE.toNanos();
    try (Connection connection = database.getConnection()) {
      if (!offsets.stand(connection, positions)) {
        readPositionsAgain();
      }
    } catch (SQLException e) {
      LOG.debug("The stored offsets of {} cannot be checked now", topics, e);
    }
  }

  private Map<TopicPartition, OffsetStore.Position> readPositions(Set<TopicPartition> partitions)
      throws SQLException {
    Map<String, UUID> ids = topicIds.current();
    Map<TopicPartition, OffsetStore.Position> stored = new HashMap<>();
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      for (TopicPartition partition : partitions.stream().sorted(LOCK_ORDER).toList()) {
        UUID topicId = ids.get(partition.topic());
        if (topicId != null) {
          OffsetStore.Position position = offsets.read(connection, partition, topicId);
          if (!position.topicId().equals(topicId)) {
            throw new IllegalStateException(
                "Topic %s was made anew. Start again: it is read from its beginning."
                    .formatted(partition.topic()));
          }
          stored.put(partition, position);
        }
      }
      connection.commit();
    }
    return stored;
  }

  private void noteIfBack(TopicPartition partition, OffsetStore.Position stored) {
    OffsetStore.Position known = positions.get(partition);
    if (known != null && stored.nextOffset() < known.nextOffset()) {
      LOG.warn(
          "The database has gone back: {} was stored up to offset {} and now is up to {}, as after"
              + " the restore of a backup. What is missing is read again.",
          partition,
          known.nextOffset(),
          stored.nextOffset());
    }
  }

  private void seek(TopicPartition partition, OffsetStore.Position at, long first, long end) {
    if (at.nextOffset() > end) {
      throw new IllegalStateException(
          LOST_END.formatted(
              partition,
              "it ends at offset %d, and up to %d is stored".formatted(end, at.nextOffset())));
    }
    long from = at.nextOffset();
    if (from < first) {
      LOG.error(
          "{} records of {} expired before they were read (offsets {} to {}): replay the source of"
              + " readings, recompute aggregates with gridpulse repair",
          first - from,
          partition,
          from,
          first - 1);
      from = first;
    }
    consumer.seek(
        partition, new OffsetAndMetadata(from, Optional.ofNullable(at.leaderEpoch()), ""));
  }

  private void store(ConsumerRecords<byte[], byte[]> records) {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        Map<TopicPartition, OffsetStore.Position> moved = advance(connection, records);
        if (moved.isEmpty()) {
          connection.rollback();
          readPositionsAgain();
          return;
        }
        Outcome outcome = write(connection, inOrder(records));
        rejects.deliver(outcome.rejects());
        connection.commit();
        committed.batch(outcome, age(records));
        positions.putAll(moved);
        backoff = FIRST_BACKOFF;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    } catch (SQLException | KafkaException e) {
      LOG.warn(
          "A batch of {} records of {} could not be stored, trying again: {}",
          records.count(),
          topics,
          e.getMessage());
      backOff();
      readPositionsAgain();
    }
  }

  /** How long ago the first of these records was written. */
  private static Duration age(ConsumerRecords<byte[], byte[]> records) {
    long oldest = System.currentTimeMillis();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      oldest = Math.min(oldest, record.timestamp());
    }
    return Duration.ofMillis(System.currentTimeMillis() - oldest);
  }

  /** What went wrong first is what counts: the connection may have gone with it. */
  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * The partitions' new positions; none when another instance has moved one of them. Or when any
   * other partition has gone back, which a crash of the database does to what was committed last:
   * the writer may have learnt ids of sensors then that are now those of others.
   */
  private Map<TopicPartition, OffsetStore.Position> advance(
      Connection connection, ConsumerRecords<byte[], byte[]> records) throws SQLException {
    Map<TopicPartition, OffsetStore.Position> moved = new HashMap<>();
    for (TopicPartition partition : records.partitions().stream().sorted(LOCK_ORDER).toList()) {
      OffsetStore.Position from = positions.get(partition);
      OffsetAndMetadata next = records.nextOffsets().get(partition);
      if (from == null || next == null) {
        return Map.of();
      }
      OffsetStore.Position to =
          new OffsetStore.Position(
              from.topicId(), next.offset(), next.leaderEpoch().orElse(from.leaderEpoch()));
      if (!offsets.advance(connection, partition, from, to)) {
        LOG.info("{} was stored by another instance, this one reads its offset again", partition);
        return Map.of();
      }
      moved.put(partition, to);
    }
    Map<TopicPartition, OffsetStore.Position> others = new HashMap<>(positions);
    others.keySet().removeAll(moved.keySet());
    if (!offsets.stand(connection, others)) {
      LOG.info("{} are not stored up to where they were, their offsets are read again", topics);
      return Map.of();
    }
    return moved;
  }

  private Outcome write(Connection connection, List<ConsumerRecord<byte[], byte[]>> records)
      throws SQLException {
    return Refusal.isolate(
        connection,
        records,
        some -> writer.write(connection, some),
        (record, reason) -> writer.refuse(connection, record, reason),
        writer::forget);
  }

  private static List<ConsumerRecord<byte[], byte[]>> inOrder(
      ConsumerRecords<byte[], byte[]> records) {
    List<ConsumerRecord<byte[], byte[]>> list = new ArrayList<>(records.count());
    for (TopicPartition partition : records.partitions()) {
      list.addAll(records.records(partition));
    }
    return list;
  }

  private void readPositionsAgain() {
    writer.forget();
    consumer.pause(consumer.assignment());
    unpositioned.addAll(consumer.assignment());
  }

  private void backOff() {
    Duration doubled = backoff.multipliedBy(2);
    backoff = doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
    retryAt = System.nanoTime() + backoff.toNanos();
  }

  private final class Assignment implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      // A position of its own, so that the consumer does not look for a committed one; paused until
      // the stored one is read.
      partitions.forEach(partition -> consumer.seek(partition, 0));
      consumer.pause(partitions);
      unpositioned.addAll(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      partitions.forEach(positions::remove);
      partitions.forEach(unpositioned::remove);
      // What was learnt with their records is known to hold only as long as their offsets stand.
      writer.forget();
    }
  }
}
