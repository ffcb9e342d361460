package dev.gridpulse.query.store;

import dev.gridpulse.model.Resolution;
import dev.gridpulse.query.range.Buckets;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The figures of the buckets of one sensor that have readings, in order. One statement reads the
 * index range that the buckets cover and nothing else, and the database does the sums.
 */
public final class Aggregates {
  private Aggregates() {}

  /**
   * Hands over the buckets that have readings.
   *
   * @param exactMedian whether a median that is not stored is computed from the readings; without
   *     it such a median is NaN
   */
  public static void read(
      Connection connection,
      int sensorId,
      Resolution resolution,
      Buckets buckets,
      boolean exactMedian,
      Sink sink)
      throws SQLException, IOException {
    if (buckets.count() == 0) {
      return;
    }
    Source source = Source.of(resolution, buckets, exactMedian);
    try (PreparedStatement statement = connection.prepareStatement(sql(source, buckets))) {
      statement.setFetchSize(Database.FETCH_SIZE);
      int next = source instanceof Source.Stored ? 1 : bindBuckets(statement, buckets);
      statement.setInt(next, sensorId);
      statement.setObject(next + 1, Times.parameter(buckets.edge(0)));
      statement.setObject(next + 2, Times.parameter(buckets.edge(buckets.count())));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          hand(rows, buckets, source, sink);
        }
      }
    }
  }

  private static String sql(Source source, Buckets buckets) {
    return switch (source) {
      case Source.Stored(var rung) ->
          """
          SELECT date_part('epoch', start), count, mean, median, min, max FROM %s
          WHERE sensor_id = ? AND start >= ? AND start < ? ORDER BY start
          """
              .formatted(rung.table());
      case Source.Composed(var rung) ->
          """
          SELECT %s AS bucket, sum(count), sum(count * mean) / sum(count), NULL::double precision,
                 min(min), max(max) FROM %s
          WHERE sensor_id = ? AND start >= ? AND start < ? GROUP BY bucket ORDER BY bucket
          """
              .formatted(bucket(buckets, "start"), rung.table());
      case Source.FromReadings() ->
          """
          SELECT %s AS bucket, count(*), sum(value ORDER BY ts) / count(*),
                 percentile_cont(0.5) WITHIN GROUP (ORDER BY value), min(value), max(value)
          FROM reading
          WHERE sensor_id = ? AND ts >= ? AND ts < ? GROUP BY bucket ORDER BY bucket
          """
              .formatted(bucket(buckets, "ts"));
    };
  }

  /**
   * Of even buckets where each begins, in seconds since the epoch; of others its number, from 1.
   */
  private static String bucket(Buckets buckets, String time) {
    return switch (buckets) {
      case Buckets.Even even ->
          "date_part('epoch', date_bin(make_interval(secs => ?), " + time + ", ?))";
      case Buckets.Uneven uneven -> "width_bucket(date_part('epoch', " + time + "), ?)";
    };
  }

  private static int bindBuckets(PreparedStatement statement, Buckets buckets) throws SQLException {
    if (buckets instanceof Buckets.Even even) {
      statement.setDouble(1, even.length() / 1000.0);
      statement.setObject(2, Times.parameter(even.first()));
      return 3;
    }
    double[] starts = new double[buckets.count()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = buckets.edge(i) / 1000.0;
    }
    Array array = statement.getConnection().createArrayOf("float8", boxed(starts));
    statement.setArray(1, array);
    return 2;
  }

  private static Object[] boxed(double[] values) {
    Object[] boxed = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }

  private static void hand(ResultSet rows, Buckets buckets, Source source, Sink sink)
      throws SQLException, IOException {
    long start;
    long end;
    if (buckets instanceof Buckets.Even even) {
      start = Times.millis(rows, 1);
      end = start + even.length();
    } else {
      int bucket = rows.getInt(1);
      start = buckets.edge(bucket - 1);
      end = buckets.edge(bucket);
    }
    long count = rows.getLong(2);
    double mean = rows.getDouble(3);
    double median = rows.getDouble(4);
    if (rows.wasNull()) {
      median = Double.NaN;
    }
    double min = rows.getDouble(5);
    double max = rows.getDouble(6);
    if (source instanceof Source.Composed) {
      // The rounding of a mean of means may carry it past the extremes by one bit.
      mean = Math.clamp(mean, min, max);
    }
    sink.bucket(start, end, count, mean, median, min, max);
  }

  /** Takes the figures of buckets one after the other. */
  @FunctionalInterface
  public interface Sink {
    /**
     * The figures of one bucket.
     *
     * @param start milliseconds since the epoch
     * @param end where the next bucket begins
     * @param count number of readings, 1 or more
     * @param median NaN when it is not known
     */
    void bucket(
        long start, long end, long count, double mean, double median, double min, double max)
        throws IOException;
  }
}
