package dev.gridpulse.query.http;

import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Database;
import dev.gridpulse.query.store.SensorRow;
import dev.gridpulse.query.store.Sensors;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
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

/** The registry. */
@Controller(SensorPath.SENSORS)
@Secured(Tokens.OPERATOR)
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "sensors")
final class SensorsController {
  private final Database database;

  SensorsController(Database database) {
    this.database = database;
  }

  @Get
  @Operation(
      operationId = "sensors",
      summary = "All sensors",
      description = "In order of their names, with what is held of each.")
  @ApiResponse(
      responseCode = "200",
      description = "The registry",
      content = @Content(schema = @Schema(implementation = Answers.SensorList.class)))
  @ProblemResponses
  byte[] sensors() {
    return database.read(
        connection ->
            Json.write(
                json -> {
                  json.writeStartObject();
                  json.writeArrayFieldStart("sensors");
                  Sensors.all(connection, new SensorJson(json));
                  json.writeEndArray();
                  json.writeEndObject();
                }));
  }

  @Get(SensorPath.NAME)
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
  byte[] sensor(
      @SensorInPath
          @Parameter(
              name = "name",
              in = ParameterIn.PATH,
              required = true,
              description = "The sensor's name, percent-encoded; a slash in it is %2F",
              example = "frequency")
          String sensor) {
    return database.read(
        connection -> {
          SensorRow row =
              Sensors.find(connection, sensor).orElseThrow(() -> SensorPath.unknown(sensor));
          return Json.write(json -> new SensorJson(json).sensor(row));
        });
  }
}
