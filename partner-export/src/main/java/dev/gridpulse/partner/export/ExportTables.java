package dev.gridpulse.partner.export;

import dev.gridpulse.model.ExportManifest;
import dev.gridpulse.model.ExportManifestCodec;
import dev.gridpulse.model.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of zones, exports and days that were sent. */
final class ExportTables {
  private static final String SEE_ZONE =
      "INSERT INTO partner_zone (time_zone, since) VALUES (?, ?) ON CONFLICT DO NOTHING";
  private static final String SINCE = "SELECT since FROM partner_zone WHERE time_zone = ?";
  private static final String FORGET_ZONES = "DELETE FROM partner_zone WHERE time_zone <> ALL (?)";
  private static final String DONE =
      "SELECT DISTINCT date FROM partner_export WHERE time_zone = ? AND date >= ?";
  private static final String LATEST =
      """
      SELECT manifest, content FROM partner_export WHERE time_zone = ? AND date = ?
      ORDER BY revision DESC LIMIT 1
      """;
  private static final String DAYS =
      """
      SELECT day, revision, digest, windows FROM partner_day
      WHERE sensor_id = ? AND day >= ? AND day < ?
      """;

  private final Connection connection;

  ExportTables(Connection connection) {
    this.connection = connection;
  }

  /**
   * What was last sent of a day.
   *
   * @param windows digest of its readings then, null when unknown
   */
  record SentDay(int revision, String digest, @Nullable Long windows) {}

  /**
   * An export that was sent.
   *
   * @param content digest of what its period said, null when unknown
   */
  record SentExport(ExportManifest manifest, @Nullable String content) {}

  /** Since when a zone is looked after: now, if it never was. */
  Instant since(ZoneId zone, Instant now) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(SEE_ZONE);
        PreparedStatement select = connection.prepareStatement(SINCE)) {
      insert.setString(1, zone.getId());
      insert.setObject(2, now.atOffset(ZoneOffset.UTC));
      insert.executeUpdate();
      select.setString(1, zone.getId());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getObject(1, OffsetDateTime.class).toInstant();
      }
    }
  }

  /**
   * Zones in which nobody consents any more: whoever does so later has no past with the partner.
   */
  void forgetAllBut(List<ZoneId> zones) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(FORGET_ZONES)) {
      Object[] names = zones.stream().map(ZoneId::getId).toArray();
      delete.setArray(1, connection.createArrayOf("text", names));
      delete.executeUpdate();
    }
  }

  /** The dates, from one on, of which there is an export of a zone. */
  Set<LocalDate> done(ZoneId zone, LocalDate from) throws SQLException {
    Set<LocalDate> dates = new HashSet<>();
    try (PreparedStatement select = connection.prepareStatement(DONE)) {
      select.setString(1, zone.getId());
      select.setObject(2, from);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          dates.add(rows.getObject(1, LocalDate.class));
        }
      }
    }
    return dates;
  }

  /** The manifest of the export of a midnight, of its highest revision. */
  Optional<SentExport> latest(ZoneId zone, LocalDate date) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(LATEST)) {
      select.setString(1, zone.getId());
      select.setObject(2, date);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new SentExport(manifest(row.getString(1)), row.getString(2)))
            : Optional.empty();
      }
    }
  }

  private static ExportManifest manifest(String json) {
    try {
      return ExportManifestCodec.decode(json.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJson e) {
      throw new IllegalStateException("partner_export holds a manifest that is none: " + json, e);
    }
  }

  /** What was sent of a sensor's days from one date to another, that one not included. */
  Map<LocalDate, SentDay> days(ConsentingSensor sensor, LocalDate from, LocalDate to)
      throws SQLException {
    Map<LocalDate, SentDay> days = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(DAYS)) {
      select.setInt(1, sensor.id());
      select.setObject(2, from);
      select.setObject(3, to);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          days.put(
              rows.getObject(1, LocalDate.class),
              new SentDay(rows.getInt(2), rows.getString(3), rows.getObject(4, Long.class)));
        }
      }
    }
    return days;
  }
}
