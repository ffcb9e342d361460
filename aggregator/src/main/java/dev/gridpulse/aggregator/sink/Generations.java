package dev.gridpulse.aggregator.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The table {@code generation}: how long the names of accumulations, which are offsets, mean the
 * same.
 */
final class Generations {
  private Generations() {}

  /** The generation that goes on, 1 or more. */
  static int current(Connection connection) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery("SELECT max(number) FROM generation")) {
      row.next();
      return row.getInt(1);
    }
  }

  /**
   * Begins the next generation. The caller has locked {@code sink_offset}, so that no transaction
   * under way takes an accumulation of the former one for an owner.
   *
   * @param reason why, for the operator
   */
  static void begin(Connection connection, String reason) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO generation (number, reason) SELECT max(number) + 1, ? FROM generation")) {
      insert.setString(1, reason);
      insert.executeUpdate();
    }
  }
}
