package dev.gridpulse.query.http;

import dev.gridpulse.query.energy.Energy;
import dev.gridpulse.query.energy.EnergyBuckets;
import dev.gridpulse.query.energy.Measured;
import dev.gridpulse.query.energy.Period;
import dev.gridpulse.query.range.Buckets;
import dev.gridpulse.query.range.TimeRange;
import dev.gridpulse.query.range.TooManyBuckets;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Access;
import dev.gridpulse.query.store.Database;
import dev.gridpulse.query.store.SensorKey;
import dev.gridpulse.query.store.SensorRow;
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
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The energy of a period of the calendar, beside another one. */
@Controller(SensorPath.SENSORS)
@Secured({Tokens.OPERATOR, Tokens.VIEWER})
@Requires(beans = Database.class)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.APPLICATION_JSON)
final class ConsumptionController {
  private static final String ELAPSED = "elapsed";

  private final Database database;
  private final RequestCaller caller;

  ConsumptionController(Database database, RequestCaller caller) {
    this.database = database;
    this.caller = caller;
  }

  /** A period from its begin to where it is cut, milliseconds since the epoch. */
  private record Cut(long start, long end) {
    Cut upTo(long time) {
      return new Cut(start, Math.clamp(time, start, end));
    }
  }

  @Get(SensorPath.NAME + "/consumption")
  byte[] consumption(
      @SensorInPath String sensor,
      Access access,
      @QueryValue String period,
      @QueryValue @Nullable String date,
      @QueryValue @Nullable String compare,
      @QueryValue @Nullable String align,
      @QueryValue @Nullable String timeZone) {
    Period length = Values.period(period);
    String other = Values.word("compare", compare, "", "previous", "previous-year");
    boolean elapsed = Values.word("align", align, "full", ELAPSED).equals(ELAPSED);
    ZoneId asked = timeZone == null ? null : Values.timeZone(timeZone);
    Instant now = Instant.now();
    return database.read(
        caller,
        connection -> {
          SensorRow row =
              Sensors.find(connection, access, sensor)
                  .orElseThrow(() -> SensorPath.unknown(sensor));
          ZoneId zone = zone(asked, row);
          Measured measured = measured(row);
          SensorKey key =
              Sensors.key(connection, access, sensor).orElseThrow(() -> SensorPath.unknown(sensor));
          LocalDate begin = length.begin(Values.date(date, LocalDate.ofInstant(now, zone)));
          Cut whole = cut(length, begin, zone);
          boolean running = elapsed && now.toEpochMilli() < whole.end();
          Cut current = running ? whole.upTo(now.toEpochMilli()) : whole;
          EnergyBuckets energy = energy(connection, key, measured, length, zone, current);
          Cut before = null;
          EnergyBuckets compared = null;
          if (!other.isEmpty()) {
            LocalDate beginBefore =
                other.equals("previous") ? length.previous(begin) : length.previousYear(begin);
            before = cut(length, beginBefore, zone);
            if (running) {
              LocalDateTime at = LocalDateTime.ofInstant(now, zone);
              before =
                  before.upTo(
                      length
                          .sameTime(begin, beginBefore, at)
                          .atZone(zone)
                          .toInstant()
                          .toEpochMilli());
            }
            compared = energy(connection, key, measured, length, zone, before);
          }
          ConsumptionJson json =
              new ConsumptionJson(sensor, length, zone, elapsed ? ELAPSED : "full");
          ConsumptionJson.Told told = told(current, energy);
          ConsumptionJson.Told toldBefore =
              before == null || compared == null ? null : told(before, compared);
          return Json.write(out -> json.write(out, told, toldBefore));
        });
  }

  private static ZoneId zone(@Nullable ZoneId asked, SensorRow row) {
    if (asked != null) {
      return asked;
    }
    ZoneId own = row.sensor().timeZone();
    return own == null ? ZoneOffset.UTC : own;
  }

  /** What a sensor measures, as far as energy follows from it; else the request is refused. */
  static Measured measured(SensorRow row) {
    return Measured.of(row.sensor().kind(), row.sensor().unit())
        .orElseThrow(
            () ->
                ProblemException.unprocessable(
                    "Consumption is that of sensors of the kind power (in W or kW) or counter (in Wh"
                        + " or kWh); register the sensor's kind and unit."));
  }

  private static Cut cut(Period length, LocalDate begin, ZoneId zone) {
    return new Cut(
        begin.atStartOfDay(zone).toInstant().toEpochMilli(),
        length.next(begin).atStartOfDay(zone).toInstant().toEpochMilli());
  }

  private static EnergyBuckets energy(
      Connection connection, SensorKey key, Measured measured, Period length, ZoneId zone, Cut cut)
      throws SQLException {
    TimeRange range = new TimeRange(cut.start(), Math.max(cut.start(), cut.end()) - 1);
    try {
      Buckets parts = Buckets.of(length.part(), zone, range, 1_000);
      return Energy.of(connection, key, measured, parts, cut.end());
    } catch (TooManyBuckets e) {
      throw new IllegalStateException("a " + length.label() + " has too many parts", e);
    }
  }

  private static ConsumptionJson.Told told(Cut cut, EnergyBuckets energy) {
    return new ConsumptionJson.Told(cut.start(), cut.end(), energy);
  }
}
