package dev.gridpulse.query.http;

import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Access;
import dev.gridpulse.query.store.Database;
import dev.gridpulse.query.store.LatestReadings;
import dev.gridpulse.query.store.RowCursor;
import io.micronaut.context.annotation.Requires;
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
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The last reading of one sensor, of several, or of all. */
@Controller(SensorPath.API)
@Secured({Tokens.OPERATOR, Tokens.VIEWER})
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
final class LatestController {
  private final Database database;
  private final RequestCaller caller;
  private final RowLists lists;
  private final Limits limits;

  LatestController(Database database, RequestCaller caller, RowLists lists, Limits limits) {
    this.database = database;
    this.caller = caller;
    this.lists = lists;
    this.limits = limits;
  }

  @Get("/sensors" + SensorPath.NAME + "/latest")
  @Produces(MediaType.APPLICATION_JSON)
  byte[] latest(@SensorInPath String sensor, Access access) {
    return database.read(
        caller,
        connection ->
            Json.write(json -> write(connection, access, List.of(sensor), new JsonRows(json))));
  }

  @Get("/latest")
  @Produces({MediaType.APPLICATION_JSON, Format.NDJSON_TYPE, Format.CSV_TYPE})
  HttpResponse<?> latestOfSensors(
      HttpRequest<?> request, Access access, @QueryValue @Nullable List<String> sensor) {
    if (sensor == null) {
      return lists.answer(
          request,
          "latest",
          LatestFields.COLUMNS,
          connection -> LatestReadings.all(connection, access),
          out -> new LatestFields(out)::write);
    }
    List<String> names = Values.sensors(request, limits);
    Format format = Format.of(request);
    return database.read(
        caller,
        connection ->
            format.answer(
                LatestFields.COLUMNS,
                json -> {
                  json.writeStartObject();
                  json.writeArrayFieldStart("latest");
                  write(connection, access, names, new JsonRows(json));
                  json.writeEndArray();
                  json.writeEndObject();
                },
                rows -> write(connection, access, names, rows)));
  }

  private static void write(Connection connection, Access access, List<String> names, RowOutput out)
      throws SQLException, IOException {
    LatestFields fields = new LatestFields(out);
    Set<String> written = new HashSet<>();
    try (RowCursor<LatestReadings.Latest> rows = LatestReadings.of(connection, access, names)) {
      for (var row = rows.next(); row != null; row = rows.next()) {
        fields.write(row);
        written.add(row.sensor());
      }
    }
    for (String name : names) {
      if (!written.contains(name)) {
        throw SensorPath.unknown(name);
      }
    }
  }
}
