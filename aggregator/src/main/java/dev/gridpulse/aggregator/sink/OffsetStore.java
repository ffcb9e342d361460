package dev.gridpulse.aggregator.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far each partition is stored, in the table {@code sink_offset}. */
final class OffsetStore {
  /**
   * Where a partition goes on.
   *
   * @param topicId the topic it belongs to: one made anew under the same name has another
   * @param nextOffset the first offset that is not stored
   * @param leaderEpoch the leader epoch of the last record stored, null when there is none
   */
  record Position(UUID topicId, long nextOffset, @Nullable Integer leaderEpoch) {}

  /**
   * Where {@code partition} goes on; a partition never seen before starts at 0.
   *
   * @return what is stored, which may be of a former topic of that name
   */
  Position read(Connection connection, TopicPartition partition, UUID topicId) throws SQLException {
    Position stored = find(connection, partition);
    return stored == null ? start(connection, partition, topicId) : stored;
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

  private static Position start(Connection connection, TopicPartition partition, UUID topicId)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO sink_offset (topic, partition, topic_id, next_offset) VALUES (?, ?, ?, 0)
            ON CONFLICT (topic, partition) DO NOTHING
            """)) {
      insert.setString(1, partition.topic());
      insert.setInt(2, partition.partition());
      insert.setObject(3, topicId);
      insert.executeUpdate();
    }
    // Another instance may have been first, and further on already.
    Position stored = find(connection, partition);
    if (stored == null) {
      throw new SQLException("the offset of " + partition + " was stored and is not there");
    }
    return stored;
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
              AND leader_epoch IS NOT DISTINCT FROM ?
            """)) {
      update.setLong(1, to.nextOffset());
      update.setObject(2, to.leaderEpoch());
      update.setString(3, partition.topic());
      update.setInt(4, partition.partition());
      update.setObject(5, from.topicId());
      update.setLong(6, from.nextOffset());
      update.setObject(7, from.leaderEpoch(), Types.INTEGER);
      return update.executeUpdate() == 1;
    }
  }

  /** Whether all these partitions stand where they are said to stand. */
  boolean stand(Connection connection, Map<TopicPartition, Position> positions)
      throws SQLException {
    if (positions.isEmpty()) {
      return true;
    }
    List<TopicPartition> partitions = List.copyOf(positions.keySet());
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT count(*)
            FROM sink_offset
            JOIN unnest(?::text[], ?::integer[], ?::bigint[])
                 AS p(topic, partition, next_offset) USING (topic, partition, next_offset)
            """)) {
      select.setObject(1, partitions.stream().map(TopicPartition::topic).toArray(String[]::new));
      select.setObject(2, partitions.stream().mapToInt(TopicPartition::partition).toArray());
      select.setObject(
          3, partitions.stream().map(positions::get).mapToLong(Position::nextOffset).toArray());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1) == partitions.size();
      }
    }
  }
}
