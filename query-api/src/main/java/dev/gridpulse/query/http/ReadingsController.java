package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gridpulse.query.range.TimeRange;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Database;
import dev.gridpulse.query.store.Readings;
import dev.gridpulse.query.store.Sensors;
import io.micronaut.context.annotation.Requires;
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
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The readings of a sensor, page by page. */
@Controller(SensorPath.SENSORS)
@Secured(Tokens.OPERATOR)
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "readings")
final class ReadingsController {
  private final Database database;
  private final Limits limits;

  ReadingsController(Database database, Limits limits) {
    this.database = database;
    this.limits = limits;
  }

  @Get(SensorPath.NAME + "/readings")
  @Operation(
      operationId = "readings",
      summary = "The readings of a range",
      description = "In order of time. When there are more, `next` is the cursor of the next page.")
  @ApiResponse(
      responseCode = "200",
      description = "A page of readings",
      content = @Content(schema = @Schema(implementation = Answers.Readings.class)))
  @ApiResponse(responseCode = "404", ref = "#/components/responses/NotFound")
  @ProblemResponses
  byte[] readings(
      @SensorInPath
          @Parameter(
              name = "name",
              in = ParameterIn.PATH,
              required = true,
              description = "The sensor's name, percent-encoded; a slash in it is %2F",
              example = "frequency")
          String sensor,
      @QueryValue
          @Parameter(
              description = "From this time on, itself included",
              schema = @Schema(type = "string", format = "date-time"),
              example = "2021-05-02T10:00:00Z")
          String start,
      @QueryValue
          @Parameter(
              description = "Up to this time, itself included",
              schema = @Schema(type = "string", format = "date-time"),
              example = "2021-05-02T10:01:00Z")
          String end,
      @QueryValue
          @Parameter(
              description = "The most readings on a page",
              schema =
                  @Schema(
                      type = "integer",
                      minimum = "1",
                      maximum = "50000",
                      defaultValue = "10000"))
          @Nullable String limit,
      @QueryValue
          @Parameter(
              description = "The `next` of the page before, with the same sensor, start and end")
          @Nullable String cursor) {
    TimeRange range = Values.range(start, end);
    TimeRange rest = cursor == null ? range : Cursor.rest(cursor, sensor, range);
    int most =
        Values.number(
            "limit", limit, Math.min(Limits.DEFAULT_PAGE, limits.readings()), limits.readings());
    return database.read(
        connection -> {
          int id = Sensors.id(connection, sensor).orElseThrow(() -> SensorPath.unknown(sensor));
          return Json.write(
              json -> {
                json.writeStartObject();
                json.writeStringField("sensor", sensor);
                OptionalLong last = writePage(json, connection, id, rest, most);
                if (last.isPresent()) {
                  json.writeStringField("next", Cursor.of(sensor, range, last.getAsLong()));
                } else {
                  json.writeNullField("next");
                }
                json.writeEndObject();
              });
        });
  }

  /** Writes the array of readings; answers the time of the last one when there are more. */
  private static OptionalLong writePage(
      JsonGenerator json, Connection connection, int id, TimeRange range, int limit)
      throws IOException, SQLException {
    json.writeArrayFieldStart("readings");
    OptionalLong last = Readings.page(connection, id, range, limit, new ReadingJson(json));
    json.writeEndArray();
    return last;
  }
}
