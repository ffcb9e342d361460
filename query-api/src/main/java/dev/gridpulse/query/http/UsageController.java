package dev.gridpulse.query.http;

import dev.gridpulse.query.energy.Energy;
import dev.gridpulse.query.energy.EnergyBuckets;
import dev.gridpulse.query.energy.Measured;
import dev.gridpulse.query.range.Quoted;
import dev.gridpulse.query.range.TimeText;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Access;
import dev.gridpulse.query.store.Database;
import dev.gridpulse.query.store.SensorKey;
import dev.gridpulse.query.store.SensorRow;
import dev.gridpulse.query.store.Sensors;
import dev.gridpulse.query.store.UsageSplits;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/** What the consumption of a month is used for, as the partner says. */
@Controller(SensorPath.SENSORS)
@Secured({Tokens.OPERATOR, Tokens.VIEWER})
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.APPLICATION_JSON)
final class UsageController {
  private final Database database;
  private final RequestCaller caller;

  UsageController(Database database, RequestCaller caller) {
    this.database = database;
    this.caller = caller;
  }

  @Get(SensorPath.NAME + "/usage")
  byte[] usage(@SensorInPath String sensor, Access access, @QueryValue String month) {
    YearMonth asked = month(month);
    return database.read(
        caller,
        connection -> {
          SensorRow row =
              Sensors.find(connection, access, sensor)
                  .orElseThrow(() -> SensorPath.unknown(sensor));
          SensorKey key =
              Sensors.key(connection, access, sensor).orElseThrow(() -> SensorPath.unknown(sensor));
          ZoneId own = row.sensor().timeZone();
          ZoneId zone = own == null ? ZoneOffset.UTC : own;
          long start = midnight(asked, zone);
          long end = midnight(asked.plusMonths(1), zone);
          Measured measured = ConsumptionController.measured(row);
          Optional<UsageSplits.Split> split = UsageSplits.best(connection, key.id(), start, end);
          long from = split.map(UsageSplits.Split::start).orElse(start);
          long to = split.map(UsageSplits.Split::end).orElse(end);
          EnergyBuckets energy = Energy.ofDays(connection, key, measured, zone, from, to);
          UsageJson usage =
              new UsageJson(asked, from != start || to != end || split.isEmpty(), energy);
          return Json.write(json -> usage.write(json, split.orElse(null), new TimeText(zone)));
        });
  }

  private static long midnight(YearMonth month, ZoneId zone) {
    return month.atDay(1).atStartOfDay(zone).toInstant().toEpochMilli();
  }

  private static YearMonth month(String text) {
    try {
      YearMonth month = YearMonth.parse(text);
      if (month.getYear() >= 1970 && month.getYear() < 2200) {
        return month;
      }
    } catch (DateTimeException e) {
      // Told below.
    }
    throw ProblemException.badRequest(
        "month: %s is no month such as 2026-10, of 1970 to 2199".formatted(Quoted.of(text)));
  }
}
