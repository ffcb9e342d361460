package dev.gridpulse.partner.export;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads windows of a minute, day by day and sensor by sensor, never more than one fetch of them.
 */
final class StoredMinutes implements AutoCloseable {
  private static final int FETCH_SIZE = 5_000;

  private static final String MINUTES =
      """
      SELECT date_part('epoch', start), %s, count, digest FROM aggregate_1m
      WHERE sensor_id = ? AND start >= ? AND start < ? ORDER BY start
      """;

  /** Digests are sums: that of a day is the same of its quarter-hours as of its minutes. */
  private static final String DIGESTS =
      """
      SELECT width_bucket(date_part('epoch', start), ?::float8[]), sum(count), sum(digest)
      FROM aggregate_15m WHERE sensor_id = ? AND start >= ? AND start < ? GROUP BY 1
      """;

  private final PreparedStatement means;
  private final PreparedStatement maxima;
  private final PreparedStatement digests;

  /**
   * @param connection without auto-commit, as only then rows are fetched in parts
   */
  StoredMinutes(Connection connection) throws SQLException {
    means = connection.prepareStatement(MINUTES.formatted("mean"));
    maxima = connection.prepareStatement(MINUTES.formatted("max"));
    digests = connection.prepareStatement(DIGESTS);
    means.setFetchSize(FETCH_SIZE);
    maxima.setFetchSize(FETCH_SIZE);
  }

  /**
   * Hands over days of a sensor.
   *
   * @param days without a gap between them
   */
  void read(ConsentingSensor sensor, List<LocalDay> days, DaySink sink) throws SQLException {
    if (days.isEmpty()) {
      return;
    }
    PreparedStatement select = sensor.counter() ? maxima : means;
    select.setInt(1, sensor.id());
    select.setObject(2, time(days.getFirst().start()));
    select.setObject(3, time(days.getLast().end()));
    try (ResultSet rows = select.executeQuery()) {
      boolean more = rows.next();
      for (LocalDay day : days) {
        double[] minutes = new double[day.minutes()];
        Arrays.fill(minutes, Double.NaN);
        int count = 0;
        long digest = 0;
        while (more) {
          long start = Math.round(rows.getDouble(1) * 1000);
          if (start >= day.end()) {
            break;
          }
          minutes[day.minuteOf(start)] = rows.getDouble(2);
          count++;
          digest += digest(rows.getInt(3), rows.getLong(4));
          more = rows.next();
        }
        sink.day(day, minutes, count, digest);
      }
    }
  }

  /**
   * The digest of each day's readings, as their quarter-hours tell it.
   *
   * @return by date; 0 of a day that has none
   */
  Map<LocalDate, Long> digests(ConsentingSensor sensor, List<LocalDay> days) throws SQLException {
    Map<LocalDate, Long> byDate = new HashMap<>();
    days.forEach(day -> byDate.put(day.date(), 0L));
    if (days.isEmpty()) {
      return byDate;
    }
    digests.setObject(1, days.stream().mapToDouble(day -> day.start() / 1000.0).toArray());
    digests.setInt(2, sensor.id());
    digests.setObject(3, time(days.getFirst().start()));
    digests.setObject(4, time(days.getLast().end()));
    try (ResultSet rows = digests.executeQuery()) {
      while (rows.next()) {
        byDate.put(
            days.get(rows.getInt(1) - 1).date(),
            digest(rows.getLong(2), rows.getBigDecimal(3).toBigInteger().longValue()));
      }
    }
    return byDate;
  }

  /** Modulo 2^64, so that it can be summed up; equal count and digest mean equal readings. */
  private static long digest(long count, long digest) {
    return 31 * digest + count;
  }

  private static OffsetDateTime time(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
  }

  @Override
  public void close() throws SQLException {
    means.close();
    maxima.close();
    digests.close();
  }

  /** Takes days. */
  @FunctionalInterface
  interface DaySink {
    /**
     * Takes the next day.
     *
     * @param minutes a value for each minute, NaN where there is none
     * @param count how many have one
     * @param digest of its readings, as these minutes tell it
     */
    void day(LocalDay day, double[] minutes, int count, long digest) throws SQLException;
  }
}
