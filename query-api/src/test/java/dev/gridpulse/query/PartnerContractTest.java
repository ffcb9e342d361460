package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exports and splits by use, filled into the tables as partner-export does. */
class PartnerContractTest {
  private static final Offset<Double> EXACT = within(1e-9);
  private static final String OCTOBER = "2026-11-01_Europe_Berlin";

  private static Api api;

  @BeforeAll
  static void start() {
    api = Api.start();
    for (String home : new String[] {"home", "new", "silent"}) {
      api.sql(
          "INSERT INTO sensor (name, kind, unit, sampling_interval, time_zone, partner_consent) VALUES ('%s', 'power', 'W', '15 min', 'Europe/Berlin', true)"
              .formatted(home));
    }
    api.sql(
        "INSERT INTO sensor (name, kind, unit) VALUES ('hertz', 'gauge', 'Hz')",
        """
        INSERT INTO reading_log
        SELECT id, ts, round((random() * 3000)::numeric, 1), 1
        FROM sensor, generate_series(timestamptz '2026-09-20Z', '2026-11-22Z', '15 min') ts
        WHERE name IN ('home', 'new')
        """);
    Readings.aggregate(api);
    Exports.october(api);
    Exports.store(
        api, "2026-11-15_Etc_GMT+5", "2026-11-15", "Etc/GMT+5", "2026-10-15", "2026-11-15");
    split("home", OCTOBER, "2026-10-01", "2026-11-01", "{water heater,fridge}", "{0.2,0.1}");
    split("home", "x", "2026-10-15", "2026-11-15", "{fridge}", "{0.4}");
    split("home", "y", "2026-10-20", "2026-11-20", "{fridge}", "{0.5}");
    split("new", "y", "2026-10-20", "2026-11-20", "{fridge}", "{1}");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static void split(
      String sensor, String id, String start, String end, String usages, String shares) {
    api.sql(
        """
        INSERT INTO usage_split
        SELECT id, timestamp '%s' AT TIME ZONE 'Europe/Berlin', timestamp '%s' AT TIME ZONE 'Europe/Berlin',
               '%s', '%s', '%s', gen_random_uuid(), 1
        FROM sensor WHERE name = '%s'
        """
            .formatted(start, end, id, usages, shares, sensor));
  }

  @Test
  void exportsAreListedNewestFirst() {
    JsonNode exports = api.get("/api/v1/exports").ok().get("exports");
    assertThat(exports).hasSize(2);
    assertThat(exports.at("/0/id").textValue()).isEqualTo("2026-11-15_Etc_GMT+5");
    assertThat(exports.at("/1/id").textValue()).isEqualTo(OCTOBER);
    assertThat(exports.at("/1/period/start").textValue()).isEqualTo("2026-10-01T00:00:00Z");
    assertThat(api.get("/api/v1/exports?limit=1").ok().get("exports")).hasSize(1);
    api.get("/api/v1/exports?limit=0").assertProblem(400, "limit");
  }

  @Test
  void anExportHasItsManifest() {
    assertThat(api.get("/api/v1/exports/" + OCTOBER).ok().get("id").textValue()).isEqualTo(OCTOBER);
    assertThat(api.get("/api/v1/exports/2026-11-15_Etc_GMT+5").ok().get("id").textValue())
        .isEqualTo("2026-11-15_Etc_GMT+5");
    assertThat(api.get("/api/v1/exports/2026-11-15_Etc_GMT%2B5").ok().get("id").textValue())
        .isEqualTo("2026-11-15_Etc_GMT+5");
    api.get("/api/v1/exports/never").assertProblem(404, "'never'");
    api.get("/api/v1/exports/%00").assertProblem(404);
    assertThat(api.send(api.request("/api/v1/exports")).status()).isEqualTo(401);
  }

  @Test
  void theSplitOfAMonthAddsUpToItsConsumption() {
    JsonNode usage = api.get("/api/v1/sensors/home/usage?month=2026-10").ok();
    double kwh =
        api.get("/api/v1/sensors/home/consumption?period=month&date=2026-10-05")
            .ok()
            .at("/current/kwh")
            .doubleValue();

    assertThat(usage.get("month").textValue()).isEqualTo("2026-10");
    assertThat(usage.get("exportId").textValue()).isEqualTo(OCTOBER);
    assertThat(usage.get("provisional").booleanValue()).isFalse();
    assertThat(usage.at("/period/start").textValue()).isEqualTo("2026-10-01T00:00:00+02:00");
    assertThat(usage.at("/period/end").textValue()).isEqualTo("2026-11-01T00:00:00+01:00");
    assertThat(usage.at("/consumption/kwh").doubleValue()).isEqualTo(kwh).isPositive();
    assertThat(usage.at("/usages/0/usage").textValue()).isEqualTo("water heater");
    assertThat(usage.at("/usages/0/share").doubleValue()).isEqualTo(0.2);
    assertThat(usage.at("/usages/0/kwh").doubleValue()).isCloseTo(0.2 * kwh, EXACT);
    assertThat(usage.at("/unattributed/share").doubleValue()).isCloseTo(0.7, EXACT);
    assertThat(usage.at("/unattributed/kwh").doubleValue()).isCloseTo(0.7 * kwh, EXACT);
  }

  @Test
  void untilItHasComeTheNewestThatOverlapsStandsInForIt() {
    JsonNode usage = api.get("/api/v1/sensors/home/usage?month=2026-11").ok();
    assertThat(usage.get("exportId").textValue()).isEqualTo("y");
    assertThat(usage.get("provisional").booleanValue()).isTrue();
    assertThat(usage.at("/period/start").textValue()).isEqualTo("2026-10-20T00:00:00+02:00");
    double sum =
        usage.at("/usages/0/kwh").doubleValue() + usage.at("/unattributed/kwh").doubleValue();
    assertThat(usage.at("/consumption/kwh").doubleValue()).isCloseTo(sum, EXACT).isPositive();

    JsonNode other = api.get("/api/v1/sensors/new/usage?month=2026-10").ok();
    assertThat(other.get("provisional").booleanValue()).isTrue();
    assertThat(other.at("/unattributed/share").doubleValue()).isZero();
  }

  @Test
  void withoutASplitNothingIsAttributed() {
    JsonNode usage = api.get("/api/v1/sensors/home/usage?month=2026-09").ok();
    assertThat(usage.get("exportId").isNull()).isTrue();
    assertThat(usage.get("usages")).isEmpty();
    assertThat(usage.get("provisional").booleanValue()).isTrue();
    assertThat(usage.at("/unattributed/share").doubleValue()).isEqualTo(1);
    assertThat(usage.at("/unattributed/kwh")).isEqualTo(usage.at("/consumption/kwh"));

    JsonNode silent = api.get("/api/v1/sensors/silent/usage?month=2026-10").ok();
    assertThat(silent.at("/consumption/kwh").isNull()).isTrue();
    assertThat(silent.at("/unattributed/kwh").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "home/usage, 400, month: missing",
    "home/usage?month=October, 400, month: 'October' is no month",
    "home/usage?month=2026-13, 400, month: '2026-13' is no month",
    "home/usage?month=2026-10&x=1, 400, Unknown parameter",
    "nobody/usage?month=2026-10, 404, 'nobody'",
    "hertz/usage?month=2026-10, 422, kind power"
  })
  void whatIsWrongIsTold(String path, int status, String detail) {
    api.get("/api/v1/sensors/" + path).assertProblem(status, detail);
  }
}
