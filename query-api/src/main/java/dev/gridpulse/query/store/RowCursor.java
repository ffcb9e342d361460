package dev.gridpulse.query.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a statement finds, fetched as it is asked for. */
public final class RowCursor<T> implements AutoCloseable {
  /** Rows of the registry are long: some hundred KB are held. */
  private static final int FETCH_SIZE = 1_000;

  private final PreparedStatement statement;
  private final ResultSet rows;
  private final Reader<T> reader;

  private RowCursor(PreparedStatement statement, ResultSet rows, Reader<T> reader) {
    this.statement = statement;
    this.rows = rows;
    this.reader = reader;
  }

  /** Executes a statement, which is closed in the end. */
  static <T> RowCursor<T> of(PreparedStatement statement, Reader<T> reader) throws SQLException {
    try {
      statement.setFetchSize(FETCH_SIZE);
      return new RowCursor<>(statement, statement.executeQuery(), reader);
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  /** The next one, or null when there is none left. */
  public @Nullable T next() throws SQLException {
    return rows.next() ? reader.read(rows) : null;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }

  /** Reads the row at which a result stands. */
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet rows) throws SQLException;
  }
}
