package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregatesContractTest {
  private static Api api;

  @BeforeAll
  static void startWithSensorsOfKnownIntervals() {
    api = Api.start();
    api.sql(
        "INSERT INTO sensor (name) OVERRIDING SYSTEM VALUE VALUES ('frequency'), ('fast'), ('old')",
        "INSERT INTO sensor (name, sampling_interval) VALUES ('registered', '15 s'), ('new', null)");
    Readings.every(api, 1, "30 s", "2021-05-02T00:00:00Z", "2021-05-06T00:00:00Z");
    Readings.every(api, 2, "1 s", "2021-05-02T10:00:00Z", "2021-05-02T10:05:00Z");
    Readings.every(api, 3, "30 s", "1971-05-02T00:00:00Z", "1971-05-03T00:00:00Z");
    Readings.every(api, 4, "30 s", "2021-05-02T10:00:00Z", "2021-05-02T10:05:00Z");
    api.sql("INSERT INTO reading_log VALUES (5, '2021-05-02T10:00:07.5Z', 1, 1)");
    Readings.aggregate(api);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "frequency, 2021-05-02T10:00:00Z, 2021-05-02T10:01:00Z, 30s, 3",
    "frequency, 2021-05-02T10:00:00Z, 2021-05-05T10:00:00Z, 30s, 8641",
    "fast, 2021-05-02T10:00:00Z, 2021-05-02T10:00:05Z, 1s, 6",
    "frequency, 2021-05-02T12:00:00+02:00, 2021-05-02T12:01:00+02:00, 30s, 3",
    "frequency, 2021-05-02T10:00:00Z, 2021-05-02T10:00:00Z, 30s, 1",
    "frequency, 2021-05-02T10:00:01Z, 2021-05-02T10:00:29Z, 30s, 0",
    "frequency, 2030-05-02T10:00:01Z, 2030-05-02T10:00:29Z, 30s, 0",
    "new, 2021-05-02T10:00:00Z, 2021-05-02T10:01:00Z, 1s, 1",
  })
  void bothEndsOfTheRangeBelongToIt(
      String sensor, String start, String end, String resolution, int expected) {
    JsonNode answer = aggregates(sensor, start, end, resolution, "");
    assertThat(answer.get("sensor").textValue()).isEqualTo(sensor);
    assertThat(answer.get("resolution").textValue()).isEqualTo(resolution);
    assertThat(answer.get("aggregates")).hasSize(expected);
  }

  @Test
  void timesAreWrittenInTheOffsetOfTheZoneAskedFor() {
    JsonNode day =
        aggregates(
            "frequency",
            "2021-05-03T00:00:00+02:00",
            "2021-05-03T00:00:00+02:00",
            "1d",
            "&timeZone=Europe/Berlin");
    assertThat(day.at("/aggregates/0/start").textValue()).isEqualTo("2021-05-03T00:00:00+02:00");
    assertThat(day.at("/aggregates/0/count").intValue()).isEqualTo(2880);
  }

  @Test
  void aPlusThatWasNotEscapedIsStillAPlus() {
    Api.Answer answer =
        api.get(
            "/api/v1/sensors/frequency/aggregates?resolution=30s"
                + "&start=2021-05-02T12:00:00+02:00&end=2021-05-02T12:01:00+02:00");
    assertThat(answer.ok().get("aggregates")).hasSize(3);
  }

  @Test
  void aBucketIsCompleteOnceAReadingHasPassedItsEnd() {
    JsonNode buckets =
        aggregates("fast", "2021-05-02T10:03:00Z", "2021-05-02T10:05:00Z", "1m", "")
            .get("aggregates");
    assertThat(buckets.findValues("complete"))
        .extracting(JsonNode::booleanValue)
        .containsExactly(true, true, false);
  }

  @Test
  void aBucketStaysCompleteWhenTheReadingsHaveExpired() {
    api.sql(
        "INSERT INTO sensor (name) VALUES ('expired')",
        """
        INSERT INTO aggregate_15m
        SELECT s.id, t, 1, 1, 1, 1, 1, 0 FROM sensor s,
          generate_series('2019-05-02Z'::timestamptz, '2019-05-02T01:00:00Z', '15 min') t
        WHERE s.name = 'expired'
        """);
    JsonNode buckets =
        aggregates("expired", "2019-05-02T00:00:00Z", "2019-05-02T02:00:00Z", "1h", "")
            .get("aggregates");
    assertThat(buckets.findValues("complete"))
        .extracting(JsonNode::booleanValue)
        .containsExactly(true, false);
  }

  @Test
  void coverageIsLearntFromTheReadingsOrTakenFromTheRegistry() {
    assertThat(coverage("frequency")).isEqualTo(1.0);
    assertThat(coverage("registered")).isEqualTo(0.5);
    assertThat(
            aggregates("new", "2021-05-02T10:00:00Z", "2021-05-02T10:00:00Z", "1m", "")
                .at("/aggregates/0/coverage")
                .isNull())
        .as("one reading tells no interval")
        .isTrue();
  }

  private static double coverage(String sensor) {
    return aggregates(sensor, "2021-05-02T10:00:00Z", "2021-05-02T10:00:00Z", "1m", "")
        .at("/aggregates/0/coverage")
        .doubleValue();
  }

  @ParameterizedTest
  @CsvSource({"1s", "5s", "1m", "15m"})
  void theMedianIsThereWhereItIsStoredOrComputedFromReadings(String resolution) {
    assertThat(median("fast", resolution, "").isNumber()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"15s", "30s", "5m", "1h", "1d", "1w", "1M"})
  void theMedianOfAComposedBucketIsComputedOnRequest(String resolution) {
    assertThat(median("frequency", resolution, "").isNull()).isTrue();
    assertThat(median("frequency", resolution, "&median=exact").isNumber()).isTrue();
  }

  @Test
  void bucketsWhoseReadingsAreGoneStayWithoutTheirMedian() {
    int id = 77;
    api.sql("INSERT INTO sensor (id, name) OVERRIDING SYSTEM VALUE VALUES (77, 'retained')");
    Readings.every(api, id, "30 s", "2021-05-02T10:00:00Z", "2021-05-02T12:59:30Z");
    Readings.aggregate(api, "retained");
    String start = "2021-05-02T10:00:00Z";
    String end = "2021-05-02T13:00:00Z";
    JsonNode whole = aggregates("retained", start, end, "1h", "&median=exact");
    api.sql(
        "DELETE FROM reading_log WHERE sensor_id = %d AND ts < '2021-05-02T11:30:00Z'"
            .formatted(id));

    JsonNode hours = aggregates("retained", start, end, "1h", "&median=exact");

    assertThat(hours.get("aggregates")).hasSize(3);
    for (int i = 0; i < 3; i++) {
      JsonNode hour = hours.get("aggregates").get(i);
      JsonNode before = whole.get("aggregates").get(i);
      assertThat(hour.get("count").intValue()).isEqualTo(120);
      assertThat(hour.get("min")).isEqualTo(before.get("min"));
      assertThat(hour.get("max")).isEqualTo(before.get("max"));
      assertThat(hour.get("mean").doubleValue())
          .isCloseTo(before.get("mean").doubleValue(), within(1e-12));
      assertThat(before.get("median").isNumber()).isTrue();
      assertThat(hour.get("median").isNull()).as("hour %d", i).isEqualTo(i < 2);
    }
  }

  private static JsonNode median(String sensor, String resolution, String more) {
    boolean calendar = resolution.endsWith("w") || resolution.endsWith("M");
    String start = calendar ? "2021-04-26T00:00:00Z" : "2021-05-02T00:00:00Z";
    return aggregates(sensor, start, "2021-05-02T10:01:00Z", resolution, more)
        .at("/aggregates/0/median");
  }

  @Test
  void aZoneWhoseOffsetFitsNoQuarterHourIsComposedFromSomethingFiner() {
    // Until 1972 Monrovia was 44 min 30 s behind: local hours begin 30 s past a full minute.
    JsonNode hour =
        aggregates(
                "old",
                "1971-05-02T10:00:00Z",
                "1971-05-02T11:00:00Z",
                "1h",
                "&timeZone=Africa/Monrovia")
            .at("/aggregates/0");
    assertThat(hour.get("start").textValue()).isEqualTo("1971-05-02T10:00:30-00:44");
    assertThat(hour.get("count").intValue()).isEqualTo(120);
  }

  @ParameterizedTest
  @CsvSource({
    "50001 buckets of 1 s, 2021-05-01T00:00:00Z, 2021-05-01T13:53:20Z, 1s, 5s",
    "a year of 30 s, 2021-01-01T00:00:00Z, 2022-01-01T00:00:00Z, 30s, 15m",
    "five centuries of hours, 1500-01-01T00:00:00Z, 2000-01-01T00:00:00Z, 1h, 1w",
  })
  void moreBucketsThanTheLimitAreRefusedWithTheFinestThatFits(
      String what, String start, String end, String resolution, String fits) {
    Api.Answer answer =
        api.get(
            "/api/v1/sensors/frequency/aggregates?start=%s&end=%s&resolution=%s"
                .formatted(start, end, resolution));
    answer.assertProblem(
        422, "more than 50000 buckets of " + resolution, "resolution=" + fits + " ");
    assertThat(
            api.get(
                    "/api/v1/sensors/frequency/aggregates?start=%s&end=%s&resolution=%s"
                        .formatted(start, end, fits))
                .status())
        .as(what)
        .isEqualTo(200);
  }

  @Test
  void aRangeThatNoResolutionFitsIsToBeShortened() {
    api.get(
            "/api/v1/sensors/frequency/aggregates?start=0001-01-01T00:00:00Z&end=9998-01-01T00:00:00Z&resolution=1M")
        .assertProblem(422, "no resolution fits", "ask for a shorter range");
  }

  @Test
  void bucketsWithoutReadingsAreLeftOutOrFilled() {
    api.sql(
        "INSERT INTO sensor (name, sampling_interval) VALUES ('gaps', '1 min')",
        "INSERT INTO reading_log SELECT id, '2021-05-02T10:01:00Z', 3, 1 FROM sensor WHERE name = 'gaps'",
        "INSERT INTO reading_log SELECT id, '2021-05-02T10:04:00Z', 5, 1 FROM sensor WHERE name = 'gaps'",
        """
        INSERT INTO aggregate_1m SELECT sensor_id, ts, 1, value, value, value, value, 0
        FROM reading_log WHERE sensor_id = (SELECT id FROM sensor WHERE name = 'gaps')
        """);
    String from = "2021-05-02T10:00:00Z";
    String to = "2021-05-02T10:05:00Z";

    assertThat(means(aggregates("gaps", from, to, "1m", ""))).containsExactly("3.0", "5.0");
    assertThat(means(aggregates("gaps", from, to, "1m", "&fill=none")))
        .containsExactly("3.0", "5.0");
    assertThat(means(aggregates("gaps", from, to, "1m", "&fill=null")))
        .containsExactly("null", "3.0", "null", "null", "5.0", "null");
    JsonNode previous = aggregates("gaps", from, to, "1m", "&fill=previous");
    assertThat(means(previous)).containsExactly("null", "3.0", "3.0", "3.0", "5.0", "5.0");
    assertThat(previous.get("aggregates").findValues("count"))
        .extracting(JsonNode::intValue)
        .containsExactly(0, 1, 0, 0, 1, 0);
    assertThat(previous.at("/aggregates/2/coverage").doubleValue()).isZero();
    assertThat(previous.at("/aggregates/2/start").textValue()).isEqualTo("2021-05-02T10:02:00Z");
    assertThat(
            means(
                aggregates(
                    "gaps",
                    "2098-05-02T10:00:00Z",
                    "2098-05-02T10:01:00Z",
                    "1m",
                    "&fill=previous")))
        .containsExactly("null", "null");
    api.get(path("gaps", from, to, "1m") + "&fill=zero")
        .assertProblem(400, "fill: 'zero' is none of none null previous");
  }

  @Test
  void nothingIsCarriedIntoTheFuture() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS);
    api.sql(
        "INSERT INTO sensor (name) VALUES ('now')",
        """
        INSERT INTO aggregate_15m SELECT id, '%s', 1, 7, 7, 7, 7, 0 FROM sensor WHERE name = 'now'
        """
            .formatted(now.minusSeconds(7_200)));
    assertThat(
            means(
                aggregates(
                    "now",
                    now.minusSeconds(7_200).toString(),
                    now.plusSeconds(7_200).toString(),
                    "1h",
                    "&fill=previous")))
        .startsWith("7.0", "7.0", "7.0")
        .endsWith("null");
  }

  private static List<String> means(JsonNode answer) {
    return answer.get("aggregates").findValues("mean").stream().map(JsonNode::asText).toList();
  }

  @ParameterizedTest
  @CsvSource({
    // 72 hours: 8,641 buckets of 30 s, 4,321 of a minute
    "8641, '', 30s",
    "8640, '', 1m",
    "8641, &resolution=5m, 5m",
    "72, '', 6h",
    "73, '', 1h",
    "4, '', 1d",
    "3, '', 1d",
    "1, '', 1w",
  })
  void theFinestResolutionThatFitsIsChosen(int maxPoints, String more, String expected) {
    String path =
        "/api/v1/sensors/frequency/aggregates?start=2021-05-02T10:00:00Z&end=2021-05-05T10:00:00Z&maxPoints="
            + maxPoints
            + more;
    assertThat(api.get(path).ok().get("resolution").textValue()).isEqualTo(expected);
    assertThat(api.get(path, "text/csv").header("Resolution")).isEqualTo(expected);
  }

  @Test
  void whereNoBucketBeginsThereIsNoneToChooseFrom() {
    JsonNode answer =
        api.get(
                "/api/v1/sensors/frequency/aggregates?start=2021-05-02T10:05:00Z&end=2021-05-02T10:35:00Z&resolution=1h&maxPoints=500")
            .ok();
    assertThat(answer.get("resolution").textValue()).isEqualTo("1h");
    assertThat(answer.get("aggregates")).isEmpty();
  }

  @Test
  void withoutAResolutionOrMaxPointsNothingIsGuessed() {
    String range =
        "/api/v1/sensors/frequency/aggregates?start=2021-05-02T10:00:00Z&end=2121-05-05T10:00:00Z";
    api.get(range).assertProblem(400, "resolution: missing; give one of 1s", "or maxPoints");
    api.get(range + "&maxPoints=10").assertProblem(422, "maxPoints: no resolution has so few");
    api.get(range + "&maxPoints=0").assertProblem(400, "maxPoints: '0' is no whole number");
  }

  @Test
  void severalSensorsAreAnsweredAtOnce() {
    api.sql("INSERT INTO sensor (name) VALUES ('a, b'), ('=1+1')");
    String query =
        "start=2021-05-02T10:00:00Z&end=2021-05-02T10:01:00Z&resolution=30s&sensor=frequency&sensor=registered&sensor=%s&sensor=frequency"
            .formatted(Api.escaped("a, b"));
    JsonNode answer = api.get("/api/v1/aggregates?" + query).ok();
    assertThat(answer.get("resolution").textValue()).isEqualTo("30s");
    assertThat(answer.get("sensors").findValuesAsText("sensor"))
        .containsExactly("frequency", "registered", "a, b");
    JsonNode alone =
        aggregates("frequency", "2021-05-02T10:00:00Z", "2021-05-02T10:01:00Z", "30s", "");
    assertThat(answer.at("/sensors/0")).isEqualTo(alone);
    assertThat(answer.at("/sensors/2/aggregates")).isEmpty();

    api.get("/api/v1/aggregates?" + query + "&sensor=nobody")
        .assertProblem(404, "no sensor 'nobody'");
    api.get("/api/v1/aggregates?start=2021-05-02T10:00:00Z&end=2021-05-02T10:01:00Z&resolution=30s")
        .assertProblem(400, "sensor: missing");
  }

  @Test
  void theBucketsOfAllSensorsCountTogether() {
    String range = "start=2021-05-02T00:00:00Z&end=2021-05-02T09:59:59Z&resolution=1s";
    assertThat(api.get("/api/v1/aggregates?sensor=fast&" + range).status()).isEqualTo(200);
    api.get("/api/v1/aggregates?sensor=fast&sensor=frequency&" + range)
        .assertProblem(422, "more than 25000 buckets of 1s; resolution=5s is the finest that fits");
  }

  private static String path(String sensor, String start, String end, String resolution) {
    return "/api/v1/sensors/%s/aggregates?start=%s&end=%s&resolution=%s"
        .formatted(sensor, start, end, resolution);
  }

  private static JsonNode aggregates(
      String sensor, String start, String end, String resolution, String more) {
    Api.Answer answer =
        api.get(
            "/api/v1/sensors/%s/aggregates?start=%s&end=%s&resolution=%s%s"
                .formatted(sensor, Api.escaped(start), Api.escaped(end), resolution, more));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.ok();
  }
}
