package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.Rung;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Windows of one rung on their way to the table. Of one accumulation the later state of a window
 * takes the place of the earlier one.
 */
final class WindowRows {
  /** From so many on it is worth to ask which are new. */
  private static final int COPIED_FROM = 200;

  private final Rung rung;
  private final NavigableMap<Accumulation, NavigableMap<Long, Aggregate>> windows = new TreeMap<>();

  /** What was gathered of a quarter-hour since the record at offset {@code opened} opened it. */
  private record Accumulation(Quarter quarter, int generation, long opened)
      implements Comparable<Accumulation> {
    private static final Comparator<Accumulation> BY_KEY =
        Comparator.comparing(Accumulation::quarter)
            .thenComparingInt(Accumulation::generation)
            .thenComparingLong(Accumulation::opened);

    @Override
    public int compareTo(Accumulation other) {
      return BY_KEY.compare(this, other);
    }
  }

  WindowRows(Rung rung) {
    this.rung = rung;
  }

  void add(Quarter quarter, int generation, long opened, List<Aggregate> aggregates) {
    NavigableMap<Long, Aggregate> byStart =
        windows.computeIfAbsent(
            new Accumulation(quarter, generation, opened), any -> new TreeMap<>());
    for (Aggregate aggregate : aggregates) {
      byStart.put(aggregate.start(), aggregate);
    }
  }

  private void write(Connection connection) throws SQLException {
    var _ = upsert(connection, "");
  }

  /**
   * Writes the windows over what stands, but for those that would lower a count. Of each
   * quarter-hour, which must be locked, there must be one accumulation.
   *
   * @return whether all were written
   */
  boolean writeUnlessFewer(Connection connection) throws SQLException {
    if (size() < COPIED_FROM) {
      return upsertUnlessFewer(connection);
    }
    // Without the lock of a chunk that reading takes: who compresses it would wait for that one,
    // and COPY for the compression.
    Savepoint before = connection.setSavepoint();
    Map<Quarter, Long> stored = lastStored(connection);
    connection.rollback(before);
    WindowRows behind = new WindowRows(rung);
    WindowRows ahead = new WindowRows(rung);
    windows.forEach(
        (accumulation, byStart) -> {
          long last = stored.getOrDefault(accumulation.quarter(), Long.MIN_VALUE);
          behind.windows.put(accumulation, byStart.headMap(last, true));
          ahead.windows.put(accumulation, byStart.tailMap(last, false));
        });
    ahead.copy(connection);
    return behind.upsertUnlessFewer(connection);
  }

  private boolean upsertUnlessFewer(Connection connection) throws SQLException {
    return upsert(connection, "WHERE excluded.count >= stored.count") == size();
  }

