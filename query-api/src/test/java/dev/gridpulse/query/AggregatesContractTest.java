package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
