package dev.gridpulse.query.http;

import dev.gridpulse.model.Resolution;
import dev.gridpulse.query.range.Buckets;
import dev.gridpulse.query.range.TimeRange;
import dev.gridpulse.query.range.TooManyBuckets;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Aggregates;
import dev.gridpulse.query.store.Database;
import dev.gridpulse.query.store.SensorKey;
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
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The figures of a sensor's buckets. */
@Controller(SensorPath.SENSORS)
@Secured(Tokens.OPERATOR)
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "aggregates")
final class AggregatesController {
  private final Database database;
  private final Limits limits;

  AggregatesController(Database database, Limits limits) {
    this.database = database;
    this.limits = limits;
  }

  @Get(SensorPath.NAME + "/aggregates")
  @Operation(
      operationId = "aggregates",
      summary = "Count, mean, median, min and max of buckets of time",
      description =
          "The buckets that begin in the range and have readings, in order. 5s, 1m and 15m are"
              + " stored; the others are composed from the coarsest of these that divides them, 1s"
              + " from the readings.")
  @ApiResponse(
      responseCode = "200",
      description = "The buckets",
      content = @Content(schema = @Schema(implementation = Answers.Aggregates.class)))
  @ApiResponse(responseCode = "404", ref = "#/components/responses/NotFound")
  @ApiResponse(responseCode = "422", ref = "#/components/responses/TooMany")
  @ProblemResponses
  byte[] aggregates(
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
              description = "Buckets that begin at this time or later",
              schema = @Schema(type = "string", format = "date-time"),
              example = "2021-05-02T10:00:00Z")
          String start,
      @QueryValue
          @Parameter(
              description = "Buckets that begin at this time or before",
              schema = @Schema(type = "string", format = "date-time"),
              example = "2021-05-02T10:01:00Z")
          String end,
      @QueryValue
          @Parameter(
              description =
                  "A bucket's length; days, weeks (from Monday) and months are those of the time"
                      + " zone",
              schema =
                  @Schema(
                      type = "string",
                      allowableValues = {
                        "1s", "5s", "15s", "30s", "1m", "5m", "10m", "15m", "30m", "1h", "6h", "1d",
                        "1w", "1M"
                      }),
              example = "30s")
          String resolution,
      @QueryValue
          @Parameter(
              description = "The IANA time zone whose calendar the buckets follow",
              schema = @Schema(type = "string", defaultValue = "UTC"),
              example = "Europe/Berlin")
          @Nullable String timeZone,
      @QueryValue
          @Parameter(
              description =
                  "With `exact` a median that is not stored is computed from the readings, while"
                      + " they are kept",
              schema = @Schema(type = "string", allowableValues = "exact"))
          @Nullable String median) {
    TimeRange range = Values.range(start, end);
    Resolution length = Values.resolution(resolution);
    ZoneId zone = Values.timeZone(timeZone);
    boolean exactMedian = Values.exactMedian(median);
    Buckets buckets = buckets(length, zone, range);
    return database.read(
        connection -> {
          SensorKey key =
              Sensors.key(connection, sensor).orElseThrow(() -> SensorPath.unknown(sensor));
          return Json.write(
              json -> {
                json.writeStartObject();
                json.writeStringField("sensor", sensor);
                json.writeStringField("resolution", length.label());
                json.writeArrayFieldStart("aggregates");
                AggregateJson rows = new AggregateJson(json, key.pulse(), zone);
                Aggregates.read(connection, key.id(), length, buckets, exactMedian, rows);
                json.writeEndArray();
                json.writeEndObject();
              });
        });
  }

  private Buckets buckets(Resolution resolution, ZoneId zone, TimeRange range) {
    try {
      return Buckets.of(resolution, zone, range, limits.buckets());
    } catch (TooManyBuckets e) {
      String advice =
          e.finest()
              .map(finest -> "resolution=" + finest.label() + " is the finest that fits")
              .orElse("no resolution fits");
      throw ProblemException.unprocessable(
          "The range has more than %d buckets of %s; %s, or ask for a shorter range."
              .formatted(e.limit(), resolution.label(), advice));
    }
  }
}
