package dev.gridpulse.query.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Milliseconds to and from the database's {@code timestamptz}. */
final class Times {
  private Times() {}

  static OffsetDateTime parameter(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
  }

  /**
   * Of a column {@code date_part('epoch', …)}: seconds as a double, which holds every millisecond
   * of these millennia and costs neither an object nor a calendar.
   */
  static long millis(ResultSet rows, int column) throws SQLException {
    return Math.round(rows.getDouble(column) * 1000);
  }
}
