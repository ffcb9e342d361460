package dev.gridpulse.query.energy;

import dev.gridpulse.model.Rung;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is stored of a sensor: its quarter-hours and, where these do not do, its readings. */
final class StoredQuarterHours {
  private static final String READINGS =
      """
      SELECT date_part('epoch', ts), value FROM reading
      WHERE sensor_id = ? AND ts >= ? AND ts < ? ORDER BY ts
      """;
  private static final String BEFORE =
      """
      SELECT date_part('epoch', ts), value FROM reading_log
      WHERE sensor_id = ? AND ts >= ? AND ts < ? ORDER BY ts DESC, seq DESC LIMIT 1
      """;
  private static final String FROM =
      """
      SELECT date_part('epoch', ts), value FROM reading_log
      WHERE sensor_id = ? AND ts >= ? AND ts < ? ORDER BY ts, seq DESC LIMIT 1
      """;
  private static final String WINDOW_BEFORE =
      """
      SELECT date_part('epoch', start), count, mean, min, max FROM aggregate_15m
      WHERE sensor_id = ? AND start >= ? AND start < ? ORDER BY start DESC LIMIT 1
      """;
  private static final String WINDOW_FROM =
      """
      SELECT date_part('epoch', start), count, mean, min, max FROM aggregate_15m
      WHERE sensor_id = ? AND start >= ? AND start < ? ORDER BY start LIMIT 1
      """;
  private static final int FETCH_SIZE = 10_000;

  /** No reading is older, and none that much newer. */
  private static final long FIRST = 0;

  private static final long LAST = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();

  private final Connection connection;
  private final int sensorId;

  StoredQuarterHours(Connection connection, int sensorId) {
    this.connection = connection;
    this.sensorId = sensorId;
  }

  /** Those that begin in [from, to), in order. */
  List<Window> windows(long from, long to) throws SQLException {
    return windows(Rung.QUARTER_HOUR, from, to);
  }

  private List<Window> windows(Rung rung, long from, long to) throws SQLException {
    String sql =
        """
        SELECT date_part('epoch', start), count, mean, min, max FROM %s
        WHERE sensor_id = ? AND start >= ? AND start < ? ORDER BY start
        """
            .formatted(rung.table());
    List<Window> windows = new ArrayList<>();
    try (PreparedStatement statement = range(sql, from, to);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        windows.add(window(rung, rows));
      }
    }
    return windows;
  }

  private static Window window(Rung rung, ResultSet rows) throws SQLException {
    return new Window(
        millis(rows),
        rung.millis(),
        rows.getLong(2),
        rows.getDouble(3),
        rows.getDouble(4),
        rows.getDouble(5));
  }

  /** A quarter-hour in the finest windows that are held of all of it. */
  private List<Window> finest(Window quarterHour) throws SQLException {
    for (Rung rung : new Rung[] {Rung.FIVE_SECONDS, Rung.ONE_MINUTE}) {
      List<Window> windows = windows(rung, quarterHour.start(), quarterHour.end());
      if (windows.stream().mapToLong(Window::count).sum() == quarterHour.count()) {
        return windows;
      }
    }
    return List.of(quarterHour);
  }

  /** The last one that begins before a time, at most so long before. */
  @Nullable Window windowBefore(long time, long reach) throws SQLException {
    return oneWindow(WINDOW_BEFORE, reach > time ? FIRST : time - reach, time);
  }

  /** The first one that begins at a time or later. */
  @Nullable Window windowFrom(long time) throws SQLException {
    return oneWindow(WINDOW_FROM, time, LAST);
  }

  private @Nullable Window oneWindow(String sql, long from, long to) throws SQLException {
    try (PreparedStatement statement = range(sql, from, to);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? window(Rung.QUARTER_HOUR, row) : null;
    }
  }

  /**
   * Hands over the readings of [from, to), and the quarter-hours of which none is left; those that
   * an edge cuts in the finest windows that are held.
   *
   * @param windows those that begin there
   */
  void stretch(long from, long to, List<Window> windows, EnergyBuckets buckets, Integral integral)
      throws SQLException {
    try (PreparedStatement statement = range(READINGS, from, to);
        ResultSet rows = statement.executeQuery()) {
      boolean more = rows.next();
      for (Window window : windows) {
        while (more && millis(rows) < window.start()) {
          integral.reading(millis(rows), rows.getDouble(2), to);
          more = rows.next();
        }
        if (!more || millis(rows) >= window.end()) {
          boolean cut = buckets.hasEdgeWithin(window.start(), window.end());
          (cut ? finest(window) : List.of(window)).forEach(integral::lost);
        }
        while (more && millis(rows) < window.end()) {
          integral.reading(millis(rows), rows.getDouble(2), to);
          more = rows.next();
        }
      }
      while (more) {
        integral.reading(millis(rows), rows.getDouble(2), to);
        more = rows.next();
      }
    }
  }

  /** The last reading before a time, at most so long before. */
  Integral.@Nullable Point lastBefore(long time, long reach) throws SQLException {
    return point(BEFORE, reach > time ? FIRST : time - reach, time);
  }

  /** The first reading from a time on, at most so long after. */
  Integral.@Nullable Point firstFrom(long time, long reach) throws SQLException {
    return point(FROM, time, reach > LAST - time ? LAST : time + reach + 1);
  }

  private Integral.@Nullable Point point(String sql, long from, long to) throws SQLException {
    try (PreparedStatement statement = range(sql, from, to);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? new Integral.Point(millis(row), row.getDouble(2)) : null;
    }
  }

  private PreparedStatement range(String sql, long from, long to) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setFetchSize(FETCH_SIZE);
    statement.setInt(1, sensorId);
    statement.setObject(2, time(from));
    statement.setObject(3, time(to));
    return statement;
  }

  private static OffsetDateTime time(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
  }

  private static long millis(ResultSet rows) throws SQLException {
    return Math.round(rows.getDouble(1) * 1000);
  }
}
