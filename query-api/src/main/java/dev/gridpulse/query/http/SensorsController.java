package dev.gridpulse.query.http;

import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Database;
import dev.gridpulse.query.store.SensorRow;
import dev.gridpulse.query.store.Sensors;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** The registry. */
@Controller(SensorPath.SENSORS)
@Secured(Tokens.OPERATOR)
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "sensors")
final class SensorsController {
  private final Database database;
  private final RequestCaller caller;

  SensorsController(Database database, RequestCaller caller) {
    this.database = database;
    this.caller = caller;
  }

  @Get
  @Produces({MediaType.APPLICATION_JSON, Format.NDJSON_TYPE, Format.CSV_TYPE})
  @Operation(
      operationId = "sensors",
      summary = "All sensors",
      description = "In order of their names, with what is held of each.")
  @ApiResponse(
      responseCode = "200",
      description = "The registry",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Answers.SensorList.class)),
        @Content(
            mediaType = Format.NDJSON_TYPE,
            schema = @Schema(implementation = Answers.Sensor.class)),
        @Content(mediaType = Format.CSV_TYPE, schema = @Schema(type = "string"))
      })
  @ProblemResponses
  HttpResponse<byte[]> sensors(HttpRequest<?> request) {
    Format format = Format.of(request);
    byte[] answer =
        database.read(
            caller,
            connection ->
                switch (format) {
                  case JSON ->
                      Json.write(
                          json -> {
                            json.writeStartObject();
                            json.writeArrayFieldStart("sensors");
                            Sensors.all(connection, new SensorJson(json));
                            json.writeEndArray();
                            json.writeEndObject();
                          });
                  case NDJSON ->
                      Json.writeLines(json -> Sensors.all(connection, new SensorJson(json)));
                  case CSV -> table(connection);
                });
    return HttpResponse.ok(answer).contentType(format.type());
  }

  private static byte[] table(Connection connection) throws SQLException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CsvRows rows = new CsvRows(bytes, SensorCsv.COLUMNS);
    Sensors.all(connection, new SensorCsv(rows));
    rows.finish();
    return bytes.toByteArray();
  }

  @Get(SensorPath.NAME)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "sensor",
      summary = "One sensor",
      description = "Its registry entry and what is held of it.")
  @ApiResponse(
      responseCode = "200",
      description = "The sensor",
      content = @Content(schema = @Schema(implementation = Answers.Sensor.class)))
  @ApiResponse(responseCode = "404", ref = "#/components/responses/NotFound")
  @ProblemResponses
  byte[] sensor(@SensorInPath @Parameters.Name String sensor) {
    return database.read(
        caller,
        connection -> {
          SensorRow row =
              Sensors.find(connection, sensor).orElseThrow(() -> SensorPath.unknown(sensor));
          return Json.write(json -> new SensorJson(json).sensor(row));
        });
  }
}
