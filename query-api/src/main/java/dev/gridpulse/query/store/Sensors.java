package dev.gridpulse.query.store;

import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Sensor;
import dev.gridpulse.model.SensorName;
import dev.gridpulse.query.range.Pulse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The registry, with what is held of each sensor. */
public final class Sensors {
  private static final String SELECT =
      """
      SELECT s.name, s.uuid, s.unit, s.kind, s.time_zone, s.asset, s.signal_id, s.latitude,
             s.longitude, s.owner, s.partner_consent,
             (date_part('epoch', s.sampling_interval) * 1000)::bigint AS interval_ms,
             date_part('epoch', first.ts) AS first_ts, first.value AS first_value,
             date_part('epoch', last.ts) AS last_ts, last.value AS last_value,
             -- Not EXISTS, which would look through the tables.
             (SELECT min(start) FROM aggregate_5s a WHERE a.sensor_id = s.id) IS NOT NULL AS has_5s,
             (SELECT min(start) FROM aggregate_1m a WHERE a.sensor_id = s.id) IS NOT NULL AS has_1m,
             (SELECT min(start) FROM aggregate_15m a WHERE a.sensor_id = s.id) IS NOT NULL AS has_15m
      FROM (%s) s
      LEFT JOIN LATERAL (SELECT ts, value FROM reading_log l WHERE l.sensor_id = s.id
                         ORDER BY ts, seq DESC LIMIT 1) first ON true
      LEFT JOIN LATERAL (SELECT ts, value FROM reading_log l WHERE l.sensor_id = s.id
                         ORDER BY ts DESC, seq DESC LIMIT 1) last ON true
      """;

  /** Put in order before anything is looked up, so that the first rows come at once. */
  static final String IN_ORDER =
      "SELECT * FROM sensor s WHERE " + Access.CONDITION + " ORDER BY s.name COLLATE \"C\"";

  private static final String ALL = SELECT.formatted(IN_ORDER) + "ORDER BY s.name COLLATE \"C\"";
  private static final String ONE =
      SELECT.formatted("SELECT * FROM sensor s WHERE s.name = ? AND " + Access.CONDITION);

  static final String ID = "SELECT id FROM sensor s WHERE s.name = ? AND " + Access.CONDITION;

  /**
   * The last reading is asked of the windows where all readings have been dropped: a window that
   * begins at a time had a reading then or later.
   */
  static final String KEY =
      """
      SELECT s.id, date_part('epoch', coalesce(
               (SELECT ts FROM reading_log l WHERE l.sensor_id = s.id ORDER BY ts DESC LIMIT 1),
               (SELECT max(start) FROM aggregate_1m a WHERE a.sensor_id = s.id),
               (SELECT max(start) FROM aggregate_15m a WHERE a.sensor_id = s.id))),
             date_part('epoch', s.sampling_interval)
      FROM sensor s WHERE s.name = ? AND\s
      """
          + Access.CONDITION;

  private static final String NAMED =
      "SELECT s.name FROM sensor s WHERE " + Access.CONDITION + " AND s.name = ANY (?)";

  private static final String OF_ASSET =
      "SELECT s.name FROM sensor s WHERE " + Access.CONDITION + " AND s.asset = ?";

  /** The most frequent of the last 1,000 gaps, the shorter one of two that are as frequent. */
  private static final String LEARNED_INTERVAL =
      """
      SELECT date_part('epoch', gap) FROM
       (SELECT lag(ts) OVER (ORDER BY ts DESC) - ts AS gap FROM
         (SELECT DISTINCT ts FROM reading_log WHERE sensor_id = ?
          ORDER BY ts DESC LIMIT 1001) newest) gaps
      WHERE gap IS NOT NULL GROUP BY gap ORDER BY count(*) DESC, gap LIMIT 1
      """;

  private Sensors() {}

  /** All sensors in order of their names. */
  public static RowCursor<SensorRow> all(Connection connection, Access access) throws SQLException {
    // The cursor closes it.
    PreparedStatement statement = connection.prepareStatement(ALL);
    statement.setString(1, access.owner());
    return RowCursor.of(statement, Sensors::row);
  }

  /** The sensor of that name, or empty. */
  public static Optional<SensorRow> find(Connection connection, Access access, String name)
      throws SQLException {
    return one(connection, ONE, access, name, Sensors::row);
  }

  /** The id of the sensor of that name, or empty. */
  public static OptionalInt id(Connection connection, Access access, String name)
      throws SQLException {
    Optional<Integer> id = one(connection, ID, access, name, rows -> rows.getInt(1));
    return id.isPresent() ? OptionalInt.of(id.get()) : OptionalInt.empty();
  }

