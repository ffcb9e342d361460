package dev.gridpulse.partner.export;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sensor whose owner lets the partner see it.
 *
 * @param id its key in the tables
 * @param counter whether it is a meter, of which a minute is where it stood in the end
 */
record ConsentingSensor(int id, String name, @Nullable String unit, boolean counter) {
  private static final Logger LOG = LoggerFactory.getLogger(ConsentingSensor.class);

  private static final String ZONES =
      "SELECT DISTINCT coalesce(time_zone, 'UTC') FROM sensor WHERE partner_consent ORDER BY 1";
  private static final String IN_ZONE =
      """
      SELECT id, name, unit, kind = 'counter' FROM sensor
      WHERE partner_consent AND coalesce(time_zone, 'UTC') = ? ORDER BY name COLLATE "C"
      """;

  /** The zones in which there are some. */
  static List<ZoneId> zones(Connection connection) throws SQLException {
    List<ZoneId> zones = new ArrayList<>();
    try (Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery(ZONES)) {
      while (rows.next()) {
        String zone = rows.getString(1);
        try {
          zones.add(ZoneId.of(zone));
        } catch (DateTimeException e) {
          LOG.warn("Sensors of the time zone \"{}\" are not exported: {}", zone, e.getMessage());
        }
      }
    }
    return zones;
  }

  /** Those of a zone, in order of their names as bytes. */
  static List<ConsentingSensor> in(ZoneId zone, Connection connection) throws SQLException {
    List<ConsentingSensor> sensors = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(IN_ZONE)) {
      select.setString(1, zone.getId());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          sensors.add(
              new ConsentingSensor(
                  rows.getInt(1), rows.getString(2), rows.getString(3), rows.getBoolean(4)));
        }
      }
    }
    return sensors;
  }
}
