package dev.gridpulse.query.store;

import dev.gridpulse.model.SensorName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last reading of each sensor. */
public final class LatestReadings {
  private static final String SELECT =
      """
      SELECT s.name, date_part('epoch', last.ts), last.value, s.unit,
             date_part('epoch', before.ts), before.value
      FROM (%s) s
      LEFT JOIN LATERAL (SELECT ts, value FROM reading_log l WHERE l.sensor_id = s.id
                         ORDER BY ts DESC, seq DESC LIMIT 1) last ON true
      LEFT JOIN LATERAL (SELECT ts, value FROM reading_log l
                         WHERE s.kind = 'counter' AND l.sensor_id = s.id AND l.ts < last.ts
                         ORDER BY ts DESC, seq DESC LIMIT 1) before ON true
      """;
  private static final String ORDER = "ORDER BY s.name COLLATE \"C\"";
  private static final String ALL = SELECT.formatted(Sensors.IN_ORDER) + ORDER;
  private static final String SOME =
      SELECT.formatted("SELECT * FROM sensor s WHERE " + Access.CONDITION + " AND s.name = ANY (?)")
          + ORDER;

  private LatestReadings() {}

  /** Those of all sensors, in order of their names. */
  public static RowCursor<Latest> all(Connection connection, Access access) throws SQLException {
    // The cursor closes it.
    PreparedStatement statement = connection.prepareStatement(ALL);
    statement.setString(1, access.owner());
    return RowCursor.of(statement, LatestReadings::latest);
  }

  /** Those of these sensors, in order of their names; who is not there is left out. */
  public static RowCursor<Latest> of(Connection connection, Access access, List<String> names)
      throws SQLException {
    // The database would refuse some names, such as one with a NUL.
    Object[] possible = names.stream().filter(name -> SensorName.problem(name).isEmpty()).toArray();
    PreparedStatement statement = connection.prepareStatement(SOME);
    statement.setString(1, access.owner());
    statement.setArray(2, connection.createArrayOf("text", possible));
    return RowCursor.of(statement, LatestReadings::latest);
  }

  private static Latest latest(ResultSet rows) throws SQLException {
    SensorRow.Point before = point(rows, 5);
    String unit = rows.getString(4);
    return new Latest(
        rows.getString(1),
        point(rows, 2),
        before == null || unit == null ? null : new Counted(unit, before));
  }

  private static SensorRow.@Nullable Point point(ResultSet rows, int column) throws SQLException {
    double seconds = rows.getDouble(column);
    return rows.wasNull()
        ? null
        : new SensorRow.Point(Math.round(seconds * 1000), rows.getDouble(column + 1));
  }

  /**
   * What else is known of a counter.
   *
   * @param unit of its values
   * @param before the reading before the last one
   */
  public record Counted(String unit, SensorRow.Point before) {}

  /**
   * The last reading of a sensor.
   *
   * @param reading null when it has none yet
   * @param counted of a counter that has two readings and a unit, else null
   */
  public record Latest(
      String sensor, SensorRow.@Nullable Point reading, @Nullable Counted counted) {}
}
