package dev.gridpulse.query.http;

import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Access;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** The registry. */
@Controller(SensorPath.SENSORS)
@Secured({Tokens.OPERATOR, Tokens.VIEWER})
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
final class SensorsController {
  private final Database database;
  private final RequestCaller caller;

  SensorsController(Database database, RequestCaller caller) {
    this.database = database;
    this.caller = caller;
  }

  @Get
  @Produces({MediaType.APPLICATION_JSON, Format.NDJSON_TYPE, Format.CSV_TYPE})
  HttpResponse<byte[]> sensors(HttpRequest<?> request, Access access) {
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
                            Sensors.all(connection, access, new SensorJson(json));
                            json.writeEndArray();
                            json.writeEndObject();
                          });
                  case NDJSON ->
                      Json.writeLines(
                          json -> Sensors.all(connection, access, new SensorJson(json)));
                  case CSV -> table(connection, access);
                });
    return HttpResponse.ok(answer).contentType(format.type());
  }

  private static byte[] table(Connection connection, Access access)
      throws SQLException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CsvRows rows = new CsvRows(bytes, SensorCsv.COLUMNS);
    Sensors.all(connection, access, new SensorCsv(rows));
    rows.finish();
    return bytes.toByteArray();
  }

  @Get(SensorPath.NAME)
  @Produces(MediaType.APPLICATION_JSON)
  byte[] sensor(@SensorInPath String sensor, Access access) {
    return database.read(
        caller,
        connection -> {
          SensorRow row =
              Sensors.find(connection, access, sensor)
                  .orElseThrow(() -> SensorPath.unknown(sensor));
          return Json.write(json -> new SensorJson(json).sensor(row));
        });
  }
}
