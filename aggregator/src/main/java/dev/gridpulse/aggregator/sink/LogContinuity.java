package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.TopicIds;
import dev.gridpulse.model.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what is stored of each partition with the log it came from, before anything is read. A
 * topic that was made anew is read from its beginning, a log that has lost its end from where it
 * differs; then the names of accumulations mean something else, and a new generation begins.
 */
final class LogContinuity {
  private static final Logger LOG = LoggerFactory.getLogger(LogContinuity.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final DataSource database;
  private final Admin admin;
  private final TopicIds topicIds;
  private final Supplier<Consumer<byte[], byte[]>> consumers;

  /**
   * A partition that does not go on where it was read.
   *
   * @param stored what is stored of it; null when it is the aggregator that had read further
   * @param goesOn the offset from which it does; null when nothing of it is the same
   * @param what what happened, for the operator
   */
  private record Break(
      TopicPartition partition,
      OffsetStore.@Nullable Position stored,
      @Nullable Long goesOn,
      String what) {}

  /**
   * @param consumers make one that reads committed records, in no group and without a policy to
   *     reset offsets
   */
  LogContinuity(
      DataSource database,
      Admin admin,
      TopicIds topicIds,
      Supplier<Consumer<byte[], byte[]>> consumers) {
    this.database = database;
    this.admin = admin;
    this.topicIds = topicIds;
    this.consumers = consumers;
  }

  /** The application of a generation: its state and its group in Kafka. */
  static String applicationId(int generation) {
    return "gridpulse-aggregator-" + generation;
  }

  /**
   * Mends the stored offsets where the logs have changed.
   *
   * @return the generation that goes on
   */
  int ensure() throws SQLException {
    while (true) {
      List<Break> breaks = breaks();
      try (Connection connection = database.getConnection()) {
        if (breaks.isEmpty()) {
          return Generations.current(connection);
        }
        connection.setAutoCommit(false);
        boolean mended = mend(connection, breaks);
        if (mended) {
          connection.commit();
          breaks.forEach(each -> LOG.error("{}", each.what()));
        } else {
          // Another instance was first: look again.
          connection.rollback();
        }
      }
    }
  }

  /**
   * Ends a generation whose state is ahead of what Kafka hands it, though the logs go on as they
   * were stored: then Kafka has forgotten how far they were computed, and would hand over the same
   * again. Where a log tells why, {@link #ensure} mends that at the next start.
   *
   * @param reason why, for the operator
   */
  void end(int generation, String reason) throws SQLException {
    if (!breaks().isEmpty()) {
      return;
    }
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      lock(connection);
      // Another thread or instance may have been first.
      if (Generations.current(connection) == generation) {
        Generations.begin(connection, reason);
      }
      connection.commit();
    }
  }

