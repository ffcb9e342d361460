package dev.gridpulse.query.dashboard;

import static dev.gridpulse.query.dashboard.Dashboard.PATIENCE;
import static dev.gridpulse.query.dashboard.Dashboard.quoted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.IsoFields.WEEK_BASED_YEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.AggregateBatch;
import dev.gridpulse.model.AggregateCodec;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.RejectEncoder;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import dev.gridpulse.query.Api;
import dev.gridpulse.query.Readings;
import dev.gridpulse.query.live.LiveApi;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.testing.TestKafka;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a user does and sees, over a real broker and database. */
@Tag("browser")
class DashboardTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** Whatever a name may hold. */
  private static final List<String> HOSTILE =
      List.of(
          "<img src=x onerror=window.hacked=1>",
          "\"><script>window.hacked=1</script>",
          "'; alert(1) //",
          "{{7*7}} ${window.hacked=1} <b>{a|bold}",
          "a/b?c#d&sensor=kitchen%00+",
          "ﷺ 🔥 \u202e reversed");

  private static TestKafka kafka;
  private static LiveApi api;
  private static Dashboard dashboard;

  @BeforeAll
  static void start() throws IOException {
    kafka = TestKafka.start();
    api = new LiveApi(kafka.bootstrapServers());
    sensor("kitchen", "power", "W", "1 s", "Street 1");
    sensor("garage", "power", "W", "1 s", "Street 1");
    sensor("attic", "gauge", "°C", "1 s", "Street 1");
    sensor("home", "power", "W", "15 min", "Street 2");
    sensor("frequency", "gauge", "Hz", "15 min", "Substation");
    HOSTILE.forEach(name -> sensor(name, "power", "W", "15 min", "<u>asset</u>"));
    sensor("odd", "gauge", "<i>W</i>", "15 min", "<u>asset</u>");
    api.sql(
        "UPDATE sensor SET latitude = 47 + random(), longitude = 8 + random(), owner = asset",
        """
        INSERT INTO reading_log
        SELECT id, ts, round((500 + 400 * sin(extract(epoch FROM ts) / 20000) + 100 * random())::numeric, 1), 1
        FROM sensor, generate_series(date_trunc('hour', now()) - interval '740 days', now(), '15 min') ts
        WHERE name IN ('home', 'frequency')
        """,
        // Six hours in which nothing was heard.
        "DELETE FROM reading_log WHERE ts BETWEEN now() - interval '18 hours' AND now() - interval '12 hours'",
        """
        INSERT INTO reading_log SELECT id, ts, 7, 1
        FROM sensor, generate_series(date_trunc('hour', now()) - interval '3 hours', now(), '15 min') ts
        WHERE asset = '<u>asset</u>'
        """,
        "INSERT INTO reading_log SELECT id, now() - interval '1 day', 3, 1 FROM sensor WHERE name = 'attic'",
        """
        INSERT INTO usage_split
        SELECT id, date_trunc('month', now() AT TIME ZONE 'Europe/Berlin') AT TIME ZONE 'Europe/Berlin' - interval '9 days',
               date_trunc('month', now() AT TIME ZONE 'Europe/Berlin') AT TIME ZONE 'Europe/Berlin' + interval '9 days',
               'the export', '{water heater,<img src=x onerror=window.hacked=1>}', '{0.2,0.1}', gen_random_uuid(), 1
        FROM sensor WHERE kind = 'power'
        """);
    Readings.aggregate(sql -> api.sql(sql));
    dashboard = Dashboard.start(api.url());
  }

  private static void sensor(String name, String kind, String unit, String interval, String asset) {
    api.sql(
        "INSERT INTO sensor (name, kind, unit, sampling_interval, time_zone, asset, partner_consent) VALUES ('%s', '%s', '%s', '%s', 'Europe/Berlin', '%s', true)"
            .formatted(name.replace("'", "''"), kind, unit, interval, asset));
  }

  @AfterAll
  static void stop() {
    if (dashboard != null) {
      dashboard.close();
    }
    api.close();
    kafka.close();
  }

  @AfterEach
  void nothingWentWrongInThePage() {
    assertThat(dashboard.browser().complaints()).isEmpty();
  }

  private static void open(String view) {
    dashboard.open(LiveApi.operator(), view);
  }

  // Signing in

  @Test
  void theTokenLeavesTheAddressAtOnceAndOpensTheView() {
    String token = LiveApi.operator();
    dashboard.open(token, "/live?sensor=kitchen");
    dashboard.until("document.querySelector('[data-sensor=kitchen]') !== null");
    assertThat(dashboard.text("location.href")).endsWith("/#/live?sensor=kitchen");
    assertThat(dashboard.text("JSON.stringify(localStorage) + document.cookie"))
        .doesNotContain(token);
    assertThat(dashboard.text("sessionStorage.getItem('gridpulse.token')")).isEqualTo(token);
  }

  @Test
  void aTokenThatDoesNotCountIsRefusedAndAnotherOneTaken() {
    dashboard.open("nonsense", "/history?sensor=home&range=7d");
    dashboard.untilRead("The bearer token does not count");
    assertThat(dashboard.text("sessionStorage.length")).isEqualTo("0");
    assertThat(dashboard.text("document.activeElement.id")).isEqualTo("token");

    dashboard.browser().run("document.activeElement.value = " + quoted(LiveApi.operator()));
    dashboard.press("Sign in");
    dashboard.until("document.querySelector('[data-resolution]') !== null");
    assertThat(dashboard.text("location.hash")).contains("sensor=home", "range=7d");

    dashboard.press("Sign out");
    dashboard.until("document.querySelector('#token') !== null");
  }

  @Test
  void aViewerSeesWhatIsTheirsAndNoOperations() {
    dashboard.open(
        Tokens.viewerToken(Api.SECRET, "Street 2", Instant.now(), Duration.ofHours(1)),
        "/live?sensor=home&sensor=kitchen");
    dashboard.untilRead("not there, or not yours");
    assertThat(dashboard.text("document.querySelectorAll('aside input[data-sensor]').length"))
        .isEqualTo("1");
    assertThat(dashboard.text("document.querySelector('[data-view=operations]').hidden"))
        .isEqualTo("true");
  }

  // Live

  @Test
  void valuesAndWindowsChangeAsTheyCome() {
    open("/live?sensor=kitchen");
    dashboard.until("document.querySelector('.state').dataset.state === 'live'");
    long now = System.currentTimeMillis() / 5_000 * 5_000;
    double[] values = {40, 10, 20, 30};
    for (int i = 0; i < values.length; i++) {
      api.publish("kitchen", now + i, values[i]);
      String shown = Integer.toString((int) values[i]);
      await()
          .atMost(PATIENCE)
          .until(() -> dashboard.textOf("[data-sensor=kitchen] .figure").startsWith(shown));
    }
    assertThat(dashboard.textOf("[data-sensor=kitchen] .figure")).isEqualTo("30W");
    long quarter = now / 900_000 * 900_000;
    for (int i = 1; i <= 2; i++) {
      Aggregate window = new Aggregate(now, 4 * i, 25, 24.5 + i, 10, 40 * i, 0);
      AggregateBatch batch =
          new AggregateBatch("kitchen", Rung.FIVE_SECONDS, quarter, 0, 1, 0, i, List.of(window));
      api.send(Topics.aggregates(Rung.FIVE_SECONDS), "kitchen", AggregateCodec.encode(batch));
      String expected = "Mean,25.0,Median,%.1f,Min,10,Max,%d".formatted(24.5 + i, 40 * i);
      dashboard.until(
          "[...document.querySelectorAll('[data-sensor=kitchen] .stats > *')].map(each => each.textContent).join() === "
              + quoted(expected));
    }
    await().atMost(PATIENCE).until(() -> !drawn("kitchen", "band windows").equals("[]"));
  }

  @Test
  void theFeedReconnectsAndNothingIsMissing() {
    open("/live?sensor=garage");
    dashboard.until("document.querySelector('.state').dataset.state === 'live'");
    long now = System.currentTimeMillis();
    api.publish("garage", now, 1);
    api.publish("garage", now + 1, 2);
    await().atMost(PATIENCE).until(() -> values("garage").equals("1,2"));

    api.stop();
    dashboard.until("document.querySelector('.state').dataset.state === 'reconnecting'");
    assertThat(dashboard.textOf(".state")).isEqualTo("Connection lost. Reconnecting…");
    api.publish("garage", now + 2, 3);
    api.publish("garage", now + 3, 4);
    api.flush();
    api.startAgain();
    dashboard.until("document.querySelector('.state').dataset.state === 'live'");
    api.publish("garage", now + 4, 5);
    await().atMost(PATIENCE).until(() -> values("garage").equals("1,2,3,4,5"));
  }

  @Test
  void aSensorThatHasFallenSilentSaysSo() {
    open("/live?sensor=attic");
    dashboard.until("document.querySelector('.state').dataset.state === 'stale'");
    assertThat(dashboard.textOf("article[data-sensor=attic]")).contains("silent for 24 hours", "3");
  }

  private static String values(String sensor) {
    return dashboard.text("(%s).map(each => each[1]).join()".formatted(script(sensor, "readings")));
  }

  private static String drawn(String sensor, String series) {
    return dashboard.text("JSON.stringify(%s)".formatted(script(sensor, series)));
  }

  /** What a chart draws. */
  private static String script(String sensor, String series) {
    dashboard
        .browser()
        .run("import('/dashboard/echarts.js').then(module => { window.echarts = module; })");
    return "echarts.getInstanceByDom(document.querySelector('[data-sensor=%s] .chart')).getOption().series.find(each => each.id === '%s').data"
        .formatted(sensor, series);
  }

  // History

  @Test
  void zoomingAsksForTheResolutionThatFits() {
    open("/history?sensor=home&range=1y");
    dashboard.until("document.querySelector('[data-resolution]') !== null");
    assertThat(resolution()).isEqualTo("1d");
    String before = dashboard.text("location.hash");

    int x =
        dashboard.number(".history .chart", "x") + dashboard.number(".history .chart", "width") / 2;
    int y = dashboard.number(".history .chart", "y") + 100;
    for (int i = 0; i < 5; i++) {
      dashboard.browser().wheel(x, y, 500);
    }
    dashboard.until(
        "!['1d', '6h'].includes(document.querySelector('[data-resolution]').dataset.resolution)");
    await().atMost(PATIENCE).until(() -> !dashboard.text("location.hash").equals(before));
    assertThat(dashboard.text("location.hash")).contains("from=", "to=");

    String zoomed = resolution();
    dashboard.browser().run("document.querySelector('.history .chart').focus()");
    for (int i = 0; i < 4; i++) {
      dashboard.browser().press("-");
    }
    dashboard.until(
        "document.querySelector('[data-resolution]').dataset.resolution !== " + quoted(zoomed));
  }

  private static String resolution() {
    return dashboard.text("document.querySelector('[data-resolution]').dataset.resolution");
  }

  @Test
  void aGapIsAGapAndWhatRunsIsProvisional() {
    open("/history?sensor=home&range=24h");
    dashboard.untilRead("dashed: provisional");
    dashboard
        .browser()
        .run("import('/dashboard/echarts.js').then(module => { window.echarts = module; })");
    String series =
        "echarts.getInstanceByDom(document.querySelector('.history .chart')).getOption().series.find(each => each.id === '%s home').data";
    // A band for each of the two sides of the gap.
    assertThat(dashboard.text(series.formatted("band") + ".length")).isEqualTo("2");
    assertThat(dashboard.text(series.formatted("provisional") + ".some(each => each[1] !== null)"))
        .isEqualTo("true");
  }

  @Test
  void sensorsAreFoundAmongManyAndHaveAnAxisForEachUnit() {
    open("/history?sensor=home&range=7d");
    dashboard.until("document.querySelector('[data-resolution]') !== null");
    dashboard
        .browser()
        .run(
            "(() => { const search = document.querySelector('input[type=search]'); search.value = 'subst hz'; search.dispatchEvent(new Event('input')); })()");
    assertThat(
            dashboard.text(
                "[...document.querySelectorAll('aside input[data-sensor]')].map(each => each.dataset.sensor).join()"))
        .isEqualTo("frequency");
    dashboard.click("aside input[data-sensor=frequency]");
    dashboard.until("document.querySelectorAll('.chip').length === 2");
    dashboard.until(
        "import('/dashboard/echarts.js').then(e => e.getInstanceByDom(document.querySelector('.history .chart')).getOption().yAxis.map(each => each.name).join() === 'W,Hz')");
    dashboard.click(".chip button");
    dashboard.until("document.querySelectorAll('.chip').length === 1");
    assertThat(dashboard.text("location.hash")).contains("sensor=frequency").doesNotContain("home");
  }

  @Test
  void whatIsShownIsSavedWithTheNumbersOfTheApi() {
    String end = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(1)).toString();
    String start = Instant.parse(end).minus(Duration.ofDays(3)).toString();
    open("/history?sensor=home&sensor=frequency&from=%s&to=%s&resolution=1h".formatted(start, end));
    dashboard.until("document.querySelector('[data-resolution]') !== null");
    dashboard.press("Save CSV");
    String saved = new String(dashboard.download(".csv"), UTF_8);
    String answered =
        api.send(
                api.request(
                        "/api/v1/aggregates?sensor=home&sensor=frequency&start=%s&end=%s&resolution=1h&timeZone=Europe/Berlin"
                            .formatted(start, end))
                    .header("Authorization", "Bearer " + LiveApi.operator())
                    .header("Accept", "text/csv"))
            .body();
    assertThat(saved).isEqualTo(answered);
    assertThat(saved.lines().count()).isGreaterThan(100);

    dashboard.press("Save PNG");
    assertThat(dashboard.download(".png")).startsWith(0x89, 'P', 'N', 'G');
  }

  // Consumption

  @Test
  void energyIsWhatSqlSaysForBothTimes() {
    YearMonth last = YearMonth.now(BERLIN).minusMonths(1);
    open("/consumption?sensor=home&period=month&date=%s&compare=previous".formatted(last.atDay(3)));
    dashboard.until("document.querySelectorAll('details tbody tr').length >= 28");
    dashboard.click("details summary");
    for (int day : new int[] {1, 15, 28}) {
      List<Double> cells =
          IntStream.of(2, 5)
              .mapToObj(
                  column ->
                      dashboard.textOf(
                          "details tbody tr:nth-child(%d) td:nth-child(%d)".formatted(day, column)))
              .map(Double::parseDouble)
              .toList();
      assertThat(cells.get(0)).isCloseTo(kwh(last.atDay(day)), within(0.006));
      assertThat(cells.get(1)).isCloseTo(kwh(last.minusMonths(1).atDay(day)), within(0.006));
    }

    dashboard.until("document.querySelectorAll('.tile [data-compare]').length === 5");
    ZonedDateTime now = ZonedDateTime.now(BERLIN);
    LocalDate today = now.toLocalDate();
    LocalDate monday = today.with(DayOfWeek.MONDAY);
    LocalDate month = today.withDayOfMonth(1);
    LocalDate week = monday.with(WEEK_BASED_YEAR, monday.get(WEEK_BASED_YEAR) - 1L);
    long days = ChronoUnit.DAYS.between(month, today);
    long weekdays = ChronoUnit.DAYS.between(monday, today);

    assertTile("week", ".figure", monday, today, now);
    assertTile("week", "[data-compare=previous]", monday.minusWeeks(1), today.minusWeeks(1), now);
    assertTile("week", "[data-compare=previous-year]", week, week.plusDays(weekdays), now);
    assertTile("month", ".figure", month, today, now);
    LocalDate before = month.minusMonths(1);
    assertTile("month", "[data-compare=previous]", before, before.plusDays(days), now);
    LocalDate year = month.minusYears(1);
    assertTile("month", "[data-compare=previous-year]", year, year.plusDays(days), now);
    LocalDate january = today.withDayOfYear(1);
    assertTile("year", ".figure", january, today, now);
    assertTile("year", "[data-compare=previous]", january.minusYears(1), today.minusYears(1), now);
  }

  /**
   * What a tile says is what was used from that day on until the last one, at the time it is now.
   */
  private static void assertTile(
      String period, String element, LocalDate first, LocalDate last, ZonedDateTime now) {
    // A month may be shorter than this one has come.
    ZonedDateTime end =
        period.equals("month") && last.getMonth() != first.getMonth()
            ? first.plusMonths(1).atStartOfDay(BERLIN)
            : last.atTime(now.toLocalTime()).atZone(BERLIN);
    String shown =
        dashboard.text(
            "document.querySelector('[data-period=%s] %s').dataset.kwh".formatted(period, element));
    // It was cut at the moment at which it was asked for.
    assertThat(Double.parseDouble(shown))
        .as("%s %s", period, element)
        .isCloseTo(kwh(first.atStartOfDay(BERLIN), end), within(0.05));
  }

  private static double kwh(LocalDate day) {
    return kwh(day.atStartOfDay(BERLIN), day.plusDays(1).atStartOfDay(BERLIN));
  }

  /** Each reading counts for its quarter-hour, as far as that is in the time. */
  private static double kwh(ZonedDateTime from, ZonedDateTime to) {
    return Double.parseDouble(
        api.query(
                """
                SELECT sum(value / 1000 * extract(epoch FROM least(ts + interval '15 min', '%2$s') - greatest(ts, '%1$s')) / 3600)
                FROM reading JOIN sensor ON id = sensor_id
                WHERE name = 'home' AND ts > timestamptz '%1$s' - interval '15 min' AND ts < timestamptz '%2$s'
                """
                    .formatted(from.toInstant(), to.toInstant()))
            .getFirst());
  }

  @Test
  void theSplitIsShownWithItsRestAndItsDate() {
    open("/consumption?sensor=home");
    dashboard.untilRead("not attributed");
    String split = dashboard.textOf("[aria-label='What it is used for']");
    assertThat(split)
        .contains("water heater", "20%", "10%", "70%", "The split of this very month has not come")
        .contains("Export the export")
        .contains(
            Integer.toString(LocalDate.now(BERLIN).withDayOfMonth(1).minusDays(9).getDayOfMonth()));
    JsonNode usage = json("/api/v1/sensors/home/usage?month=" + YearMonth.now(BERLIN));
    assertThat(
            Double.parseDouble(
                dashboard
                    .textOf("[aria-label='What it is used for'] tbody tr:last-child td:last-child")
                    .replace(",", "")))
        .isCloseTo(usage.at("/unattributed/kwh").doubleValue(), within(0.06));
  }

  // Operations

  @Test
  void operatorsSeeRejectsWithTheirRawTextAndTheAudit() {
    api.send(
        Topics.REJECTS,
        "meters.csv",
        RejectEncoder.encode(
            new Reject(
                new Reject.InFile("meters.csv", 17),
                "<b>no</b> number",
                "1;<script>window.hacked=1</script>")));
    api.flush();
    api.sql(
        "INSERT INTO audit (partition, checked, differences, last_checked, last_difference) VALUES (99, 1234, 3, now(), now())");
    open("/operations");
    dashboard.untilRead("meters.csv, line 17");
    assertThat(dashboard.textOf("#rejects"))
        .contains("<b>no</b> number", "1;<script>window.hacked=1</script>");
    dashboard.until("document.querySelector('[aria-label=\"Audit differences\"].bad') !== null");
    assertThat(dashboard.textOf("[aria-label='Audit differences']")).contains("3");
    api.sql("DELETE FROM audit WHERE partition = 99");
  }

  @Test
  void operatorsSeeWhatWasExported() {
    api.sql(
        """
        INSERT INTO partner_export VALUES ('2026-11-01_Europe_Berlin', '2026-11-01', 'Europe/Berlin', 2,
          timestamp '2026-10-01' AT TIME ZONE 'Europe/Berlin', timestamp '2026-11-01' AT TIME ZONE 'Europe/Berlin', '{1}',
          '{"type":"manifest","id":"2026-11-01_Europe_Berlin","date":"2026-11-01","timeZone":"Europe/Berlin","revision":2,"period":{"start":"2026-09-30T22:00:00Z","end":"2026-10-31T23:00:00Z"},"sensors":1,"days":31,"amendedDays":3,"expectedMinutes":44700,"sentMinutes":44690,"offsets":{"partition":0,"first":0,"last":30},"sha256":"0123456789abcdef0123456789abcdef"}',
          now())
        """);
    open("/operations");
    dashboard.until("document.querySelectorAll('#exports tbody tr').length === 1");
    assertThat(
            dashboard.text(
                "[...document.querySelectorAll('#exports tbody td')].map(each => each.innerText).join(';')"))
        .isEqualTo(
            "2026-11-01_Europe_Berlin;Oct 1 – 31, 2026;2;1;31;44,690 of 44,700;3;0123456789ab…");
    api.sql("DELETE FROM partner_export");
  }

  // Everywhere

  @Test
  void namesThatAreMarkupAreTexts() {
    String sensors =
        "&sensor=odd"
            + String.join(
                "", HOSTILE.stream().map(each -> "&sensor=" + Api.escaped(each)).toList());
    for (String view :
        List.of(
            "live?minutes=15",
            "history?range=24h",
            "consumption?period=week&of=" + Api.escaped(HOSTILE.getFirst()))) {
      open("/" + view + sensors);
      dashboard.until("document.querySelectorAll('main .chart canvas').length > 0");
      for (String name : HOSTILE) {
        dashboard.until(
            "[...document.querySelectorAll('aside label')].some(each => each.textContent.includes(%s))"
                .formatted(quoted(name)));
      }
      dashboard.untilTold("main .chart");
      assertThat(
              dashboard.text(
                  "document.querySelectorAll('img[src=x], u, script:not([src]), [onerror]').length"))
          .as(view)
          .isEqualTo("0");
      assertThat(dashboard.text("String(window.hacked)")).as(view).isEqualTo("undefined");
    }
  }

  @Test
  void nothingSeriousIsInTheWayOfAnybody() throws IOException {
    String axe;
    try (InputStream in =
        Objects.requireNonNull(DashboardTest.class.getResourceAsStream("/axe.min.js"))) {
      axe = new String(in.readAllBytes(), UTF_8);
    }
    for (String view :
        List.of(
            "live?sensor=home&sensor=frequency",
            "history?sensor=home&sensor=frequency",
            "consumption?sensor=home",
            "operations")) {
      open("/" + view);
      dashboard.until("document.querySelector('main .card') && !document.querySelector('.busy')");
      dashboard.browser().run(axe + "; 0");
      for (String look : new String[] {"light", "dark", "phone"}) {
        boolean phone = look.equals("phone");
        dashboard.browser().look(phone ? 390 : 1280, phone ? 844 : 900, look.equals("dark"));
        JsonNode faults =
            dashboard
                .browser()
                .run(
                    """
                    axe.run(document, {resultTypes: ['violations']}).then(({violations}) => violations
                      .filter(each => ['serious', 'critical'].includes(each.impact))
                      .map(each => each.id + ': ' + each.nodes.map(node => node.html.slice(0, 160) + ' ' + node.failureSummary).join()))
                    """);
        assertThat(faults).as("%s, %s", view, look).isEmpty();
      }
    }
    dashboard.browser().look(1280, 900, false);
  }

  @Test
  void theFirstViewIsSmall() {
    open("/live?sensor=home&sensor=frequency");
    dashboard.until("document.querySelector('.state').dataset.state === 'live'");
    long bytes =
        dashboard
            .browser()
            .run(
                "performance.getEntries().filter(each => each.transferSize).reduce((sum, each) => sum + each.decodedBodySize, 0)")
            .longValue();
    assertThat(bytes).as("bytes, unpacked").isBetween(100_000L, 1_500_000L);
  }

  private static JsonNode json(String path) {
    try {
      return new ObjectMapper().readTree(api.get(path, LiveApi.operator()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
