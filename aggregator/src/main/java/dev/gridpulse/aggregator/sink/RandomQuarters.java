package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.Routing;
import dev.gridpulse.model.Rung;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * Draws quarter-hours that have readings, by look-ups in indexes only: what it costs does not grow
 * with what is stored.
 */
final class RandomQuarters {
  /** Draws of a sensor until it is one of ours, and of a time until it is in no gap. */
  private static final int DRAWS = 20;

  private final RandomGenerator random;
  private final int partitions;

  /**
   * A quarter-hour that was drawn.
   *
   * @param sensor the sensor's name
   * @param partition the partition of its readings
   */
  record Drawn(Quarter quarter, String sensor, int partition) {}

  private record SensorRow(int id, String name) {}

  /**
   * @param partitions the number of partitions of the readings' topic
   */
  RandomQuarters(RandomGenerator random, int partitions) {
    this.random = random;
    this.partitions = partitions;
  }

  /**
   * Draws one.
   *
   * @param ours which partitions' sensors count
   * @return empty when none was found, which is no proof that there is none
   */
  Optional<Drawn> draw(Connection connection, IntPredicate ours) throws SQLException {
    for (int i = 0; i < DRAWS; i++) {
      Optional<SensorRow> sensor = sensor(connection);
      if (sensor.isEmpty()) {
        return Optional.empty();
      }
      int partition = Routing.partition(sensor.get().name(), partitions);
      if (ours.test(partition)) {
        OptionalLong start = quarter(connection, sensor.get().id());
        return start.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Drawn(
                    new Quarter(sensor.get().id(), start.getAsLong()),
                    sensor.get().name(),
                    partition));
      }
    }
    return Optional.empty();
  }

  private Optional<SensorRow> sensor(Connection connection) throws SQLException {
    // Each end by itself: only so both are look-ups in the index.
    String sql =
        """
        SELECT id, name
        FROM sensor
        WHERE id >= (SELECT min(id) FROM sensor)
                    + floor(?::float8 * (1 + (SELECT max(id) FROM sensor)
                                           - (SELECT min(id) FROM sensor)))::integer
        ORDER BY id
        LIMIT 1
        """;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setDouble(1, random.nextDouble());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new SensorRow(row.getInt(1), row.getString(2)))
            : Optional.empty();
      }
    }
  }

  /**
   * A time between the sensor's first and last reading; where that is in a gap, one on either side
   * of it, so that a gap of years does not send every draw to its end.
   */
  private OptionalLong quarter(Connection connection, int sensorId) throws SQLException {
    OptionalLong first = atOrAfter(connection, sensorId, Long.MIN_VALUE);
    if (first.isEmpty()) {
      return OptionalLong.empty();
    }
    long from = first.getAsLong();
    long to = atOrBefore(connection, sensorId, Long.MAX_VALUE).orElse(from);
    for (int i = 0; i < DRAWS; i++) {
      long time = random.nextLong(from, to + 1);
      long next = atOrAfter(connection, sensorId, time).orElse(to);
      if (startOf(next) == startOf(time)) {
        return OptionalLong.of(startOf(next));
      }
      long previous = atOrBefore(connection, sensorId, time).orElse(from);
      if (startOf(previous) == startOf(time)) {
        return OptionalLong.of(startOf(previous));
      }
      if (random.nextLong(previous - from + to - next + 2) <= previous - from) {
        to = previous;
      } else {
        from = next;
      }
    }
    return OptionalLong.of(startOf(to));
  }

  private static long startOf(long time) {
    return Rung.QUARTER_HOUR.windowStart(time);
  }

  private static OptionalLong atOrAfter(Connection connection, int sensorId, long time)
      throws SQLException {
    return time == Long.MIN_VALUE
        ? one(connection, "", "ASC", sensorId, 0)
        : one(
            connection,
            "AND ts >= timestamptz 'epoch' + ? * interval '1 ms'",
            "ASC",
            sensorId,
            time);
  }

  private static OptionalLong atOrBefore(Connection connection, int sensorId, long time)
      throws SQLException {
    return time == Long.MAX_VALUE
        ? one(connection, "", "DESC", sensorId, 0)
        : one(
            connection,
            "AND ts <= timestamptz 'epoch' + ? * interval '1 ms'",
            "DESC",
            sensorId,
            time);
  }

  /** Of the log: a last row of the view {@code reading} is not found by the index alone. */
  private static OptionalLong one(
      Connection connection, String condition, String order, int sensorId, long time)
      throws SQLException {
    String sql =
        """
        SELECT (extract(epoch FROM ts) * 1000)::bigint
        FROM reading_log
        WHERE sensor_id = ? %s
        ORDER BY ts %s
        LIMIT 1
        """
            .formatted(condition, order);
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setInt(1, sensorId);
      if (!condition.isEmpty()) {
        select.setLong(2, time);
      }
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    }
  }
}
