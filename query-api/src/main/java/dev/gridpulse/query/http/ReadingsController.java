package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gridpulse.query.live.EventId;
import dev.gridpulse.query.range.TimeRange;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Access;
import dev.gridpulse.query.store.Database;
import dev.gridpulse.query.store.LiveSnapshot;
import dev.gridpulse.query.store.ReadingRows;
import dev.gridpulse.query.store.Sensors;
import dev.gridpulse.query.store.Transaction;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The readings of a sensor: as JSON page by page, as lines or CSV all of them. */
@Controller(SensorPath.SENSORS)
@Secured({Tokens.OPERATOR, Tokens.VIEWER})
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces({MediaType.APPLICATION_JSON, Format.NDJSON_TYPE, Format.CSV_TYPE})
final class ReadingsController {
  private final Database database;
  private final RequestCaller caller;
  private final Limits limits;
  private final ViewerLimits viewers;

  ReadingsController(Database database, RequestCaller caller, Limits limits, ViewerLimits viewers) {
    this.database = database;
    this.caller = caller;
    this.limits = limits;
    this.viewers = viewers;
  }

  @Get(SensorPath.NAME + "/readings")
  HttpResponse<?> readings(
      HttpRequest<?> request,
      Access access,
      @SensorInPath String sensor,
      @QueryValue String start,
      @QueryValue String end,
      @QueryValue @Nullable String limit,
      @QueryValue @Nullable String cursor) {
    TimeRange range = Values.range(start, end);
    TimeRange rest = cursor == null ? range : Cursor.rest(cursor, sensor, range);
    int page =
        Values.number(
            "limit", limit, Math.min(Limits.DEFAULT_PAGE, limits.readings()), limits.readings());
    Format format = Format.of(request);
    if (request.getMethod() == HttpMethod.HEAD && format != Format.JSON) {
      // Nobody would read it, nor close it.
      var _ = database.read(caller, connection -> id(connection, access, sensor));
      return HttpResponse.ok().contentType(format.type());
    }
    return format == Format.JSON
        ? HttpResponse.ok(page(access, sensor, range, rest, page, cursor == null))
            .contentType(format.type())
        : HttpResponse.ok(
                stream(
                    request, format, access, sensor, rest, limit == null ? Long.MAX_VALUE : page))
            .contentType(format.type());
  }

  private byte[] page(
      Access access, String sensor, TimeRange range, TimeRange rest, int limit, boolean first) {
    return database.read(
        caller,
        connection -> {
          int id = id(connection, access, sensor);
          return Json.write(
              json -> {
                json.writeStartObject();
                json.writeStringField("sensor", sensor);
                OptionalLong last = writePage(json, connection, id, rest, limit);
                if (last.isPresent()) {
                  json.writeStringField("next", Cursor.of(sensor, range, last.getAsLong()));
                } else {
                  json.writeNullField("next");
                }
                // What comes while pages are read may be in a later page too, but is never missing.
                json.writeStringField(
                    "live",
                    first
                        ? LiveSnapshot.place(connection).map(EventId::toString).orElse(null)
                        : null);
                json.writeEndObject();
              });
        });
  }

  private static int id(Connection connection, Access access, String sensor) throws SQLException {
    return Sensors.id(connection, access, sensor).orElseThrow(() -> SensorPath.unknown(sensor));
  }

  /** Writes the array of readings; answers the time of the last one when there are more. */
  private static OptionalLong writePage(
      JsonGenerator json, Connection connection, int id, TimeRange range, int limit)
      throws IOException, SQLException {
    RowOutput out = new JsonRows(json);
    ReadingFields fields = new ReadingFields();
    OptionalLong last = OptionalLong.empty();
    json.writeArrayFieldStart("readings");
    try (ReadingRows rows = ReadingRows.of(connection, id, range, limit + 1L)) {
      long time = 0;
      int written = 0;
      while (last.isEmpty() && rows.next()) {
        if (written == limit) {
          last = OptionalLong.of(time);
        } else {
          time = rows.time();
          fields.write(out, time, rows.value());
          written++;
        }
      }
    }
    json.writeEndArray();
    return last;
  }

  private RowStream stream(
      HttpRequest<?> request,
      Format format,
      Access access,
      String sensor,
      TimeRange range,
      long limit) {
    Transaction transaction = begin(viewers.beginStream(request));
    boolean begun = false;
    try {
      Connection connection = transaction.connection();
      ReadingRows rows = ReadingRows.of(connection, id(connection, access, sensor), range, limit);
      RowStream stream =
          RowStream.begin(
              transaction,
              new ReadingSource(rows),
              bytes -> format.rows(bytes, ReadingFields.COLUMNS),
              caller);
      begun = true;
      return stream;
    } catch (SQLException e) {
      throw Database.failed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!begun) {
        transaction.close();
      }
    }
  }

  private Transaction begin(Runnable end) {
    try {
      Transaction transaction = database.beginLong(caller);
      transaction.afterwards(end);
      return transaction;
    } catch (RuntimeException e) {
      end.run();
      throw e;
    }
  }

  /** Readings, one after the other. */
  private record ReadingSource(ReadingRows rows, ReadingFields fields) implements RowStream.Rows {
    ReadingSource(ReadingRows rows) {
      this(rows, new ReadingFields());
    }

    @Override
    public boolean writeNext(RowOutput out) throws IOException, SQLException {
      if (!rows.next()) {
        return false;
      }
      fields.write(out, rows.time(), rows.value());
      return true;
    }

    @Override
    public void close() throws SQLException {
      rows.close();
    }
  }
}
