package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.gridpulse.query.store.Database;
import dev.gridpulse.query.store.RowCursor;
import dev.gridpulse.query.store.Transaction;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers lists that have no limit: a short one as a whole, a long one as its client takes it, in
 * one of the few transactions that may last.
 */
@Singleton
@Requires(beans = Database.class)
final class RowLists {
  /** So many rows are an answer as any other. */
  private static final int SHORT = 2_000;

  private final Database database;
  private final RequestCaller caller;
  private final ViewerLimits viewers;

  RowLists(Database database, RequestCaller caller, ViewerLimits viewers) {
    this.database = database;
    this.caller = caller;
    this.viewers = viewers;
  }

  /** Finds the rows. */
  @FunctionalInterface
  interface Query<T> {
    RowCursor<T> on(Connection connection) throws SQLException;
  }

  /** Writes a row. */
  @FunctionalInterface
  interface Writer<T> {
    void write(T row) throws IOException;
  }

  /**
   * All rows, in the format that the client asks for.
   *
   * @param field of the document in which they stand as JSON
   * @param writer makes what writes them to an output
   */
  <T> HttpResponse<?> answer(
      HttpRequest<?> request,
      String field,
      List<SerializedString> columns,
      Query<T> query,
      Function<RowOutput, Writer<T>> writer) {
    Format format = Format.of(request);
    Transaction transaction = database.begin(caller);
    boolean lasts = false;
    try {
      RowStream stream =
          RowStream.begin(
              transaction,
              new CursorRows<>(query.on(transaction.connection()), writer),
              bytes -> format.list(bytes, field, columns),
              caller,
              SHORT);
      if (stream.hasEnded()) {
        return HttpResponse.ok(stream.readAllBytes()).contentType(format.type());
      }
      if (request.getMethod() == HttpMethod.HEAD) {
        // Nobody would read it, nor close it.
        return HttpResponse.ok().contentType(format.type());
      }
      transaction.afterwards(viewers.beginStream(request));
      database.prolong(transaction);
      lasts = true;
      return HttpResponse.ok(stream).contentType(format.type());
    } catch (SQLException e) {
      throw Database.failed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!lasts) {
        transaction.close();
      }
    }
  }

  /** Of one output. */
  private static final class CursorRows<T> implements RowStream.Rows {
    private final RowCursor<T> cursor;
    private final Function<RowOutput, Writer<T>> writer;
    private @Nullable Writer<T> rows;

    CursorRows(RowCursor<T> cursor, Function<RowOutput, Writer<T>> writer) {
      this.cursor = cursor;
      this.writer = writer;
    }

    @Override
    public boolean writeNext(RowOutput out) throws IOException, SQLException {
      T row = cursor.next();
      if (row == null) {
        return false;
      }
      if (rows == null) {
        rows = writer.apply(out);
      }
      rows.write(row);
      return true;
    }

    @Override
    public void close() throws SQLException {
      cursor.close();
    }
  }
}
