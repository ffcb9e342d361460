package dev.gridpulse.query.http;

import dev.gridpulse.query.security.Tokens;
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
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last reading of one sensor, of several, or of all. */
@Controller(SensorPath.API)
@Secured(Tokens.OPERATOR)
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "readings")
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
  @Operation(
      operationId = "latest",
      summary = "The last reading",
      description = "Time and value are null as long as there is none.")
  @ApiResponse(
      responseCode = "200",
      description = "The last reading",
      content = @Content(schema = @Schema(implementation = Answers.Latest.class)))
  @ApiResponse(responseCode = "404", ref = "#/components/responses/NotFound")
  @ProblemResponses
  byte[] latest(@SensorInPath @Parameters.Name String sensor) {
    return database.read(
        caller,
        connection ->
            Json.write(
                json -> {
                  LatestFields fields = new LatestFields(new JsonRows(json));
                  write(connection, List.of(sensor), fields);
                }));
  }

  @Get("/latest")
  @Produces({MediaType.APPLICATION_JSON, Format.NDJSON_TYPE, Format.CSV_TYPE})
  @Operation(
      operationId = "latestOfSensors",
      summary = "The last readings of several sensors",
      description = "In order of their names; of all sensors when none is named.")
  @ApiResponse(
      responseCode = "200",
      description = "The last readings",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Answers.LatestOfSensors.class)),
        @Content(
            mediaType = Format.NDJSON_TYPE,
            schema = @Schema(implementation = Answers.Latest.class)),
        @Content(mediaType = Format.CSV_TYPE, schema = @Schema(type = "string"))
      })
  @ApiResponse(responseCode = "404", ref = "#/components/responses/NotFound")
  @ProblemResponses
  HttpResponse<byte[]> latestOfSensors(
      HttpRequest<?> request,
      @QueryValue
          @Parameter(description = "A sensor's name; once for each", example = "[\"frequency\"]")
          @Nullable List<String> sensor) {
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
                  write(connection, names, new LatestFields(new JsonRows(json)));
                  json.writeEndArray();
                  json.writeEndObject();
                },
                rows -> write(connection, names, new LatestFields(rows))));
  }

  private static void write(Connection connection, List<String> names, LatestFields fields)
      throws SQLException, IOException {
    if (names.isEmpty()) {
      LatestReadings.all(connection, fields);
      return;
    }
    LatestReadings.of(connection, names, fields);
    for (String name : names) {
      if (!fields.written().contains(name)) {
        throw SensorPath.unknown(name);
      }
    }
  }
}
