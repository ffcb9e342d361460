package dev.gridpulse.aggregator.sink;

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
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
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
  private final TopicIds topicIds;
  private final Consumer<byte[], byte[]> consumer;

  /**
   * A partition that does not go on where it was stored.
   *
   * @param goesOn the offset from which it does; null when nothing of it is the same
   * @param what what happened, for the operator
   */
  private record Break(
      TopicPartition partition, OffsetStore.Position stored, @Nullable Long goesOn, String what) {}

  /**
   * @param consumer reads committed records, in no group and without a policy to reset offsets
   */
  LogContinuity(DataSource database, TopicIds topicIds, Consumer<byte[], byte[]> consumer) {
    this.database = database;
    this.topicIds = topicIds;
    this.consumer = consumer;
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

  private List<Break> breaks() throws SQLException {
    Map<String, UUID> ids = topicIds.current();
    List<Break> breaks = new ArrayList<>();
    stored()
        .forEach(
            (partition, position) -> {
              UUID id = ids.get(partition.topic());
              if (id != null && !id.equals(position.topicId())) {
                breaks.add(madeAnew(partition, position));
              } else if (id != null) {
                lostEnd(partition, position).ifPresent(breaks::add);
              }
            });
    return breaks;
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

  private Optional<Break> lostEnd(TopicPartition partition, OffsetStore.Position stored) {
    long end = endOfWhatIsCommon(partition, stored);
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

  /** The offset up to which the log is the one that was stored, as its leader epochs tell. */
  private long endOfWhatIsCommon(TopicPartition partition, OffsetStore.Position stored) {
    List<TopicPartition> one = List.of(partition);
    consumer.assign(one);
    long end = consumer.endOffsets(one, TIMEOUT).getOrDefault(partition, 0L);
    @Nullable Integer epoch = stored.leaderEpoch();
    if (epoch == null) {
      return end;
    }
    try {
      consumer.seek(partition, new OffsetAndMetadata(stored.nextOffset(), Optional.of(epoch), ""));
      var _ = consumer.position(partition, TIMEOUT);
      return Math.min(end, stored.nextOffset());
    } catch (LogTruncationException e) {
      OffsetAndMetadata divergent = e.divergentOffsets().get(partition);
      // Without a divergent offset nothing is common but, perhaps, the beginning.
      return Math.min(end, divergent == null ? 0 : divergent.offset());
    }
  }

  /** False when the offsets are no longer those that were looked at. */
  private static boolean mend(Connection connection, List<Break> breaks) throws SQLException {
    try (Statement lock = connection.createStatement()) {
      // Waits for the transactions that are under way, of whatever instance.
      lock.execute("LOCK TABLE sink_offset IN EXCLUSIVE MODE");
    }
    for (Break each : breaks) {
      if (!mend(connection, each)) {
        return false;
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

  private static boolean mend(Connection connection, Break each) throws SQLException {
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
      update.setObject(3, each.stored().topicId());
      update.setLong(4, each.stored().nextOffset());
      return update.executeUpdate() == 1;
    }
  }
}
