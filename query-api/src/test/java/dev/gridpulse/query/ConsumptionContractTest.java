package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsumptionContractTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Offset<Double> EXACT = within(1e-9);
  private static final AtomicInteger SENSORS = new AtomicInteger();

  private static Api api;

  @BeforeAll
  static void start() {
    api = Api.start();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  /** A sensor with these readings: a value every so often, or given one by one. */
  private static String sensor(String kind, String unit, String interval, String readings) {
    String name = "s" + SENSORS.incrementAndGet();
    api.sql(
        "INSERT INTO sensor (name, kind, unit, sampling_interval, time_zone) VALUES ('%s', '%s', '%s', '%s', 'Europe/Berlin')"
            .formatted(name, kind, unit, interval),
        """
        INSERT INTO reading_log
        SELECT (SELECT id FROM sensor WHERE name = '%s'), ts, value, nextval('reading_batch')
        FROM (%s) r (ts, value)
        """
            .formatted(name, readings));
    Readings.aggregate(api, name);
    return name;
  }

  private static String every(String interval, String from, String to, String value) {
    return "SELECT ts, %s FROM generate_series('%s'::timestamptz, '%s'::timestamptz - interval '1 ms', interval '%s') ts"
        .formatted(value, from, to, interval);
  }

  private static JsonNode consumption(String sensor, String query) {
    return api.get("/api/v1/sensors/%s/consumption?%s".formatted(sensor, query)).ok();
  }

  private static double kwh(String sensor, String query) {
    return consumption(sensor, query).at("/current/kwh").doubleValue();
  }

  @Test
  void aKilowattForADayIsTwentyFourKilowattHours() {
    String watts =
        sensor("power", "W", "1 min", every("1 min", "2021-03-26Z", "2021-04-02Z", "1000"));
    JsonNode day = consumption(watts, "period=day&date=2021-03-27");
    assertThat(day.at("/current/kwh").doubleValue()).isCloseTo(24, EXACT);
    assertThat(day.at("/current/coverage").doubleValue()).isEqualTo(1);
    assertThat(day.at("/current/start").textValue()).isEqualTo("2021-03-27T00:00:00+01:00");
    assertThat(day.at("/current/end").textValue()).isEqualTo("2021-03-28T00:00:00+01:00");
    assertThat(day.at("/compared").isNull()).isTrue();
    assertThat(day.get("series")).hasSize(24);
    assertThat(day.at("/series/3/kwh").doubleValue()).isCloseTo(1, EXACT);

    // The day on which the clocks go forward, and the week with it.
    assertThat(kwh(watts, "period=day&date=2021-03-28")).isCloseTo(23, EXACT);
    assertThat(consumption(watts, "period=day&date=2021-03-28").get("series")).hasSize(23);
    assertThat(kwh(watts, "period=day&date=2021-03-28&timeZone=UTC")).isCloseTo(24, EXACT);
    assertThat(consumption(watts, "period=day&date=2021-03-28").at("/current/days").doubleValue())
        .isEqualTo(1);
  }

  @Test
  void monthsOfUnequalLengthAreComparedWhole() {
    String kilowatts =
        sensor("power", "kW", "15 min", every("15 min", "2020-01-01Z", "2021-05-01Z", "2"));
    JsonNode march =
        consumption(kilowatts, "period=month&date=2021-03-10&compare=previous&timeZone=UTC");
    assertThat(march.at("/current/kwh").doubleValue()).isCloseTo(31 * 48, EXACT);
    assertThat(march.at("/current/days").doubleValue()).isEqualTo(31);
    assertThat(march.at("/compared/kwh").doubleValue()).isCloseTo(28 * 48, EXACT);
    assertThat(march.at("/compared/days").doubleValue()).isEqualTo(28);
    assertThat(march.get("series")).hasSize(31);
    assertThat(march.at("/series/27/compared/start").textValue()).isEqualTo("2021-02-28T00:00:00Z");
    assertThat(march.at("/series/28/compared").isNull()).isTrue();

    JsonNode lastYear =
        consumption(kilowatts, "period=month&date=2021-02-10&compare=previous-year&timeZone=UTC");
    assertThat(lastYear.at("/compared/kwh").doubleValue()).isCloseTo(29 * 48, EXACT);
    JsonNode year =
        consumption(kilowatts, "period=year&date=2020-07-01&compare=previous&timeZone=UTC");
    assertThat(year.at("/current/kwh").doubleValue()).isCloseTo(366 * 48, within(1e-6));
    assertThat(year.get("series")).hasSize(12);
    assertThat(year.at("/compared/kwh").isNull()).isTrue();
    assertThat(year.at("/compared/coverage").doubleValue()).isZero();
  }

  @Test
  void elapsedIsUpToTheSameTimeOfTheDay() {
    LocalDate today = LocalDate.now(BERLIN);
    LocalDate month = today.withDayOfMonth(1);
    String kilowatts =
        sensor(
            "power",
            "kW",
            "15 min",
            every(
                "15 min",
                month.minusMonths(1).atStartOfDay(BERLIN).toInstant().toString(),
                Instant.now().toString(),
                "1"));
    JsonNode answer =
        consumption(kilowatts, "period=month&compare=previous&align=elapsed&date=" + today);
    double current = answer.at("/current/days").doubleValue();
    double compared = answer.at("/compared/days").doubleValue();
    double longest = month.minusMonths(1).lengthOfMonth();
    assertThat(compared).isCloseTo(Math.min(current, longest), within(0.05));
    assertThat(OffsetDateTime.parse(answer.at("/current/end").textValue()).toInstant())
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(answer.at("/current/kwh").doubleValue()).isCloseTo(current * 24, within(1.6));
    assertThat(answer.at("/compared/kwh").doubleValue()).isCloseTo(compared * 24, within(1.6));
    assertThat(answer.get("align").textValue()).isEqualTo("elapsed");
  }

  /** With gaps, at uneven times, and where readings are many: against an integral in SQL. */
  @ParameterizedTest
  @CsvSource({
    "30 s, 00:00",
    "30 s, 00:00:17",
    "5 min, 00:03:20",
    "10 min, 00:00",
    "15 min, 00:00",
    "15 min, 00:14",
    "1 h, 00:00",
  })
  void isTheIntegralOverTime(String interval, String phase) throws SQLException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String name =
        sensor(
            "power",
            "W",
            interval,
            every(
                interval,
                "2021-10-25T" + phase + "Z",
                "2021-11-05Z",
                "round((random() * 3000)::numeric, 1)"));
    api.sql(
        "SELECT setseed(0.5)",
        "DELETE FROM reading_log WHERE sensor_id = (SELECT id FROM sensor WHERE name = '%s') AND (random() < 0.002 AND mod(extract(hour FROM ts), 2) = 0 OR ts BETWEEN '2021-10-27T03:10:10Z' AND '2021-10-27T19:20:20Z' OR ts BETWEEN '2021-11-01T03:00:10Z' AND '2021-11-01T03:09:20Z')"
            .formatted(name),
        """
        INSERT INTO reading_log SELECT sensor_id, ts + interval '7.3 s', value * 2, nextval('reading_batch')
        FROM reading_log WHERE sensor_id = (SELECT id FROM sensor WHERE name = '%s') AND random() < 0.001 AND mod(extract(hour FROM ts), 2) = 1
        """
            .formatted(name));
    Readings.aggregate(api, name);
    try (Connection connection = api.connect()) {
      for (String day : new String[] {"2021-10-27", "2021-10-31", "2021-11-01", "2021-11-02"}) {
        for (String period : new String[] {"day", "week", "month"}) {
          JsonNode answer = consumption(name, "period=" + period + "&date=" + day);
          assertSql(connection, name, interval, answer.get("current"), seed);
          JsonNode part = answer.get("series").get(random.nextInt(answer.get("series").size()));
          assertSql(connection, name, interval, part, seed);
        }
      }
    }
  }

  /** Of two years, with gaps. */
  private static String twoYears() {
    return sensor(
        "power",
        "W",
        "10 min",
        every("10 min", "2009-12-30Z", "2012-02-05Z", "random() * 3000")
            + " WHERE random() < 0.999 AND ts NOT BETWEEN '2011-10-01T20:00:00Z' AND"
            + " '2011-10-01T21:30:00Z'");
  }

  /**
   * Begin, end and length of a period and of the one it is compared with by PostgreSQL's calendar,
   * and the energy of both and of a part. The first of the days has 23 or 25 hours, or on Lord Howe
   * 23.5 or 24.5; Samoa left 30 December 2011 out.
   */
  @Test
  void theSamePeriodsAreComparedInEveryZone() throws SQLException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String name = twoYears();
    List<String> answers = new ArrayList<>();
    try (Connection connection = api.connect()) {
      for (String place :
          List.of(
              "Europe/Berlin 2011-03-27",
              "Europe/Berlin 2011-10-30",
              "Asia/Kathmandu 2011-07-14",
              "Australia/Lord_Howe 2011-04-03",
              "Australia/Lord_Howe 2011-10-02",
              "Pacific/Apia 2011-04-02",
              "Pacific/Apia 2011-12-29",
              "Pacific/Apia 2011-12-30",
              "Pacific/Apia 2011-12-31")) {
        String zone = place.split(" ", -1)[0];
        String date = place.split(" ", -1)[1];
        for (String period : List.of("day", "week", "month", "year")) {
          for (String compare : List.of("previous", "previous-year")) {
            String query =
                "period=%s&date=%s&compare=%s&timeZone=%s".formatted(period, date, compare, zone);
            JsonNode full = consumption(name, query);
            assertSpans(connection, full, period, date, compare, zone);
            for (JsonNode span : List.of(full.get("current"), full.get("compared"))) {
              assertSql(connection, name, "10 min", span, seed);
            }
            if (!full.get("series").isEmpty()) {
              JsonNode part = full.get("series").get(random.nextInt(full.get("series").size()));
              assertSql(connection, name, "10 min", part, seed);
              if (!part.get("compared").isNull()) {
                assertSql(connection, name, "10 min", part.get("compared"), seed);
              }
            }
            // What is over is not cut.
            JsonNode elapsed = consumption(name, query + "&align=elapsed");
            assertThat(elapsed.get("current")).isEqualTo(full.get("current"));
            assertThat(elapsed.get("compared")).isEqualTo(full.get("compared"));
            answers.add(full.at("/current/days") + " " + full.get("series").size());
          }
        }
      }
    }
    // Days of 23 and 25 parts, one that does not exist, a December of 30 days.
    assertThat(answers).contains("1.0 23", "1.0 25", "0.0 0", "30.0 30", "31.0 31");
  }

  private static void assertSpans(
      Connection connection,
      JsonNode answer,
      String period,
      String date,
      String compare,
      String zone)
      throws SQLException {
    String sql =
        """
        WITH asked AS (
          SELECT '%1$s'::timestamp AS day, interval '1 %2$s' AS length
        ), period (name, begin) AS (
          SELECT 'current', date_trunc('%2$s', day) FROM asked
          UNION ALL
          SELECT 'compared', CASE
            WHEN '%3$s' = 'previous' THEN date_trunc('%2$s', day) - length
            WHEN '%2$s' = 'week'
              THEN to_date(extract(isoyear FROM day) - 1 || '-' || extract(week FROM day), 'IYYY-IW')::timestamp
            ELSE date_trunc('%2$s', day) - interval '1 year' END
          FROM asked
        )
        SELECT name, begin AT TIME ZONE '%4$s' AS first, (begin + length) AT TIME ZONE '%4$s' AS last,
               (SELECT count(DISTINCT each AT TIME ZONE '%4$s')
                FROM generate_series(begin, begin + length - interval '1 day', '1 day') each
                WHERE each AT TIME ZONE '%4$s' < (begin + length) AT TIME ZONE '%4$s') AS days,
               to_char((begin AT TIME ZONE '%4$s') AT TIME ZONE '%4$s', 'YYYY-MM-DD"T"HH24:MI:SS') AS local
        FROM period, asked
        """
            .formatted(date, period, compare, zone);
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        JsonNode span = answer.get(rows.getString("name"));
        assertThat(span.get("start").textValue()).as(zone).startsWith(rows.getString("local"));
        assertThat(OffsetDateTime.parse(span.get("start").textValue()).toInstant())
            .as("%s %s", zone, span)
            .isEqualTo(rows.getObject("first", OffsetDateTime.class).toInstant());
        assertThat(OffsetDateTime.parse(span.get("end").textValue()).toInstant())
            .as("%s %s", zone, span)
            .isEqualTo(rows.getObject("last", OffsetDateTime.class).toInstant());
        assertThat(span.get("days").doubleValue())
            .as("%s %s", zone, span)
            .isEqualTo(rows.getDouble("days"));
      }
    }
  }

  /** Up to now, and the other one up to the same time by the clock on the wall, in SQL. */
  @Test
  void whatHasElapsedIsComparedInEveryZone() throws SQLException {
    String now = Instant.now().truncatedTo(ChronoUnit.HOURS).toString();
    String name =
        sensor(
            "power",
            "W",
            "10 min",
            "SELECT ts, random() * 3000 FROM generate_series('%1$s'::timestamptz - interval '800 d', '%1$s'::timestamptz - interval '10 min', interval '10 min') ts"
                .formatted(now));
    try (Connection connection = api.connect()) {
      for (String zone :
          List.of(
              "Europe/Berlin",
              "Asia/Kathmandu",
              "Australia/Lord_Howe",
              "America/New_York",
              "Pacific/Apia")) {
        for (String query :
            List.of(
                "period=day&compare=previous",
                "period=week&compare=previous-year",
                "period=month&compare=previous",
                "period=month&compare=previous-year",
                "period=year&compare=previous-year")) {
          String period = query.substring(7, query.indexOf('&'));
          JsonNode answer = consumption(name, query + "&align=elapsed&timeZone=" + zone);
          JsonNode current = answer.get("current");
          JsonNode compared = answer.get("compared");
          assertThat(OffsetDateTime.parse(current.get("end").textValue()).toInstant())
              .isBetween(Instant.now().minusSeconds(60), Instant.now());
          String sql =
              """
              SELECT least(
                CASE '%1$s' WHEN 'year' THEN ('%2$s'::timestamptz AT TIME ZONE '%5$s') - interval '1 year'
                  ELSE ('%3$s'::timestamptz AT TIME ZONE '%5$s')
                    + (('%2$s'::timestamptz AT TIME ZONE '%5$s') - ('%4$s'::timestamptz AT TIME ZONE '%5$s')) END,
                ('%3$s'::timestamptz AT TIME ZONE '%5$s') + interval '1 %1$s') AT TIME ZONE '%5$s'
              """
                  .formatted(
                      period,
                      current.get("end").textValue(),
                      compared.get("start").textValue(),
                      current.get("start").textValue(),
                      zone);
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery(sql)) {
            row.next();
            assertThat(OffsetDateTime.parse(compared.get("end").textValue()).toInstant())
                .as("%s %s %s", zone, period, answer)
                .isEqualTo(row.getObject(1, OffsetDateTime.class).toInstant());
          }
          assertSql(connection, name, "10 min", compared, 0);
        }
      }
    }
  }

  private static void assertSql(
      Connection connection, String name, String interval, JsonNode span, long seed)
      throws SQLException {
    String sql =
        """
        WITH held AS (
          SELECT ts, value, CASE WHEN lead(ts) OVER w - ts <= greatest(3 * i, interval '15 min')
                 THEN lead(ts) OVER w ELSE ts + i END AS until
          FROM reading, (SELECT ?::interval) t (i)
          WHERE sensor_id = (SELECT id FROM sensor WHERE name = ?)
            AND ts BETWEEN ?::timestamptz - interval '1 d' AND ?::timestamptz + interval '1 d'
          WINDOW w AS (ORDER BY ts)
        ), part AS (
          SELECT value, extract(epoch FROM least(until, ?::timestamptz) - greatest(ts, ?::timestamptz)) AS seconds
          FROM held
        )
        SELECT sum(value * seconds) / 3.6e6,
               sum(seconds) / nullif(extract(epoch FROM ?::timestamptz - ?::timestamptz), 0)
        FROM part WHERE seconds > 0
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      String start = span.get("start").textValue();
      String end = span.get("end").textValue();
      statement.setString(1, interval);
      statement.setString(2, name);
      statement.setString(3, start);
      statement.setString(4, end);
      statement.setString(5, end);
      statement.setString(6, start);
      statement.setString(7, end);
      statement.setString(8, start);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        double kwh = row.getDouble(1);
        if (row.wasNull()) {
          assertThat(span.get("kwh").isNull()).isTrue();
          return;
        }
        assertThat(span.get("kwh").doubleValue())
            .as("seed %d: %s", seed, span)
            .isCloseTo(kwh, within(1e-9 * Math.max(1, kwh)));
        assertThat(span.get("coverage").doubleValue())
            .as("seed %d: %s", seed, span)
            .isCloseTo(row.getDouble(2), EXACT);
      }
    }
  }

  @Test
  void quarterHoursWhoseReadingsAreGoneStillCount() {
    String name =
        sensor("power", "kW", "1 min", every("1 min", "2021-06-01Z", "2021-06-03Z", "1.5"));
    api.sql(
        "DELETE FROM reading_log WHERE sensor_id = (SELECT id FROM sensor WHERE name = '%s')"
            .formatted(name));
    assertThat(kwh(name, "period=day&date=2021-06-01&timeZone=UTC")).isCloseTo(36, EXACT);
  }

  /** In Monrovia's time of then a day begins at 00:44:30 UTC, within a quarter-hour. */
  @ParameterizedTest
  @CsvSource({
    "power, W, 1 min, random() * 3000, aggregate_5s, 1e-9",
    "power, W, 1 min, random() * 3000, aggregate_1m, 1e-9",
    "power, W, 10 s, random() * 3000, aggregate_5s, 1e-9",
    "power, W, 1 h, random() * 3000, aggregate_1m, 1e-9",
    "counter, Wh, 1 min, extract(epoch FROM ts) - 43.2e6, aggregate_1m, 1e-3",
  })
  void anEdgeThatCutsAQuarterHourIsComposedFromTheFinestThatIsKept(
      String kind, String unit, String interval, String value, String kept, double tolerance) {
    String name =
        sensor(kind, unit, interval, every(interval, "1971-05-30Z", "1971-06-04Z", value));
    String june = "period=day&date=1971-06-01&compare=previous&timeZone=Africa/Monrovia";
    JsonNode before = consumption(name, june);
    String which = "WHERE sensor_id = (SELECT id FROM sensor WHERE name = '%s')".formatted(name);
    api.sql("DELETE FROM reading_log " + which);
    for (String finer : new String[] {"aggregate_5s", "aggregate_1m"}) {
      if (finer.compareTo(kept) != 0) {
        api.sql("DELETE FROM %s %s".formatted(finer, which));
      }
    }
    JsonNode after = consumption(name, june);
    assertSame(before, after, tolerance);

    api.sql("DELETE FROM %s %s".formatted(kept, which));
    JsonNode coarse = consumption(name, june);
    assertThat(coarse.at("/current/start")).as("not widened").isEqualTo(after.at("/current/start"));
    if (kind.equals("power") && !interval.equals("1 h")) {
      assertThat(coarse.at("/current/kwh").doubleValue())
          .as("quarter-hours alone do not know")
          .isNotCloseTo(after.at("/current/kwh").doubleValue(), EXACT)
          .isCloseTo(after.at("/current/kwh").doubleValue(), within(0.2));
    }
  }

  private static void assertSame(JsonNode expected, JsonNode actual, double tolerance) {
    assertThat(actual.get("series")).hasSameSizeAs(expected.get("series"));
    for (String span : new String[] {"/current", "/compared", "/series/0", "/series/23"}) {
      for (String field : new String[] {"/kwh", "/coverage"}) {
        assertThat(actual.at(span + field).doubleValue())
            .as(span + field)
            .isCloseTo(expected.at(span + field).doubleValue(), within(tolerance));
      }
    }
  }

  /** Of a day of quarter-hours that begins at 100 and counts half a kWh each time. */
  @ParameterizedTest
  @CsvSource({
    // What happens to the values from noon on (n = 48), and what was consumed until midnight
    "'100 + n / 2.0', 48",
    "'CASE WHEN n < 48 THEN 100 + n / 2.0 ELSE (n - 48) / 2.0 END', 47.5",
    "'CASE WHEN n = 48 THEN 123.9 - 0.5 ELSE 100 + n / 2.0 END', 48",
    "'CASE WHEN n < 48 THEN 100 + n / 2.0 ELSE 54321 + (n - 48) / 2.0 END', 47.5",
    "'CASE WHEN n < 48 THEN 100 + n / 2.0 ELSE 60 + (n - 48) / 2.0 END', 47.5",
    "'CASE WHEN n = 48 THEN 3 ELSE 100 + n / 2.0 END', 48",
    "'CASE WHEN n = 48 THEN 90000 ELSE 100 + n / 2.0 END', 48",
    "'CASE WHEN n = 48 THEN -1 ELSE 100 + n / 2.0 END', 48",
  })
  void aMeterCountsWhatWasConsumedWhateverHappensToIt(String value, double expected) {
    for (String rung : new String[] {"with readings", "with quarter-hours only"}) {
      String name =
          sensor(
              "counter",
              "kWh",
              "15 min",
              "SELECT timestamptz '2021-06-01Z' + n * interval '15 min', %s FROM generate_series(0, 120) n"
                  .formatted(value));
      if (rung.endsWith("only")) {
        api.sql(
            "DELETE FROM reading_log WHERE sensor_id = (SELECT id FROM sensor WHERE name = '%s')"
                .formatted(name));
      }
      JsonNode day = consumption(name, "period=day&date=2021-06-01&timeZone=UTC");
      assertThat(day.at("/current/kwh").doubleValue())
          .as("%s %s", rung, value)
          .isCloseTo(expected, within(1e-6));
      assertThat(day.at("/current/coverage").doubleValue()).as(rung).isCloseTo(1, within(0.02));
      for (JsonNode hour : day.get("series")) {
        assertThat(hour.get("kwh").doubleValue()).as("%s", hour).isBetween(0.0, 4.0);
      }
    }
  }

  @Test
  void aMeterThatDipsByATenthCountsNothingTwice() {
    String name =
        sensor(
            "counter",
            "kWh",
            "1 min",
            "SELECT timestamptz '2021-06-01Z' + n * interval '1 min', 5000 + n / 100.0 - CASE WHEN"
                + " n % 7 = 3 THEN 0.1 ELSE 0 END FROM generate_series(0, 2000) n");
    assertThat(kwh(name, "period=day&date=2021-06-01&timeZone=UTC"))
        .isCloseTo(14.4, within(0.1001));
  }

  @Test
  void aMeterCountsOnWhileItIsOffline() {
    String name =
        sensor(
            "counter",
            "Wh",
            "15 min",
            """
            SELECT timestamptz '2021-06-01Z' + n * interval '15 min', 1000000 + n * 250.0
            FROM generate_series(0, 400) n WHERE n NOT BETWEEN 97 AND 191
            """);
    JsonNode offline = consumption(name, "period=day&date=2021-06-02&timeZone=UTC");
    assertThat(offline.at("/current/kwh").doubleValue()).isCloseTo(24, EXACT);
    assertThat(offline.at("/current/coverage").doubleValue()).isLessThan(0.02);
    assertThat(kwh(name, "period=week&date=2021-06-02&timeZone=UTC")).isCloseTo(100, EXACT);
  }

  @Test
  void whatIsUsualIsLearntFromAroundToo() {
    String name =
        sensor(
            "counter",
            "kWh",
            "15 min",
            """
            SELECT timestamptz '2021-06-01Z' + n * interval '15 min', n * 25.0
            FROM generate_series(0, 400) n WHERE n NOT BETWEEN 97 AND 191
            """);
    assertThat(kwh(name, "period=day&date=2021-06-02&timeZone=UTC")).isCloseTo(2400, within(1e-6));
  }

  @Test
  void readingsOutOfPhaseAreCutAtTheEdge() {
    String name =
        sensor(
            "power",
            "kW",
            "15 min",
            "SELECT timestamptz '2021-05-31T23:59:00Z' + n * interval '15 min', CASE WHEN n = 56"
                + " THEN 100 ELSE 0 END FROM generate_series(0, 200) n");
    JsonNode day = consumption(name, "period=day&date=2021-06-01&timeZone=UTC");
    // From 13:59 to 14:14.
    assertThat(day.at("/series/13/kwh").doubleValue()).isCloseTo(100 / 60.0, EXACT);
    assertThat(day.at("/series/14/kwh").doubleValue()).isCloseTo(100 * 14 / 60.0, EXACT);
  }

  @Test
  void anEdgeBetweenTwoReadingsSharesWhatLiesBetween() {
    String name =
        sensor(
            "counter",
            "kWh",
            "10 min",
            "SELECT timestamptz '2021-05-31T00:05:00Z' + n * interval '10 min', n * 1.0 FROM"
                + " generate_series(0, 500) n");
    assertThat(kwh(name, "period=day&date=2021-06-01&timeZone=UTC")).isCloseTo(144, EXACT);
    JsonNode day = consumption(name, "period=day&date=2021-06-01&timeZone=UTC");
    assertThat(day.at("/series/0/kwh").doubleValue()).isCloseTo(6, EXACT);
  }

  @Test
  void whatIsNoEnergyHasNoConsumption() {
    String name = sensor("gauge", "Hz", "1 h", every("1 h", "2021-06-01Z", "2021-06-02Z", "50"));
    api.get("/api/v1/sensors/%s/consumption?period=day".formatted(name))
        .assertProblem(422, "kind power (in W or kW) or counter");
  }

  @ParameterizedTest
  @CsvSource({
    "'', period: missing",
    "period=decade, period: 'decade' is none of day week month year",
    "period=day&date=2021-13-01, date: '2021-13-01' is no day",
    "period=day&date=0001-01-01, date: '0001-01-01' is no day",
    "period=day&compare=never, compare: 'never' is none of",
    "period=day&align=left, align: 'left' is none of full elapsed",
    "period=day&timeZone=Mars, timeZone: 'Mars' is no IANA time zone",
  })
  void whatIsWrongIsTold(String query, String message) {
    String name = sensor("power", "W", "1 h", every("1 h", "2021-06-01Z", "2021-06-02Z", "50"));
    api.get("/api/v1/sensors/%s/consumption?%s".formatted(name, query)).assertProblem(400, message);
    api.get("/api/v1/sensors/nobody/consumption?period=day").assertProblem(404, "'nobody'");
  }

  @Test
  void aYearCostsNoMoreThanItsQuarterHours() {
    String name =
        sensor("power", "W", "15 min", every("15 min", "2021-01-01Z", "2022-01-01Z", "1000"));
    long begin = System.nanoTime();
    assertThat(kwh(name, "period=year&date=2021-06-01&timeZone=UTC")).isCloseTo(8760, within(1e-6));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }
}
