package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one snapshot of the database shows of a quarter-hour: its readings, and where its windows
 * are not what these make.
 *
 * @param storedUpTo the offset up to which its partition's readings are stored
 * @param settled whether it can be judged: it is not dirty, and its windows are not ahead of its
 *     readings
 * @param count how many readings it has
 * @param digest their digest; 0 when there are none
 * @param differences what differs, for the operator; windows that know more readings than are
 *     stored do not, as readings may have expired
 */
record QuarterLook(
    long storedUpTo, boolean settled, int count, long digest, List<String> differences) {

  QuarterLook {
    differences = List.copyOf(differences);
  }

  /** Settled, and not what its readings say. */
  boolean isSuspicious() {
    return settled && !differences.isEmpty();
  }

  boolean hasReadingsOf(QuarterLook other) {
    return count == other.count && digest == other.digest;
  }

  /**
   * Takes the look.
   *
   * @param connection in a transaction of repeatable reads
   * @param partition the partition of the quarter-hour's readings
   */
  static QuarterLook take(Connection connection, Quarter quarter, int partition)
      throws SQLException {
    QuarterHourReadings readings = QuarterHourReadings.read(connection, quarter);
    List<String> differences = new ArrayList<>();
    for (Rung rung : Rung.values()) {
      compare(connection, quarter, rung, readings.windows(rung), differences);
    }
    List<Aggregate> all = readings.windows(Rung.QUARTER_HOUR);
    int count = all.isEmpty() ? 0 : all.getFirst().count();
    long digest = all.isEmpty() ? 0 : all.getFirst().digest();
    String sql =
        """
        SELECT next_offset,
               coalesce(NOT q.dirty
                        AND (q.up_to < next_offset
                             OR q.generation <> (SELECT max(number) FROM generation)), true)
        FROM (SELECT coalesce((SELECT next_offset FROM sink_offset
                               WHERE topic = ? AND partition = ?), 0) AS next_offset) o
        LEFT JOIN quarter q
          ON q.sensor_id = ? AND q.start = timestamptz 'epoch' + ? * interval '1 ms'
        """;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, Topics.READINGS.name());
      select.setInt(2, partition);
      select.setInt(3, quarter.sensorId());
      select.setLong(4, quarter.start());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new QuarterLook(row.getLong(1), row.getBoolean(2), count, digest, differences);
      }
    }
  }

  private static void compare(
      Connection connection,
      Quarter quarter,
      Rung rung,
      List<Aggregate> windows,
      List<String> differences)
      throws SQLException {
    Map<Long, Aggregate> missing =
        windows.stream()
            .collect(
                Collectors.toMap(Aggregate::start, Function.identity(), (a, _) -> a, TreeMap::new));
    String sql =
        """
        SELECT (extract(epoch FROM start) * 1000)::bigint, count, mean, median, min, max, digest
        FROM %s
        WHERE sensor_id = ?
          AND start >= timestamptz 'epoch' + ? * interval '1 ms'
          AND start < timestamptz 'epoch' + ? * interval '1 ms'
        """
            .formatted(rung.table());
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setInt(1, quarter.sensorId());
      select.setLong(2, quarter.start());
      select.setLong(3, quarter.start() + Rung.QUARTER_HOUR.millis());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Aggregate expected = missing.remove(row.getLong(1));
          if (expected != null && row.getInt("count") <= expected.count()) {
            compare(rung, expected, row, differences);
          }
        }
      }
    }
    missing
        .values()
        .forEach(expected -> differences.add("%s is missing".formatted(at(rung, expected))));
  }

  private static void compare(
      Rung rung, Aggregate expected, ResultSet row, List<String> differences) throws SQLException {
    List<String> columns = new ArrayList<>();
    if (row.getInt("count") != expected.count()) {
      columns.add("count %d, not %d".formatted(row.getInt("count"), expected.count()));
    }
    compare("mean", expected.mean(), row, columns);
    compare("median", expected.median(), row, columns);
    compare("min", expected.min(), row, columns);
    compare("max", expected.max(), row, columns);
    if (row.getLong("digest") != expected.digest()) {
      columns.add("digest %x, not %x".formatted(row.getLong("digest"), expected.digest()));
    }
    if (!columns.isEmpty()) {
      differences.add("%s has %s".formatted(at(rung, expected), String.join("; ", columns)));
    }
  }

  /** To the last bit, but for the sign of zero, which the digest does not see either. */
  private static void compare(String column, double expected, ResultSet row, List<String> columns)
      throws SQLException {
    double stored = row.getDouble(column);
    if (stored != expected) {
      columns.add("%s %s, not %s".formatted(column, stored, expected));
    }
  }

  private static String at(Rung rung, Aggregate window) {
    return rung.label() + " " + Instant.ofEpochMilli(window.start());
  }
}
