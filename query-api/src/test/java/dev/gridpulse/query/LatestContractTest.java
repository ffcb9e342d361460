package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LatestContractTest {
  private static Api api;

  @BeforeAll
  static void start() {
    api = Api.start();
    api.sql(
        "INSERT INTO sensor (name) VALUES ('b'), ('a'), ('c')",
        "INSERT INTO reading_log VALUES (1, '2021-05-02T10:00:00Z', 1, 1), (1, '2021-05-02T10:00:01Z', 2, 2)",
        "INSERT INTO reading_log VALUES (1, '2021-05-02T10:00:01Z', 3, 3), (2, '2021-05-02T10:00:00.5Z', 4, 4)");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void theLastReadingIsTheOneWrittenLast() {
    assertThat(api.get("/api/v1/sensors/b/latest").text())
        .isEqualTo(
            "{\"sensor\":\"b\",\"time\":\"2021-05-02T10:00:01Z\",\"value\":3.0,\"power\":null}");
    assertThat(api.get("/api/v1/sensors/c/latest").text())
        .isEqualTo("{\"sensor\":\"c\",\"time\":null,\"value\":null,\"power\":null}");
    api.get("/api/v1/sensors/nobody/latest").assertProblem(404, "There is no sensor 'nobody'");
  }

  @Test
  void aMeterTellsThePowerBetweenItsLastTwoReadings() {
    api.sql(
        "INSERT INTO sensor (name, kind, unit) VALUES ('meter', 'counter', 'Wh'), ('new', 'counter', 'kWh'), ('odd', 'counter', 'm3')",
        """
        INSERT INTO reading_log
        SELECT id, timestamptz '2021-05-02T10:00:00Z' + n * interval '15 min', 1000 + 500 * n, n + 1
        FROM sensor, generate_series(0, 1) n WHERE name IN ('meter', 'odd')
        """,
        "INSERT INTO reading_log SELECT id, '2021-05-02T10:00:00Z', 5, 1 FROM sensor WHERE name = 'new'");
    assertThat(api.get("/api/v1/sensors/meter/latest").text())
        .isEqualTo(
            "{\"sensor\":\"meter\",\"time\":\"2021-05-02T10:15:00Z\",\"value\":1500.0,\"power\":2.0}");
    // The one written last counts here too.
    api.sql(
        "INSERT INTO reading_log SELECT id, '2021-05-02T10:00:00Z', 1250, 9 FROM sensor WHERE name = 'meter'");
    assertThat(api.get("/api/v1/sensors/meter/latest").ok().get("power").doubleValue())
        .isEqualTo(1);
    api.sql(
        "INSERT INTO reading_log SELECT id, '2021-05-02T10:30:00Z', 3, 10 FROM sensor WHERE name = 'meter'");
    for (String sensor : new String[] {"meter", "new", "odd"}) {
      assertThat(api.get("/api/v1/sensors/" + sensor + "/latest").ok().get("power").isNull())
          .as(sensor)
          .isTrue();
    }
    api.sql(
        "DELETE FROM reading_log WHERE sensor_id IN (SELECT id FROM sensor WHERE kind = 'counter')",
        "DELETE FROM sensor WHERE kind = 'counter'");
  }

  @Test
  void severalAreInOrderOfTheirNames() {
    assertThat(api.get("/api/v1/latest?sensor=b&sensor=a").text())
        .isEqualTo(
            "{\"latest\":[{\"sensor\":\"a\",\"time\":\"2021-05-02T10:00:00.500Z\",\"value\":4.0,\"power\":null},"
                + "{\"sensor\":\"b\",\"time\":\"2021-05-02T10:00:01Z\",\"value\":3.0,\"power\":null}]}");
    assertThat(api.get("/api/v1/latest").ok().get("latest").findValuesAsText("sensor"))
        .containsExactly("a", "b", "c");
    api.get("/api/v1/latest?sensor=a&sensor=nobody").assertProblem(404, "'nobody'");
  }
}
