package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Database;
import dev.gridpulse.query.store.SensorKey;
import dev.gridpulse.query.store.Sensors;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of buckets, of one sensor or several. */
@Controller(SensorPath.API)
@Secured(Tokens.OPERATOR)
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces({MediaType.APPLICATION_JSON, Format.NDJSON_TYPE, Format.CSV_TYPE})
@Tag(name = "aggregates")
final class AggregatesController {
  private final Database database;
  private final RequestCaller caller;
  private final Limits limits;

  AggregatesController(Database database, RequestCaller caller, Limits limits) {
    this.database = database;
    this.caller = caller;
    this.limits = limits;
  }

  @Get("/sensors" + SensorPath.NAME + "/aggregates")
  @Operation(
      operationId = "aggregates",
      summary = "Count, mean, median, min and max of buckets of time",
      description =
          "The buckets that begin in the range and have readings, in order. 5s, 1m and 15m are"
              + " stored; the others are composed from the coarsest of these that divides them, 1s"
              + " from the readings. As NDJSON a bucket is a line, as CSV a row.")
  @ApiResponse(
      responseCode = "200",
      description = "The buckets",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Answers.Aggregates.class)),
        @Content(
            mediaType = Format.NDJSON_TYPE,
            schema = @Schema(implementation = Answers.Aggregate.class)),
        @Content(mediaType = Format.CSV_TYPE, schema = @Schema(type = "string"))
      })
  @ApiResponse(responseCode = "404", ref = "#/components/responses/NotFound")
  @ApiResponse(responseCode = "422", ref = "#/components/responses/TooMany")
  @ProblemResponses
  HttpResponse<byte[]> aggregates(
      HttpRequest<?> request,
      @SensorInPath @Parameters.Name String sensor,
      @QueryValue @Parameters.BucketStart String start,
      @QueryValue @Parameters.BucketEnd String end,
      @QueryValue @Parameters.BucketLength @Nullable String resolution,
      @QueryValue @Parameters.TimeZone @Nullable String timeZone,
      @QueryValue @Parameters.Median @Nullable String median,
      @QueryValue @Parameters.Filling @Nullable String fill,
      @QueryValue @Parameters.MaxPoints @Nullable String maxPoints) {
    AggregatesQuery query =
        AggregatesQuery.of(
            start, end, resolution, timeZone, median, fill, maxPoints, limits.buckets());
    Format format = Format.of(request);
    return database.read(
        caller,
        connection -> {
          SensorKey key = key(connection, sensor);
          return format.answer(
              AggregateFields.COLUMNS,
              json -> writeSeries(json, connection, query, sensor, key),
              rows -> query.write(connection, key, null, rows));
        });
  }

  @Get("/aggregates")
  @Operation(
      operationId = "aggregatesOfSensors",
      summary = "The same of several sensors",
      description =
          "The buckets of all sensors count together against the limit. As NDJSON and CSV each row"
              + " begins with its sensor.")
  @ApiResponse(
      responseCode = "200",
      description = "The buckets of each sensor, in the order asked for",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Answers.AggregatesOfSensors.class)),
        @Content(
            mediaType = Format.NDJSON_TYPE,
            schema = @Schema(implementation = Answers.AggregateOfSensor.class)),
        @Content(mediaType = Format.CSV_TYPE, schema = @Schema(type = "string"))
      })
  @ApiResponse(responseCode = "404", ref = "#/components/responses/NotFound")
  @ApiResponse(responseCode = "422", ref = "#/components/responses/TooMany")
  @ProblemResponses
  HttpResponse<byte[]> aggregatesOfSensors(
      HttpRequest<?> request,
      @QueryValue
          @Parameter(description = "A sensor's name; once for each", example = "[\"frequency\"]")
          List<String> sensor,
      @QueryValue @Parameters.BucketStart String start,
      @QueryValue @Parameters.BucketEnd String end,
      @QueryValue @Parameters.BucketLength @Nullable String resolution,
      @QueryValue @Parameters.TimeZone @Nullable String timeZone,
      @QueryValue @Parameters.Median @Nullable String median,
      @QueryValue @Parameters.Filling @Nullable String fill,
      @QueryValue @Parameters.MaxPoints @Nullable String maxPoints) {
    List<String> names = Values.sensors(request, limits);
    AggregatesQuery query =
        AggregatesQuery.of(
            start,
            end,
            resolution,
            timeZone,
            median,
            fill,
            maxPoints,
            Math.max(1, limits.buckets() / names.size()));
    Format format = Format.of(request);
    return database.read(
        caller,
        connection -> {
          Map<String, SensorKey> keys = new LinkedHashMap<>();
          for (String name : names) {
            keys.put(name, key(connection, name));
          }
          return format.answer(
              AggregateFields.COLUMNS_WITH_SENSOR,
              json -> {
                json.writeStartObject();
                json.writeStringField("resolution", query.resolution().label());
                json.writeArrayFieldStart("sensors");
                for (Map.Entry<String, SensorKey> each : keys.entrySet()) {
                  writeSeries(json, connection, query, each.getKey(), each.getValue());
                }
                json.writeEndArray();
                json.writeEndObject();
              },
              rows -> {
                for (Map.Entry<String, SensorKey> each : keys.entrySet()) {
                  query.write(connection, each.getValue(), each.getKey(), rows);
                }
              });
        });
  }

  private static SensorKey key(Connection connection, String sensor) throws SQLException {
    return Sensors.key(connection, sensor).orElseThrow(() -> SensorPath.unknown(sensor));
  }

  private static void writeSeries(
      JsonGenerator json,
      Connection connection,
      AggregatesQuery query,
      String sensor,
      SensorKey key)
      throws IOException, SQLException {
    json.writeStartObject();
    json.writeStringField("sensor", sensor);
    json.writeStringField("resolution", query.resolution().label());
    json.writeArrayFieldStart("aggregates");
    query.write(connection, key, null, new JsonRows(json));
    json.writeEndArray();
    json.writeEndObject();
  }
}
