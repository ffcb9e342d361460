package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Access;
import dev.gridpulse.query.store.Database;
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

/** The figures of buckets, of one sensor or several. */
@Controller(SensorPath.API)
@Secured({Tokens.OPERATOR, Tokens.VIEWER})
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces({MediaType.APPLICATION_JSON, Format.NDJSON_TYPE, Format.CSV_TYPE})
final class AggregatesController {
  /** Lines and tables have no place that says which was chosen. */
  private static final String RESOLUTION = "Resolution";

  private final Database database;
  private final RequestCaller caller;
  private final Limits limits;

  AggregatesController(Database database, RequestCaller caller, Limits limits) {
    this.database = database;
    this.caller = caller;
    this.limits = limits;
  }

  @Get("/sensors" + SensorPath.NAME + "/aggregates")
  HttpResponse<byte[]> aggregates(
      HttpRequest<?> request,
      Access access,
      @SensorInPath String sensor,
      @QueryValue String start,
      @QueryValue String end,
      @QueryValue @Nullable String resolution,
      @QueryValue @Nullable String timeZone,
      @QueryValue @Nullable String median,
      @QueryValue @Nullable String fill,
      @QueryValue @Nullable String maxPoints) {
    AggregatesQuery query =
        AggregatesQuery.of(
            start, end, resolution, timeZone, median, fill, maxPoints, limits.buckets());
    Format format = Format.of(request);
    Database.Work<HttpResponse<byte[]>> work =
        connection ->
            format
                .answer(
                    AggregateFields.COLUMNS,
                    json -> writeSeries(json, connection, access, query, sensor),
                    rows -> query.write(connection, access, sensor, null, rows))
                .header(RESOLUTION, query.resolution().label());
    return query.isSmall() ? database.readAtOnce(caller, work) : database.read(caller, work);
  }

  @Get("/aggregates")
  HttpResponse<byte[]> aggregatesOfSensors(
      HttpRequest<?> request,
      Access access,
      @QueryValue List<String> sensor,
      @QueryValue String start,
      @QueryValue String end,
      @QueryValue @Nullable String resolution,
      @QueryValue @Nullable String timeZone,
      @QueryValue @Nullable String median,
      @QueryValue @Nullable String fill,
      @QueryValue @Nullable String maxPoints) {
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
        connection ->
            format
                .answer(
                    AggregateFields.COLUMNS_WITH_SENSOR,
                    json -> {
                      json.writeStartObject();
                      json.writeStringField("resolution", query.resolution().label());
                      json.writeArrayFieldStart("sensors");
                      for (String name : names) {
                        writeSeries(json, connection, access, query, name);
                      }
                      json.writeEndArray();
                      json.writeEndObject();
                    },
                    rows -> {
                      for (String name : names) {
                        query.write(connection, access, name, name, rows);
                      }
                    })
                .header(RESOLUTION, query.resolution().label()));
  }

  private static void writeSeries(
      JsonGenerator json,
      Connection connection,
      Access access,
      AggregatesQuery query,
      String sensor)
      throws IOException, SQLException {
    json.writeStartObject();
    json.writeStringField("sensor", sensor);
    json.writeStringField("resolution", query.resolution().label());
    json.writeArrayFieldStart("aggregates");
    query.write(connection, access, sensor, null, new JsonRows(json));
    json.writeEndArray();
    json.writeEndObject();
  }
}
