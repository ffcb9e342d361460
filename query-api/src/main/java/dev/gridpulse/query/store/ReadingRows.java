package dev.gridpulse.query.store;

import dev.gridpulse.query.range.TimeRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The readings of one sensor in a range, in order of time, fetched as they are asked for. */
public final class ReadingRows implements AutoCloseable {
  private static final String RANGE =
      """
      SELECT date_part('epoch', ts), value FROM reading
      WHERE sensor_id = ? AND ts >= ? AND ts <= ? ORDER BY ts LIMIT ?
      """;

  private final PreparedStatement statement;
  private final ResultSet rows;

  private ReadingRows(PreparedStatement statement, ResultSet rows) {
    this.statement = statement;
    this.rows = rows;
  }

  /**
   * Begins to read.
   *
   * @param limit how many at most
   */
  public static ReadingRows of(Connection connection, int sensorId, TimeRange range, long limit)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(RANGE);
    try {
      statement.setFetchSize(Database.FETCH_SIZE + 1);
      statement.setInt(1, sensorId);
      statement.setObject(2, Times.parameter(range.start()));
      statement.setObject(3, Times.parameter(range.end()));
      statement.setLong(4, limit);
      return new ReadingRows(statement, statement.executeQuery());
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  /** Goes to the next reading; false when there is none left. */
  public boolean next() throws SQLException {
    return rows.next();
  }

  /** The reading's time, milliseconds since the epoch. */
  public long time() throws SQLException {
    return Times.millis(rows, 1);
  }

  /** The reading's value. */
  public double value() throws SQLException {
    return rows.getDouble(2);
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
