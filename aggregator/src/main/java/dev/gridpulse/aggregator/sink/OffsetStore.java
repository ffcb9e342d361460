package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far each partition is stored, in the table {@code sink_offset}. */
final class OffsetStore {
  private static final Logger LOG = LoggerFactory.getLogger(OffsetStore.class);

  /**
   * Where a partition goes on.
   *
   * @param topicId the topic it belongs to: one made anew under the same name has another
   * @param nextOffset the first offset that is not stored
   * @param leaderEpoch the leader epoch of the last record stored, null when there is none
   */
  record Position(UUID topicId, long nextOffset, @Nullable Integer leaderEpoch) {}

  /** Where {@code partition} goes on; a partition never seen before, or made anew, starts at 0. */
  Position read(Connection connection, TopicPartition partition, UUID topicId) throws SQLException {
    Position stored = find(connection, partition);
    if (stored == null) {
      return startAnew(connection, partition, topicId);
    }
    if (!stored.topicId().equals(topicId)) {
      LOG.warn(
          "Topic {} was made anew: partition {} is read from its beginning (it had been stored up"
              + " to offset {} of the former topic)",
          partition.topic(),
          partition.partition(),
          stored.nextOffset());
      return startAnew(connection, partition, topicId);
    }
    return stored;
  }

  private static @Nullable Position find(Connection connection, TopicPartition partition)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT topic_id, next_offset, leader_epoch
            FROM sink_offset
            WHERE topic = ? AND partition = ?
            """)) {
      select.setString(1, partition.topic());
      select.setInt(2, partition.partition());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        return new Position(
            row.getObject(1, UUID.class), row.getLong(2), row.getObject(3, Integer.class));
      }
    }
  }

  private static Position startAnew(Connection connection, TopicPartition partition, UUID topicId)
      throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            INSERT INTO sink_offset (topic, partition, topic_id, next_offset) VALUES (?, ?, ?, 0)
            ON CONFLICT (topic, partition)
            DO UPDATE SET topic_id = excluded.topic_id, next_offset = 0, leader_epoch = NULL
            WHERE sink_offset.topic_id <> excluded.topic_id
            """)) {
      upsert.setString(1, partition.topic());
      upsert.setInt(2, partition.partition());
      upsert.setObject(3, topicId);
      boolean changed = upsert.executeUpdate() == 1;
      if (changed && partition.topic().equals(Topics.READINGS.name())) {
        clearOwners(connection, partition.partition());
      }
    }
    // Another instance may have been first, and further on already.
    Position stored = find(connection, partition);
    if (stored == null) {
      throw new SQLException("the offset of " + partition + " was stored and is not there");
    }
    return stored;
  }

  /** Accumulations are named by offsets of the former topic, which now stand for other records. */
  private static void clearOwners(Connection connection, int partition) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE quarter SET owner = NULL, up_to = -1
            WHERE partition = ?
            """)) {
      update.setInt(1, partition);
      update.executeUpdate();
    }
  }

  /**
   * Moves a partition on. The row stays locked until the transaction ends.
   *
   * @return false when the partition does not stand at {@code from} any more: another instance has
   *     moved it, and this one must not write
   */
  boolean advance(Connection connection, TopicPartition partition, Position from, Position to)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE sink_offset SET next_offset = ?, leader_epoch = ?
            WHERE topic = ? AND partition = ? AND topic_id = ? AND next_offset = ?
            """)) {
      update.setLong(1, to.nextOffset());
      update.setObject(2, to.leaderEpoch());
      update.setString(3, partition.topic());
      update.setInt(4, partition.partition());
      update.setObject(5, from.topicId());
      update.setLong(6, from.nextOffset());
      return update.executeUpdate() == 1;
    }
  }
}