  /** The sensor's id, last reading and interval, or empty when there is no such sensor. */
  public static Optional<SensorKey> key(Connection connection, Access access, String name)
      throws SQLException {
    Optional<SensorKey> key = one(connection, KEY, access, name, Sensors::key);
    return key.isPresent() ? Optional.of(learned(connection, key.get())) : key;
  }

  /** A row of {@link #KEY}, with the interval that is registered. */
  static SensorKey key(ResultSet row) throws SQLException {
    return new SensorKey(row.getInt(1), new Pulse(millis(row, 2), millis(row, 3)));
  }

  /** The key with an interval that is learned from the readings, where none is registered. */
  static SensorKey learned(Connection connection, SensorKey key) throws SQLException {
    if (key.pulse().interval().isPresent()) {
      return key;
    }
    try (PreparedStatement statement = connection.prepareStatement(LEARNED_INTERVAL)) {
      statement.setInt(1, key.id());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new SensorKey(key.id(), new Pulse(key.pulse().last(), millis(row, 1)))
            : key;
      }
    }
  }

  /** Those of these names that are there. */
  public static List<String> named(Connection connection, Access access, Collection<String> names)
      throws SQLException {
    // The database would refuse some names, such as one with a NUL.
    Object[] possible = names.stream().filter(name -> SensorName.problem(name).isEmpty()).toArray();
    try (PreparedStatement statement = connection.prepareStatement(NAMED)) {
      statement.setString(1, access.owner());
      statement.setArray(2, connection.createArrayOf("text", possible));
      return names(statement);
    }
  }

  /** The names of an asset's sensors. */
  public static List<String> ofAsset(Connection connection, Access access, String asset)
      throws SQLException {
    if (asset.indexOf('\0') >= 0) {
      return List.of();
    }
    try (PreparedStatement statement = connection.prepareStatement(OF_ASSET)) {
      statement.setString(1, access.owner());
      statement.setString(2, asset);
      return names(statement);
    }
  }

  private static List<String> names(PreparedStatement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private static <T> Optional<T> one(
      Connection connection, String sql, Access access, String name, RowCursor.Reader<T> reader)
      throws SQLException {
    // The database would refuse some of these names, such as one with a NUL.
    if (SensorName.problem(name).isPresent()) {
      return Optional.empty();
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      statement.setString(2, access.owner());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
      }
    }
  }

  private static OptionalLong millis(ResultSet rows, int column) throws SQLException {
    double seconds = rows.getDouble(column);
    return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(Math.round(seconds * 1000));
  }

  private static SensorRow row(ResultSet rows) throws SQLException {
    return new SensorRow(
        sensor(rows),
        point(rows, "first_ts", "first_value"),
        point(rows, "last_ts", "last_value"),
        rungs(rows));
  }

  private static Sensor sensor(ResultSet rows) throws SQLException {
    return new Sensor(
        rows.getString("name"),
        rows.getObject("uuid", UUID.class),
        rows.getString("unit"),
        kind(rows.getString("kind")),
        interval(rows.getLong("interval_ms")),
        zone(rows.getString("time_zone")),
        rows.getString("asset"),
        rows.getString("signal_id"),
        location(rows),
        rows.getString("owner"),
        rows.getBoolean("partner_consent"));
  }

  private static Sensor.@Nullable Kind kind(String label) {
    for (Sensor.Kind kind : Sensor.Kind.values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    return null;
  }

  private static @Nullable Duration interval(long millis) {
    return millis <= 0 ? null : Duration.ofMillis(millis);
  }

  private static @Nullable ZoneId zone(@Nullable String id) {
    try {
      return id == null ? null : ZoneId.of(id);
    } catch (DateTimeException e) {
      // Another tz database than ours wrote it; one odd entry must not take the list away.
      return null;
    }
  }

  private static Sensor.@Nullable Location location(ResultSet rows) throws SQLException {
    double latitude = rows.getDouble("latitude");
    boolean known = !rows.wasNull();
    double longitude = rows.getDouble("longitude");
    return known && !rows.wasNull() ? new Sensor.Location(latitude, longitude) : null;
  }

  private static SensorRow.@Nullable Point point(ResultSet rows, String time, String value)
      throws SQLException {
    double seconds = rows.getDouble(time);
    return rows.wasNull()
        ? null
        : new SensorRow.Point(Math.round(seconds * 1000), rows.getDouble(value));
  }

  private static List<Rung> rungs(ResultSet rows) throws SQLException {
    List<Rung> rungs = new ArrayList<>();
    for (Rung rung : Rung.values()) {
      if (rows.getBoolean("has_" + rung.label())) {
        rungs.add(rung);
      }
    }
    return rungs;
  }
}
