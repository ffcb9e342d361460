package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingsContractTest {
  private static final String DAY = "start=2021-05-02T10:00:00Z&end=2021-05-03T10:00:00Z";

  private static Api api;

  @BeforeAll
  static void startWithAReadingEvery30Seconds() {
    api = Api.start();
    api.sql("INSERT INTO sensor (name) VALUES ('frequency'), ('odd')");
    Readings.every(api, 1, "30 s", "2021-05-02T00:00:00Z", "2021-05-06T00:00:00Z");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void aRangeOfUpTo10000ReadingsIsOnePage() {
    JsonNode answer = readings("start=2021-05-02T10:00:00Z&end=2021-05-05T10:00:00Z");
    assertThat(answer.get("sensor").textValue()).isEqualTo("frequency");
    assertThat(answer.get("readings")).hasSize(8_641);
    assertThat(answer.at("/readings/0/time").textValue()).isEqualTo("2021-05-02T10:00:00Z");
    assertThat(answer.at("/readings/8640/time").textValue()).isEqualTo("2021-05-05T10:00:00Z");
    assertThat(answer.get("next").isNull()).isTrue();
  }

  @Test
  void pagesHaveEveryReadingOnceAndInOrder() {
    List<String> times = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      JsonNode page = readings(DAY + "&limit=720" + cursor);
      page.get("readings").forEach(reading -> times.add(reading.get("time").textValue()));
      cursor = page.get("next").isNull() ? "" : "&cursor=" + page.get("next").textValue();
      pages++;
    } while (!cursor.isEmpty());
    assertThat(times).hasSize(2_881).isSorted().doesNotHaveDuplicates();
    assertThat(pages).isEqualTo(5);
  }

  @Test
  void aPageThatEndsWithTheRangeHasNoNext() {
    assertThat(
            readings("start=2021-05-02T10:00:00Z&end=2021-05-02T10:00:30Z&limit=2")
                .get("next")
                .isNull())
        .isTrue();
  }

  @Test
  void aReadingWrittenAgainCountsOnceAsItWasWrittenLast() {
    api.sql(
        "INSERT INTO reading_log VALUES (2, '2021-05-02T10:00:00.250Z', 1.5, 7)",
        "INSERT INTO reading_log VALUES (2, '2021-05-02T10:00:00.250Z', 2.5, 9)",
        "INSERT INTO reading_log VALUES (2, '2021-05-02T10:00:00.250Z', 3.5, 8)");
    Api.Answer answer = api.get("/api/v1/sensors/odd/readings?" + DAY);
    assertThat(answer.text())
        .isEqualTo(
            "{\"sensor\":\"odd\",\"readings\":[{\"time\":\"2021-05-02T10:00:00.250Z\",\"value\":2.5}],\"next\":null,\"live\":null}");
    assertThat(api.get("/api/v1/sensors/odd").ok().at("/lastReading/value").doubleValue())
        .isEqualTo(2.5);
    assertThat(api.get("/api/v1/sensors/odd").ok().at("/firstReading/value").doubleValue())
        .isEqualTo(2.5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "50001", "99999999999", "ten", "1e3", "", "١"})
  void aLimitIsAWholeNumberUpTo50000(String limit) {
    api.get("/api/v1/sensors/frequency/readings?" + DAY + "&limit=" + Api.escaped(limit))
        .assertProblem(400, "limit: '" + limit + "' is no whole number from 1 to 50000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "!!", "AAABeSyFsjDFULGf", "w6Q", "AAAAAAAAAAAAAAAA"})
  void aCursorThatIsNotOfThisRequestIsRefused(String cursor) {
    api.get("/api/v1/sensors/frequency/readings?" + DAY + "&cursor=" + Api.escaped(cursor))
        .assertProblem(400, "cursor: does not belong to this request");
  }

  @Test
  void aCursorIsGoodForItsOwnSensorAndRangeOnly() {
    String cursor = "&limit=1&cursor=" + readings(DAY + "&limit=1").get("next").textValue();
    assertThat(readings(DAY + cursor).at("/readings/0/time").textValue())
        .isEqualTo("2021-05-02T10:00:30Z");
    api.get("/api/v1/sensors/odd/readings?" + DAY + cursor).assertProblem(400, "cursor: ");
    api.get(
            "/api/v1/sensors/frequency/readings?start=2021-05-02T09:00:00Z&end=2021-05-03T10:00:00Z"
                + cursor)
        .assertProblem(400, "cursor: ");
  }

  private static JsonNode readings(String query) {
    Api.Answer answer = api.get("/api/v1/sensors/frequency/readings?" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.ok();
  }
}
