package dev.gridpulse.query.http;

import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Access;
import dev.gridpulse.query.store.Database;
import dev.gridpulse.query.store.LatestReadings;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last reading of one sensor, of several, or of all. */
@Controller(SensorPath.API)
@Secured({Tokens.OPERATOR, Tokens.VIEWER})
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
final class LatestController {
  private final Database database;
  private final RequestCaller caller;
  private final Limits limits;

  LatestController(Database database, RequestCaller caller, Limits limits) {
    this.database = database;
    this.caller = caller;
    this.limits = limits;
  }

  @Get("/sensors" + SensorPath.NAME + "/latest")
  @Produces(MediaType.APPLICATION_JSON)
  byte[] latest(@SensorInPath String sensor, Access access) {
    return database.read(
        caller,
        connection ->
            Json.write(
                json -> {
                  LatestFields fields = new LatestFields(new JsonRows(json));
                  write(connection, access, List.of(sensor), fields);
                }));
  }

  @Get("/latest")
  @Produces({MediaType.APPLICATION_JSON, Format.NDJSON_TYPE, Format.CSV_TYPE})
  HttpResponse<byte[]> latestOfSensors(
      HttpRequest<?> request, Access access, @QueryValue @Nullable List<String> sensor) {
    List<String> names = sensor == null ? List.of() : Values.sensors(request, limits);
    Format format = Format.of(request);
    return database.read(
        caller,
        connection ->
            format.answer(
                LatestFields.COLUMNS,
                json -> {
                  json.writeStartObject();
                  json.writeArrayFieldStart("latest");
                  write(connection, access, names, new LatestFields(new JsonRows(json)));
                  json.writeEndArray();
                  json.writeEndObject();
                },
                rows -> write(connection, access, names, new LatestFields(rows))));
  }

  private static void write(
      Connection connection, Access access, List<String> names, LatestFields fields)
      throws SQLException, IOException {
    if (names.isEmpty()) {
      LatestReadings.all(connection, access, fields);
      return;
    }
    LatestReadings.of(connection, access, names, fields);
    for (String name : names) {
      if (!fields.written().contains(name)) {
        throw SensorPath.unknown(name);
      }
    }
  }
}
