package dev.gridpulse.query.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What the aggregator's standing audit has found since the installation began.
 *
 * @param checked how many times a quarter-hour was compared with its readings
 * @param differences how many of them were not what their readings say; they were recomputed
 * @param lastChecked null when there was no check
 * @param lastDifference null when there was none
 */
public record AuditFindings(
    long checked,
    long differences,
    @Nullable Instant lastChecked,
    @Nullable Instant lastDifference) {

  /** Reads them. */
  public static AuditFindings read(Connection connection) throws SQLException {
    String sql =
        """
        SELECT coalesce(sum(checked), 0)::bigint, coalesce(sum(differences), 0)::bigint,
               max(last_checked), max(last_difference)
        FROM audit
        """;
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery(sql)) {
      row.next();
      return new AuditFindings(row.getLong(1), row.getLong(2), instant(row, 3), instant(row, 4));
    }
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
