package dev.gridpulse.partner.intake;

import dev.gridpulse.model.UsageSplit;
import dev.gridpulse.partner.PartnerSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The splits by use: the last answer for each sensor and period. Used by one thread. */
final class UsageTable implements AutoCloseable {
  private static final String EXPORT =
      """
      SELECT s.id, coalesce(s.id = ANY (e.sensor_ids), false), e.period_start, e.period_end
      FROM partner_export e LEFT JOIN sensor s ON s.name = ? WHERE e.id = ?
      """;
  private static final String KNOWN = "SELECT FROM partner_export WHERE id = ?";
  private static final String STORE =
      """
      INSERT INTO usage_split AS known
        (sensor_id, period_start, period_end, export_id, usages, shares, topic_id, topic_offset)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (sensor_id, period_start, period_end) DO UPDATE
      SET export_id = excluded.export_id, usages = excluded.usages, shares = excluded.shares,
          topic_id = excluded.topic_id, topic_offset = excluded.topic_offset
      WHERE known.topic_id <> excluded.topic_id OR known.topic_offset < excluded.topic_offset
      """;

  private final PartnerSettings settings;
  private final UUID topicId;
  private @Nullable Connection connection;

  /**
   * @param topicId of the topic of the answers: offsets of another one mean nothing
   */
  UsageTable(PartnerSettings settings, UUID topicId) {
    this.settings = settings;
    this.topicId = topicId;
  }

  /**
   * Whether there is such an export.
   *
   * @throws SQLException when there is no database
   */
  boolean knows(String exportId) throws SQLException {
    try (PreparedStatement select = connection().prepareStatement(KNOWN)) {
      select.setString(1, exportId);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    } catch (SQLException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Stores an answer, unless a later one for the same sensor and period stands there.
   *
   * @param offset where the answer is in its topic
   * @return why it is refused, if it is
   * @throws SQLException when there is no database
   */
  Optional<String> store(UsageSplit split, long offset) throws SQLException {
    try {
      Connection open = connection();
      try (PreparedStatement select = open.prepareStatement(EXPORT)) {
        select.setString(1, split.sensor());
        select.setString(2, split.exportId());
        try (ResultSet row = select.executeQuery()) {
          if (!row.next()) {
            return Optional.of("there is no export \"%s\"".formatted(split.exportId()));
          }
          if (!row.getBoolean(2)) {
            return Optional.of(
                "sensor \"%s\" is not in the export \"%s\""
                    .formatted(split.sensor(), split.exportId()));
          }
          Instant start = row.getObject(3, OffsetDateTime.class).toInstant();
          Instant end = row.getObject(4, OffsetDateTime.class).toInstant();
          if (split.start().isBefore(start) || split.end().isAfter(end)) {
            return Optional.of(
                "the period is not within that of the export, %s to %s".formatted(start, end));
          }
          store(open, row.getInt(1), split, offset);
        }
      }
      return Optional.empty();
    } catch (SQLException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void store(Connection open, int sensorId, UsageSplit split, long offset)
      throws SQLException {
    try (PreparedStatement insert = open.prepareStatement(STORE)) {
      insert.setInt(1, sensorId);
      insert.setObject(2, split.start().atOffset(ZoneOffset.UTC));
      insert.setObject(3, split.end().atOffset(ZoneOffset.UTC));
      insert.setString(4, split.exportId());
      insert.setObject(
          5, split.usages().stream().map(UsageSplit.Share::usage).toArray(String[]::new));
      insert.setObject(6, split.usages().stream().mapToDouble(UsageSplit.Share::share).toArray());
      insert.setObject(7, topicId);
      insert.setLong(8, offset);
      insert.executeUpdate();
    }
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = settings.connect();
      connection = open;
    }
    return open;
  }

  @Override
  public void close() throws SQLException {
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }
}