  /** The last window of these quarter-hours that stands in the table. */
  private Map<Quarter, Long> lastStored(Connection connection) throws SQLException {
    List<Quarter> quarters = windows.keySet().stream().map(Accumulation::quarter).toList();
    LongSummaryStatistics starts =
        quarters.stream().collect(Collectors.summarizingLong(Quarter::start));
    // The bounds stand in the text, so that no plan is made, and no lock taken, for all chunks.
    String sql =
        """
        SELECT q.sensor_id, q.start, (extract(epoch FROM stored.start) * 1000)::bigint
        FROM unnest(?::integer[], ?::bigint[]) AS q(sensor_id, start)
        CROSS JOIN LATERAL (
          SELECT start FROM %s AS w
          WHERE w.sensor_id = q.sensor_id
            AND w.start >= timestamptz 'epoch' + q.start * interval '1 ms'
            AND w.start < timestamptz 'epoch' + (q.start + ?) * interval '1 ms'
            AND w.start >= timestamptz '%s'
            AND w.start < timestamptz '%s'
          ORDER BY w.start DESC
          LIMIT 1) AS stored
        """
            .formatted(
                rung.table(),
                Instant.ofEpochMilli(starts.getMin()),
                Instant.ofEpochMilli(starts.getMax() + Rung.QUARTER_HOUR.millis()));
    Map<Quarter, Long> stored = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, quarters.stream().mapToInt(Quarter::sensorId).toArray());
      select.setObject(2, quarters.stream().mapToLong(Quarter::start).toArray());
      select.setLong(3, Rung.QUARTER_HOUR.millis());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          stored.put(new Quarter(rows.getInt(1), rows.getLong(2)), rows.getLong(3));
        }
      }
    }
    return stored;
  }

  /** Writes windows of which none stands in the table, nor can come there meanwhile. */
  private void copy(Connection connection) throws SQLException {
    BinaryCopy.into(
        connection,
        rung.table(),
        List.of("sensor_id", "start", "count", "mean", "median", "min", "max", "digest"),
        rows -> {
          for (var entry : windows.entrySet()) {
            int sensorId = entry.getKey().quarter().sensorId();
            for (Aggregate window : entry.getValue().values()) {
              rows.startRow();
              rows.int4(sensorId);
              rows.timestamptz(window.start());
              rows.int4(window.count());
              rows.float8(window.mean());
              rows.float8(window.median());
              rows.float8(window.min());
              rows.float8(window.max());
              rows.int8(window.digest());
            }
          }
        });
  }

  /** Writes the windows, which are all that this quarter-hour has: others of it go. */
  void replaceAll(Connection connection, Quarter quarter) throws SQLException {
    String sql =
        """
        DELETE FROM %s
        WHERE sensor_id = ?
          AND start >= timestamptz 'epoch' + ? * interval '1 ms'
          AND start < timestamptz 'epoch' + ? * interval '1 ms'
        """
            .formatted(rung.table());
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setInt(1, quarter.sensorId());
      delete.setLong(2, quarter.start());
      delete.setLong(3, quarter.start() + Rung.QUARTER_HOUR.millis());
      delete.executeUpdate();
    }
    write(connection);
  }

  /** Answers how many were written. */
  private int upsert(Connection connection, String condition) throws SQLException {
    if (size() == 0) {
      return 0;
    }
    // In the order of the key, so that two writers wait instead of deadlocking.
    String sql =
        """
        INSERT INTO %s AS stored (sensor_id, start, count, mean, median, min, max, digest)
        SELECT sensor_id, timestamptz 'epoch' + start * interval '1 ms', count,
               mean, median, min, max, digest
        FROM unnest(?::integer[], ?::bigint[], ?::integer[], ?::float8[], ?::float8[], ?::float8[],
                    ?::float8[], ?::bigint[])
             AS w(sensor_id, start, count, mean, median, min, max, digest)
        ON CONFLICT (sensor_id, start) DO UPDATE
        SET count = excluded.count, mean = excluded.mean, median = excluded.median,
            min = excluded.min, max = excluded.max, digest = excluded.digest
        %s
        """
            .formatted(rung.table(), condition);
    Columns columns = columns();
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, columns.sensorIds);
      insert.setObject(2, columns.starts);
      insert.setObject(3, columns.counts);
      insert.setObject(4, columns.means);
      insert.setObject(5, columns.medians);
      insert.setObject(6, columns.mins);
      insert.setObject(7, columns.maxs);
      insert.setObject(8, columns.digests);
      return insert.executeUpdate();
    }
  }

  /** The quarter-hours of which some window here is not, reading for reading, what is stored. */
  Set<Quarter> differing(Connection connection) throws SQLException {
    Set<Quarter> differing = new HashSet<>();
    if (windows.isEmpty()) {
      return differing;
    }
    String sql =
        """
        SELECT DISTINCT w.sensor_id, w.quarter
        FROM unnest(?::integer[], ?::bigint[], ?::integer[], ?::bigint[], ?::bigint[])
             AS w(sensor_id, start, count, digest, quarter)
        LEFT JOIN %s AS stored
          ON stored.sensor_id = w.sensor_id
         AND stored.start = timestamptz 'epoch' + w.start * interval '1 ms'
        WHERE stored.count IS DISTINCT FROM w.count OR stored.digest IS DISTINCT FROM w.digest
        """
            .formatted(rung.table());
    Columns columns = columns();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, columns.sensorIds);
      select.setObject(2, columns.starts);
      select.setObject(3, columns.counts);
      select.setObject(4, columns.digests);
      select.setObject(5, columns.quarters);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          differing.add(new Quarter(rows.getInt(1), rows.getLong(2)));
        }
      }
    }
    return differing;
  }

  private int size() {
    return windows.values().stream().mapToInt(Map::size).sum();
  }

  private Columns columns() {
    Columns columns = new Columns(size());
    windows.forEach(
        (accumulation, byStart) ->
            byStart.values().forEach(window -> columns.add(accumulation.quarter(), window)));
    return columns;
  }

  /** The windows column by column, as arrays that go to the database in binary. */
  private static final class Columns {
    private final int[] sensorIds;
    private final long[] quarters;
    private final long[] starts;
    private final int[] counts;
    private final double[] means;
    private final double[] medians;
    private final double[] mins;
    private final double[] maxs;
    private final long[] digests;
    private int size;

    Columns(int capacity) {
      sensorIds = new int[capacity];
      quarters = new long[capacity];
      starts = new long[capacity];
      counts = new int[capacity];
      means = new double[capacity];
      medians = new double[capacity];
      mins = new double[capacity];
      maxs = new double[capacity];
      digests = new long[capacity];
    }

    void add(Quarter quarter, Aggregate window) {
      sensorIds[size] = quarter.sensorId();
      quarters[size] = quarter.start();
      starts[size] = window.start();
      counts[size] = window.count();
      means[size] = window.mean();
      medians[size] = window.median();
      mins[size] = window.min();
      maxs[size] = window.max();
      digests[size] = window.digest();
      size++;
    }
  }
}
