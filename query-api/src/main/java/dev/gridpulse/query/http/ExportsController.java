package dev.gridpulse.query.http;

import dev.gridpulse.query.range.Quoted;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Database;
import dev.gridpulse.query.store.Exports;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What was exported to the partner. */
@Controller(ExportsController.EXPORTS)
@Secured(Tokens.OPERATOR)
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.APPLICATION_JSON)
final class ExportsController {
  static final String EXPORTS = SensorPath.API + "/exports";

  private static final int USUAL = 100;
  private static final int MOST = 1000;

  private final Database database;
  private final RequestCaller caller;

  ExportsController(Database database, RequestCaller caller) {
    this.database = database;
    this.caller = caller;
  }

  @Get
  byte[] exports(@QueryValue @Nullable String limit) {
    int most = Values.number("limit", limit, USUAL, MOST);
    return database.read(
        caller,
        connection ->
            Json.write(
                json -> {
                  json.writeStartObject();
                  json.writeArrayFieldStart("exports");
                  Exports.newest(connection, most, json::writeRawValue);
                  json.writeEndArray();
                  json.writeEndObject();
                }));
  }

  @Get("/{id:[^/]+}")
  byte[] export(@PathVariable String id) {
    // The framework takes a plus in a path for a blank, which no id has.
    String asked = id.replace(' ', '+');
    return database.read(
        caller,
        connection ->
            Exports.find(connection, asked)
                .orElseThrow(
                    () ->
                        ProblemException.notFound(
                            "There is no export %s; %s lists them."
                                .formatted(Quoted.of(asked), EXPORTS)))
                .getBytes(StandardCharsets.UTF_8));
  }
}