  private List<Break> breaks() throws SQLException {
    Map<String, UUID> ids = topicIds.current();
    List<Break> breaks = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      stored()
          .forEach(
              (partition, position) -> {
                UUID id = ids.get(partition.topic());
                if (id != null && !id.equals(position.topicId())) {
                  breaks.add(madeAnew(partition, position));
                } else if (id != null) {
                  lostEnd(consumer, partition, position).ifPresent(breaks::add);
                }
              });
      if (breaks.isEmpty()) {
        computed()
            .forEach(
                (partition, offset) ->
                    lostEndOfWhatWasComputed(consumer, partition, offset).ifPresent(breaks::add));
      }
    }
    return breaks;
  }

  /** How far the aggregator has read, which may be further than what is stored of the readings. */
  private Map<TopicPartition, OffsetAndMetadata> computed() throws SQLException {
    int generation;
    try (Connection connection = database.getConnection()) {
      generation = Generations.current(connection);
    }
    try {
      Map<TopicPartition, OffsetAndMetadata> computed =
          new HashMap<>(
              admin
                  .listConsumerGroupOffsets(applicationId(generation))
                  .partitionsToOffsetAndMetadata()
                  .get());
      computed.keySet().removeIf(partition -> !partition.topic().equals(Topics.READINGS.name()));
      computed.values().removeIf(Objects::isNull);
      return computed;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw new KafkaException("the aggregator's offsets cannot be read", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private Map<TopicPartition, OffsetStore.Position> stored() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement select = connection.createStatement();
        ResultSet rows =
            select.executeQuery(
                "SELECT topic, partition, topic_id, next_offset, leader_epoch FROM sink_offset")) {
      Map<TopicPartition, OffsetStore.Position> stored = new HashMap<>();
      while (rows.next()) {
        stored.put(
            new TopicPartition(rows.getString(1), rows.getInt(2)),
            new OffsetStore.Position(
                rows.getObject(3, UUID.class), rows.getLong(4), rows.getObject(5, Integer.class)));
      }
      return stored;
    }
  }

  private static Break madeAnew(TopicPartition partition, OffsetStore.Position stored) {
    return new Break(
        partition,
        stored,
        null,
        "Topic %s was made anew: its partition %d had been stored up to offset %d and is now read from its beginning."
            .formatted(partition.topic(), partition.partition(), stored.nextOffset()));
  }

  private static Optional<Break> lostEnd(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, OffsetStore.Position stored) {
    long end = endOfWhatIsCommon(consumer, partition, stored.nextOffset(), stored.leaderEpoch());
    if (end >= stored.nextOffset()) {
      return Optional.empty();
    }
    return Optional.of(
        new Break(
            partition,
            stored,
            end,
            "The log of %s has lost its end: it had been stored up to offset %d and goes on from offset %d. Replay the sources of that time: what the broker lost before it was stored is not there."
                .formatted(partition, stored.nextOffset(), end)));
  }

  private static Optional<Break> lostEndOfWhatWasComputed(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, OffsetAndMetadata computed) {
    long end =
        endOfWhatIsCommon(
            consumer, partition, computed.offset(), computed.leaderEpoch().orElse(null));
    if (end >= computed.offset()) {
      return Optional.empty();
    }
    return Optional.of(
        new Break(
            partition,
            null,
            end,
            "The log of %s has lost its end: windows had been computed up to offset %d and it goes on from offset %d. Replay the sources of that time: what the broker lost before it was stored is not there."
                .formatted(partition, computed.offset(), end)));
  }

  /** The offset up to which the log is the one that was read, as its leader epochs tell. */
  private static long endOfWhatIsCommon(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long offset,
      @Nullable Integer epoch) {
    List<TopicPartition> one = List.of(partition);
    consumer.assign(one);
    long end = consumer.endOffsets(one, TIMEOUT).getOrDefault(partition, 0L);
    if (epoch == null) {
      return end;
    }
    try {
      consumer.seek(partition, new OffsetAndMetadata(offset, Optional.of(epoch), ""));
      var _ = consumer.position(partition, TIMEOUT);
      return Math.min(end, offset);
    } catch (LogTruncationException e) {
      OffsetAndMetadata divergent = e.divergentOffsets().get(partition);
      // Without a divergent offset nothing is common but, perhaps, the beginning.
      return Math.min(end, divergent == null ? 0 : divergent.offset());
    }
  }

  /** False when the offsets are no longer those that were looked at. */
  private static boolean mend(Connection connection, List<Break> breaks) throws SQLException {
    lock(connection);
    for (Break each : breaks) {
      OffsetStore.Position stored = each.stored();
      if (stored != null && !mend(connection, each, stored)) {
        return false;
      }
      if (each.partition().topic().equals(Topics.READINGS.name())) {
        markWindowsOfLostReadings(connection, each);
      }
    }
    String reason =
        breaks.stream()
            .filter(each -> !each.partition().topic().equals(Topics.SENSORS.name()))
            .map(Break::what)
            .sorted()
            .collect(Collectors.joining("\n"));
    if (!reason.isEmpty()) {
      Generations.begin(connection, reason);
    }
    return true;
  }

  /** Waits for the transactions that are under way, of whatever instance. */
  private static void lock(Connection connection) throws SQLException {
    try (Statement lock = connection.createStatement()) {
      lock.execute("LOCK TABLE sink_offset IN EXCLUSIVE MODE");
    }
  }

  /** Their windows may hold readings that were computed, then lost, and never stored. */
  private static void markWindowsOfLostReadings(Connection connection, Break each)
      throws SQLException {
    long goesOn = each.goesOn() == null ? 0 : each.goesOn();
    OffsetStore.Position stored = each.stored();
    String sql =
        """
        UPDATE quarter SET owner = NULL, dirty = true, exact = true, up_to = ?
        WHERE partition = ? AND generation = (SELECT max(number) FROM generation) AND up_to >= ?
        """;
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      // Recomputed when the readings are stored up to where the log goes on.
      update.setLong(1, goesOn - 1);
      update.setInt(2, each.partition().partition());
      update.setLong(3, stored == null ? goesOn : stored.nextOffset());
      update.executeUpdate();
    }
  }

  private static boolean mend(Connection connection, Break each, OffsetStore.Position stored)
      throws SQLException {
    // Without its row a partition is read from its beginning.
    String change =
        each.goesOn() == null
            ? "DELETE FROM sink_offset"
            : "UPDATE sink_offset SET leader_epoch = NULL, next_offset = " + each.goesOn();
    try (PreparedStatement update =
        connection.prepareStatement(
            change + " WHERE topic = ? AND partition = ? AND topic_id = ? AND next_offset = ?")) {
      update.setString(1, each.partition().topic());
      update.setInt(2, each.partition().partition());
      update.setObject(3, stored.topicId());
      update.setLong(4, stored.nextOffset());
      return update.executeUpdate() == 1;
    }
  }
}
