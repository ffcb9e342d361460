package dev.gridpulse.standalone;

import dev.gridpulse.generator.Fleet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** How far the readings of generated sensors are stored, so that they go on from there. */
final class StoredReadings {
  private static final String LAST =
      """
      SELECT CASE WHEN count(last) = ? THEN min(last) END
      FROM (SELECT (SELECT ts FROM reading_log WHERE sensor_id = id ORDER BY ts DESC LIMIT 1)
            FROM sensor WHERE name = ANY (?)) AS s(last)
      """;

  private StoredReadings() {}

  /** The time up to which there are readings of all these sensors; empty when one has none. */
  static Optional<Instant> lastOf(Fleet fleet, Connection connection) throws SQLException {
    List<String> sensors = fleet.sensorNames();
    try (PreparedStatement select = connection.prepareStatement(LAST)) {
      select.setInt(1, sensors.size());
      select.setArray(2, connection.createArrayOf("text", sensors.toArray()));
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
            .map(OffsetDateTime::toInstant);
      }
    }
  }
}
