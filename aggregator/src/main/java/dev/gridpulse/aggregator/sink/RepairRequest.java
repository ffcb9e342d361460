package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.Rung;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Marks quarter-hours dirty by hand; a running aggregator then recomputes them from readings. Those
 * that have readings and no windows are found too.
 */
public final class RepairRequest {
  private final Connection connection;

  /**
   * @param connection commits each statement by itself
   */
  public RepairRequest(Connection connection) {
    this.connection = connection;
  }

  /**
   * The sensors that can be asked for.
   *
   * @param name the only one that is wanted; null for all
   * @return their ids by name
   */
  public SequencedMap<String, Integer> sensors(@Nullable String name) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT name, id FROM sensor WHERE ?::text IS NULL OR name = ? ORDER BY name")) {
      select.setString(1, name);
      select.setString(2, name);
      SequencedMap<String, Integer> sensors = new LinkedHashMap<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          sensors.put(rows.getString(1), rows.getInt(2));
        }
      }
      return sensors;
    }
  }

  /**
   * Marks the quarter-hours of a sensor that have readings and any time in common with the range.
   *
   * @param from the range's beginning
   * @param to its end, inclusive
   * @return how many were marked
   */
  public int mark(int sensorId, Instant from, Instant to) throws SQLException {
    String sql =
        """
        INSERT INTO quarter (sensor_id, start, generation, dirty, up_to)
        SELECT sensor_id, date_bin('15 minutes', ts, timestamptz 'epoch') AS start, 0, true, -1
        FROM reading_log
        WHERE sensor_id = ?
          AND ts >= timestamptz 'epoch' + ? * interval '1 ms'
          AND ts < timestamptz 'epoch' + ? * interval '1 ms'
        GROUP BY 1, 2
        ORDER BY 1, 2
        ON CONFLICT (sensor_id, start) DO UPDATE SET owner = NULL, dirty = true
        """;
    try (PreparedStatement upsert = connection.prepareStatement(sql)) {
      upsert.setInt(1, sensorId);
      upsert.setLong(2, Rung.QUARTER_HOUR.windowStart(from.toEpochMilli()));
      upsert.setLong(
          3, Rung.QUARTER_HOUR.windowStart(to.toEpochMilli()) + Rung.QUARTER_HOUR.millis());
      return upsert.executeUpdate();
    }
  }
}
