package dev.gridpulse.query.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The manifests of what was exported to the partner, as they were sent. */
public final class Exports {
  private static final String NEWEST =
      """
      SELECT manifest FROM partner_export ORDER BY period_end DESC, revision DESC, id LIMIT ?
      """;
  private static final String ONE = "SELECT manifest FROM partner_export WHERE id = ?";

  private Exports() {}

  /** The newest ones, newest first, one after the other. */
  public static void newest(Connection connection, int limit, Sink sink)
      throws SQLException, IOException {
    try (PreparedStatement statement = connection.prepareStatement(NEWEST)) {
      statement.setFetchSize(Database.FETCH_SIZE);
      statement.setInt(1, limit);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          sink.manifest(rows.getString(1));
        }
      }
    }
  }

  /** The manifest of that id, or empty. */
  public static Optional<String> find(Connection connection, String id) throws SQLException {
    // The database would refuse it.
    if (id.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    try (PreparedStatement statement = connection.prepareStatement(ONE)) {
      statement.setString(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    }
  }

  /** Takes manifests. */
  @FunctionalInterface
  public interface Sink {
    /** The next one, in JSON. */
    void manifest(String json) throws IOException;
  }
}
