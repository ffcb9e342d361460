package dev.gridpulse.aggregator.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what the database refuses among much that it takes. */
final class Refusal {
  private static final Logger LOG = LoggerFactory.getLogger(Refusal.class);

  /**
   * Classes of SQLSTATE that blame the row: the same row twice, data exception, constraint
   * violation, an exception that a trigger raised, a program limit such as that of an index row. Of
   * any other it is not known that trying again is of no use.
   */
  private static final Set<String> BLAME_THE_ROW = Set.of("21", "22", "23", "P0", "54");

  private Refusal() {}

  /** Writes items. */
  interface Write<T> {
    Outcome write(List<T> items) throws SQLException;
  }

  /** Deals with an item that the database refuses. */
  interface Refuse<T> {
    Outcome refuse(T item, String reason) throws SQLException;
  }

  /**
   * Writes all items but those that the database refuses, which it finds by halving.
   *
   * @param connection in a transaction, which goes on
   * @param forget called when something that was written has been rolled back
   */
  static <T> Outcome isolate(
      Connection connection, List<T> items, Write<T> write, Refuse<T> refuse, Runnable forget)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      Outcome outcome = write.write(items);
      connection.releaseSavepoint(before);
      return outcome;
    } catch (SQLException e) {
      if (!blamesTheRow(e)) {
        throw e;
      }
      connection.rollback(before);
      forget.run();
      if (items.size() == 1) {
        String reason = "the database refuses it: " + e.getMessage();
        LOG.warn("Refused: {}", reason);
        return refuse.refuse(items.getFirst(), reason);
      }
    }
    int half = items.size() / 2;
    return isolate(connection, items.subList(0, half), write, refuse, forget)
        .plus(isolate(connection, items.subList(half, items.size()), write, refuse, forget));
  }

  /** Something in the database. */
  interface Action {
    void run() throws SQLException;
  }

  /**
   * Does something that the database may refuse as well; then nothing of it is left.
   *
   * @param connection in a transaction, which goes on
   * @param forget called when something that was written has been rolled back
   */
  static void unlessRefused(Connection connection, Action action, Runnable forget)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      action.run();
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      if (!blamesTheRow(e)) {
        throw e;
      }
      connection.rollback(before);
      forget.run();
    }
  }

  private static boolean blamesTheRow(SQLException e) {
    String state = e.getSQLState();
    return state != null && state.length() == 5 && BLAME_THE_ROW.contains(state.substring(0, 2));
  }
}
