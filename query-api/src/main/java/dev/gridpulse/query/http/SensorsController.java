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

/** The registry. */
@Controller(SensorPath.SENSORS)
@Secured({Tokens.OPERATOR, Tokens.VIEWER})
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
final class SensorsController {
  private final Database database;
  private final RequestCaller caller;
  private final RowLists lists;

  SensorsController(Database database, RequestCaller caller, RowLists lists) {
    this.database = database;
    this.caller = caller;
    this.lists = lists;
  }

  @Get
  @Produces({MediaType.APPLICATION_JSON, Format.NDJSON_TYPE, Format.CSV_TYPE})
  HttpResponse<?> sensors(HttpRequest<?> request, Access access) {
    return lists.answer(
        request,
        "sensors",
        SensorCsv.COLUMNS,
        connection -> Sensors.all(connection, access),
        out -> SensorOutput.to(out)::sensor);
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
