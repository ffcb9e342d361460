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
        .isEqualTo("{\"sensor\":\"b\",\"time\":\"2021-05-02T10:00:01Z\",\"value\":3.0}");
    assertThat(api.get("/api/v1/sensors/c/latest").text())
        .isEqualTo("{\"sensor\":\"c\",\"time\":null,\"value\":null}");
    api.get("/api/v1/sensors/nobody/latest").assertProblem(404, "There is no sensor 'nobody'");
  }

  @Test
  void severalAreInOrderOfTheirNames() {
    assertThat(api.get("/api/v1/latest?sensor=b&sensor=a").text())
        .isEqualTo(
            "{\"latest\":[{\"sensor\":\"a\",\"time\":\"2021-05-02T10:00:00.500Z\",\"value\":4.0},"
                + "{\"sensor\":\"b\",\"time\":\"2021-05-02T10:00:01Z\",\"value\":3.0}]}");
    assertThat(api.get("/api/v1/latest").ok().get("latest").findValuesAsText("sensor"))
        .containsExactly("a", "b", "c");
    api.get("/api/v1/latest?sensor=a&sensor=nobody").assertProblem(404, "'nobody'");
  }
}
