package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.Rung;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The stored readings of one quarter-hour, and the windows that they make. */
final class QuarterHourReadings {
  private long[] timestamps = new long[1024];
  private double[] values = new double[1024];
  private int size;

  private QuarterHourReadings() {}

  /** Reads them as they stand for this statement, in order of time. */
  static QuarterHourReadings read(Connection connection, Quarter quarter) throws SQLException {
    String sql =
        """
        SELECT (extract(epoch FROM ts) * 1000)::bigint, value
        FROM reading
        WHERE sensor_id = ?
          AND ts >= timestamptz 'epoch' + ? * interval '1 ms'
          AND ts < timestamptz 'epoch' + ? * interval '1 ms'
        ORDER BY ts
        """;
    QuarterHourReadings readings = new QuarterHourReadings();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setInt(1, quarter.sensorId());
      select.setLong(2, quarter.start());
      select.setLong(3, quarter.start() + Rung.QUARTER_HOUR.millis());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          readings.add(rows.getLong(1), rows.getDouble(2));
        }
      }
    }
    return readings;
  }

  private void add(long timestamp, double value) {
    if (size == timestamps.length) {
      timestamps = Arrays.copyOf(timestamps, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    timestamps[size] = timestamp;
    values[size] = value;
    size++;
  }

  /** The windows of that rung that have readings, in order of start. */
  List<Aggregate> windows(Rung rung) {
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
