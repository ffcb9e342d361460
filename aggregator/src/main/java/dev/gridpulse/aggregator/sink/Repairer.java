package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;

/**
 * Recomputes the windows of dirty quarter-hours from readings. Such a quarter-hour has no owner
 * afterwards: whatever still comes for it and differs makes it dirty again.
 */
final class Repairer {
  private static final int BATCH = 100;

  private final DataSource database;
  private final QuarterTable quarters = new QuarterTable();

  Repairer(DataSource database) {
    this.database = database;
  }

  /**
   * Recomputes some dirty quarter-hours, those whose readings are stored up to what made them
   * dirty, each at most once a minute.
   *
   * @return how many; 0 when nothing is left to do now
   */
  int repairSome() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        List<Quarter> dirty = lockDirty(connection);
        // Later statements, so that they see every reading stored before the lock was had.
        for (Quarter quarter : dirty) {
          recompute(connection, quarter);
        }
        quarters.repaired(connection, dirty);
        connection.commit();
        return dirty.size();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  private static List<Quarter> lockDirty(Connection connection) throws SQLException {
    String sql =
        """
        SELECT q.sensor_id, (extract(epoch FROM q.start) * 1000)::bigint
        FROM quarter q
        JOIN sink_offset o ON o.topic = ? AND o.partition = q.partition AND o.next_offset > q.up_to
        WHERE q.dirty
          AND (q.repaired IS NULL
               OR q.repaired < now() - interval '1 minute'
               OR q.repaired < now() - interval '2 seconds'
                  AND q.start < now() - interval '15 minutes')
        ORDER BY q.sensor_id, q.start
        LIMIT ?
        FOR UPDATE OF q SKIP LOCKED
        """;
    List<Quarter> dirty = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, Topics.READINGS.name());
      select.setInt(2, BATCH);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          dirty.add(new Quarter(rows.getInt(1), rows.getLong(2)));
        }
      }
    }
    return dirty;
  }

  private static void recompute(Connection connection, Quarter quarter) throws SQLException {
    String sql =
        """
        SELECT (extract(epoch FROM ts) * 1000)::bigint, value
        FROM reading
        WHERE sensor_id = ?
          AND ts >= timestamptz 'epoch' + ? * interval '1 ms'
          AND ts < timestamptz 'epoch' + ? * interval '1 ms'
        ORDER BY ts
        """;
    long[] timestamps = new long[1024];
    double[] values = new double[1024];
    int size = 0;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setInt(1, quarter.sensorId());
      select.setLong(2, quarter.start());
      select.setLong(3, quarter.start() + Rung.QUARTER_HOUR.millis());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          if (size == timestamps.length) {
            timestamps = Arrays.copyOf(timestamps, size * 2);
            values = Arrays.copyOf(values, size * 2);
          }
          timestamps[size] = rows.getLong(1);
          values[size] = rows.getDouble(2);
          size++;
        }
      }
    }
    for (Rung rung : Rung.values()) {
      WindowRows rows = new WindowRows(rung);
      rows.add(quarter, 0, windows(rung, timestamps, values, size));
      rows.writeUnlessFewer(connection);
    }
  }

  private static List<Aggregate> windows(Rung rung, long[] timestamps, double[] values, int size) {
    List<Aggregate> windows = new ArrayList<>();
    for (int from = 0, to = 0; from < size; from = to) {
      long start = rung.windowStart(timestamps[from]);
      while (to < size && timestamps[to] < start + rung.millis()) {
        to++;
      }
      windows.add(Aggregate.of(start, timestamps, values, from, to));
    }
    return windows;
  }
}
