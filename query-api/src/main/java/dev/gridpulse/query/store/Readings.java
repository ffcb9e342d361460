package dev.gridpulse.query.store;

import dev.gridpulse.query.range.TimeRange;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/** The readings of one sensor in a range, in order of time. */
public final class Readings {
  private static final String RANGE =
      """
      SELECT date_part('epoch', ts), value FROM reading
      WHERE sensor_id = ? AND ts >= ? AND ts <= ? ORDER BY ts LIMIT ?
      """;

  private Readings() {}

  /**
   * Hands over at most {@code limit} readings of the range.
   *
   * @return the time of the last one handed over when the range has more; empty at its end
   */
  public static OptionalLong page(
      Connection connection, int sensorId, TimeRange range, int limit, Sink sink)
      throws SQLException, IOException {
    try (PreparedStatement statement = connection.prepareStatement(RANGE)) {
      statement.setFetchSize(Database.FETCH_SIZE + 1);
      statement.setInt(1, sensorId);
      statement.setObject(2, Times.parameter(range.start()));
      statement.setObject(3, Times.parameter(range.end()));
      statement.setLong(4, limit + 1L);
      try (ResultSet rows = statement.executeQuery()) {
        long time = 0;
        for (int i = 0; i < limit; i++) {
          if (!rows.next()) {
            return OptionalLong.empty();
          }
          time = Times.millis(rows, 1);
          sink.reading(time, rows.getDouble(2));
        }
        return rows.next() ? OptionalLong.of(time) : OptionalLong.empty();
      }
    }
  }

  /** Takes readings one after the other; times in milliseconds since the epoch. */
  @FunctionalInterface
  public interface Sink {
    void reading(long time, double value) throws IOException;
  }
}
