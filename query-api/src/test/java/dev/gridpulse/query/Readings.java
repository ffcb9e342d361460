package dev.gridpulse.query;

import java.util.function.Consumer;

/** Fills the tables as the sink would: readings into the log, windows computed in SQL. */
public final class Readings {
  private Readings() {}

  /**
   * A reading every {@code step} from start to end, both included, of a value from 0 to 100. It
   * takes the place of one that was there before.
   */
  static void every(Api api, int sensorId, String step, String start, String end) {
    api.sql(
        """
        INSERT INTO reading_log
        SELECT %d, ts, round((random() * 100)::numeric, 3), nextval('reading_batch')
        FROM generate_series('%s'::timestamptz, '%s'::timestamptz, interval '%s') ts
        """
            .formatted(sensorId, start, end, step));
  }

  /** The windows of all three rungs, of every sensor. */
  static void aggregate(Api api) {
    aggregate(sql -> api.sql(sql));
  }

  /** The same, wherever SQL is run. */
  public static void aggregate(Consumer<String> database) {
    insertWindows(database, "true");
    database.accept("ANALYZE");
  }

  /** The windows of one sensor, in place of those that were there. */
  static void aggregate(Api api, String sensor) {
    String which = "sensor_id = (SELECT id FROM sensor WHERE name = '%s')".formatted(sensor);
    for (String rung : new String[] {"5s", "1m", "15m"}) {
      api.sql("DELETE FROM aggregate_%s WHERE %s".formatted(rung, which));
    }
    insertWindows(sql -> api.sql(sql), which);
  }

  private static void insertWindows(Consumer<String> database, String which) {
    for (String rung : new String[] {"5s", "1m", "15m"}) {
      database.accept(
          """
          INSERT INTO aggregate_%s
          SELECT sensor_id, date_bin(interval '%s', ts, timestamptz 'epoch'), count(*),
                 sum(value ORDER BY ts) / count(*),
                 percentile_cont(0.5) WITHIN GROUP (ORDER BY value), min(value), max(value), 0
          FROM reading WHERE %s GROUP BY 1, 2
          """
              .formatted(rung, rung.equals("1m") ? "1 min" : rung.replace("m", " min"), which));
    }
  }
}
