package dev.gridpulse.query.store;

import dev.gridpulse.model.Resolution;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.SensorName;
import dev.gridpulse.query.range.Buckets;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The figures of the buckets of one sensor that have readings, in order. One statement reads the
 * index range that the buckets cover and nothing else; where a bucket has more than a few windows,
 * the database does the sums.
 */
public final class Aggregates {
  private Aggregates() {}

  /**
   * Looks a sensor up and hands over its buckets that have readings, in one trip to the database.
   *
   * @param exactMedian whether a median that is not stored is computed from the readings; without
   *     it such a median is NaN
   * @param opening says where the buckets of that sensor go
   * @return whether there is such a sensor
   */
  public static boolean read(
      Connection connection,
      Access access,
      String sensor,
      Resolution resolution,
      Buckets buckets,
      boolean exactMedian,
      Opening opening)
      throws SQLException, IOException {
    if (SensorName.problem(sensor).isPresent()) {
      return false;
    }
    Source source = Source.of(resolution, buckets, exactMedian);
    try (PreparedStatement statement = connection.prepareStatement(sql(source, buckets))) {
      statement.setFetchSize(Database.FETCH_SIZE);
      bindSensor(statement, 1, access, sensor);
      int next = bindRange(statement, 3, source, buckets, access, sensor);
      if (source instanceof Source.ComposedWithMedian) {
        bindRange(statement, next, source, buckets, access, sensor);
      }
      statement.execute();
      SensorKey key;
      try (ResultSet row = statement.getResultSet()) {
        if (!row.next()) {
          return false;
        }
        key = Sensors.key(row);
      }
      statement.getMoreResults();
      try (ResultSet rows = statement.getResultSet()) {
        Sink sink = opening.of(Sensors.learned(connection, key));
        if (source instanceof Source.Merged merged) {
          sink = new MergedWindows(merged.buckets(), sink);
        }
        while (rows.next()) {
          hand(rows, buckets, source, sink);
        }
        sink.finish();
      }
      return true;
    }
  }

  /** How many rows the database sends for such buckets of one sensor at most. */
  public static long mostRows(Resolution resolution, Buckets buckets, boolean exactMedian) {
    return (long) buckets.count() * Source.of(resolution, buckets, exactMedian).rowsOfABucket();
  }

  private static void bindSensor(PreparedStatement statement, int at, Access access, String sensor)
      throws SQLException {
    statement.setString(at, sensor);
    statement.setString(at + 1, access.owner());
  }

  private static String sql(Source source, Buckets buckets) {
    return Sensors.KEY + ";" + buckets(source, buckets);
  }

  /** Answers the number of the next parameter. */
  private static int bindRange(
      PreparedStatement statement,
      int at,
      Source source,
      Buckets buckets,
      Access access,
      String sensor)
      throws SQLException {
    int next = bindBuckets(statement, at, source, buckets);
    bindSensor(statement, next, access, sensor);
    boolean none = buckets.count() == 0;
    statement.setObject(next + 2, Times.parameter(none ? 0 : buckets.edge(0)));
    statement.setObject(next + 3, Times.parameter(none ? 0 : buckets.edge(buckets.count())));
    return next + 4;
  }

  private static String buckets(Source source, Buckets buckets) {
    return switch (source) {
      case Source.Stored(var rung) -> windows(rung);
      case Source.Merged(var rung, var _) -> windows(rung);
      case Source.Composed(var rung) -> composed(rung, buckets);
      case Source.ComposedWithMedian(var rung) ->
          """
          SELECT bucket,
                 CASE WHEN r.count >= coalesce(w.count, 0) THEN r.count ELSE w.count END,
                 CASE WHEN r.count >= coalesce(w.count, 0) THEN r.mean ELSE w.mean END,
                 CASE WHEN r.count >= coalesce(w.count, 0) THEN r.median END,
                 CASE WHEN r.count >= coalesce(w.count, 0) THEN r.min ELSE w.min END,
                 CASE WHEN r.count >= coalesce(w.count, 0) THEN r.max ELSE w.max END
          FROM (%s) w FULL JOIN (%s) r USING (bucket) ORDER BY bucket
          """
              .formatted(composed(rung, buckets), ofReadings(buckets));
      case Source.FromReadings() -> ofReadings(buckets);
    };
  }

  private static String windows(Rung rung) {
    return """
        SELECT date_part('epoch', start), count, mean, median, min, max FROM %s
        WHERE sensor_id = (%s) AND start >= ? AND start < ? ORDER BY start
        """
        .formatted(rung.table(), Sensors.ID);
  }

  private static String composed(Rung rung, Buckets buckets) {
    return """
        SELECT %s AS bucket, sum(count) AS count, sum(count * mean) / sum(count) AS mean,
               NULL::double precision AS median, min(min) AS min, max(max) AS max
        FROM %s WHERE sensor_id = (%s) AND start >= ? AND start < ? GROUP BY bucket ORDER BY bucket
        """
        .formatted(bucket(buckets, "start"), rung.table(), Sensors.ID);
  }

  private static String ofReadings(Buckets buckets) {
    return """
        SELECT %s AS bucket, count(*) AS count, sum(value ORDER BY ts) / count(*) AS mean,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS median,
               min(value) AS min, max(value) AS max
        FROM reading
        WHERE sensor_id = (%s) AND ts >= ? AND ts < ? GROUP BY bucket ORDER BY bucket
        """
        .formatted(bucket(buckets, "ts"), Sensors.ID);
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

  /** Answers the number of the next parameter. */
  private static int bindBuckets(
      PreparedStatement statement, int at, Source source, Buckets buckets) throws SQLException {
    if (source.readsWindows()) {
      return at;
    }
    if (buckets instanceof Buckets.Even even) {
      statement.setDouble(at, even.length() / 1000.0);
      statement.setObject(at + 1, Times.parameter(even.first()));
      return at + 2;
    }
    double[] starts = new double[buckets.count()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = buckets.edge(i) / 1000.0;
    }
    Array array = statement.getConnection().createArrayOf("float8", boxed(starts));
    statement.setArray(at, array);
    return at + 1;
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
    if (!source.readsWindows()) {
      // The rounding of a mean of means may carry it past the extremes by one bit.
      mean = Math.clamp(mean, min, max);
    }
    sink.bucket(start, end, count, mean, median, min, max);
  }

  /** Says where the buckets of a sensor go, once it is known. */
  @FunctionalInterface
  public interface Opening {
    Sink of(SensorKey key) throws IOException;
  }

  /** Takes the figures of buckets one after the other. */
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

    /** There are no more. */
    default void finish() throws IOException {}
  }
}
