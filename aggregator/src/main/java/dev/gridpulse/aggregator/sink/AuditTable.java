package dev.gridpulse.aggregator.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The table {@code audit}: what the standing audit has found, for all processes to see. */
final class AuditTable {
  private AuditTable() {}

  /** Notes that a quarter-hour of that partition was compared with its readings. */
  static void checked(Connection connection, int partition) throws SQLException {
    add(connection, partition, 1, 0);
  }

  /**
   * Notes a difference and marks the quarter-hour, so that it is recomputed. If it was written
   * since the transaction's snapshot, the database refuses this one.
   */
  static void differs(Connection connection, Quarter quarter, int partition) throws SQLException {
    String sql =
        """
        INSERT INTO quarter (sensor_id, start, partition, generation, dirty, up_to)
        VALUES (?, timestamptz 'epoch' + ? * interval '1 ms', ?, 0, true, -1)
        ON CONFLICT (sensor_id, start) DO UPDATE SET owner = NULL, dirty = true
        """;
    try (PreparedStatement upsert = connection.prepareStatement(sql)) {
      upsert.setInt(1, quarter.sensorId());
      upsert.setLong(2, quarter.start());
      upsert.setInt(3, partition);
      upsert.executeUpdate();
    }
    add(connection, partition, 0, 1);
  }

  private static void add(Connection connection, int partition, int checked, int differences)
      throws SQLException {
    String sql =
        """
        INSERT INTO audit AS stored (partition, checked, differences, last_checked, last_difference)
        VALUES (?, ?, ?, now(), CASE WHEN ? > 0 THEN now() END)
        ON CONFLICT (partition) DO UPDATE SET
          checked = stored.checked + excluded.checked,
          differences = stored.differences + excluded.differences,
          last_checked = excluded.last_checked,
          last_difference = coalesce(excluded.last_difference, stored.last_difference)
        """;
    try (PreparedStatement upsert = connection.prepareStatement(sql)) {
      upsert.setInt(1, partition);
      upsert.setInt(2, checked);
      upsert.setInt(3, differences);
      upsert.setInt(4, differences);
      upsert.executeUpdate();
    }
  }
}
