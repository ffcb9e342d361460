package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gridpulse.query.security.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token opens that is for the sensors of one owner. */
class ViewersContractTest {
  private static Api api;

  @BeforeAll
  static void start() {
    api = Api.start();
    api.sql(
        "INSERT INTO sensor (name, kind, unit, owner) VALUES ('hers', 'power', 'kW', 'ada'), ('his', 'power', 'kW', 'bob'), ('nobody''s', 'power', 'kW', NULL)",
        "INSERT INTO reading_log SELECT id, '2021-05-02T10:00:00Z', id, 1 FROM sensor");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/latest",
        "/readings?start=2021-05-02T10:00:00Z&end=2021-05-02T10:00:00Z",
        "/aggregates?resolution=1h&start=2021-05-02T10:00:00Z&end=2021-05-02T10:00:00Z",
        "/consumption?period=day&date=2021-05-02",
      })
  void whatIsNotTheirsIsNotThere(String resource) {
    assertThat(api.getAsViewer("ada", "/api/v1/sensors/hers" + resource).status()).isEqualTo(200);
    for (String other : List.of("his", "nobody's", "no such")) {
      String path = "/api/v1/sensors/" + Api.escaped(other) + resource;
      api.getAsViewer("ada", path)
          .assertProblem(404, "There is no sensor '" + other, "/api/v1/sensors lists them.");
    }
    assertThat(api.get("/api/v1/sensors/his" + resource).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/latest?sensor=hers&sensor=his",
        "/aggregates?sensor=hers&sensor=his&resolution=1h&start=2021-05-02T10:00:00Z&end=2021-05-02T10:00:00Z",
      })
  void norInALotOfThem(String resource) {
    api.getAsViewer("ada", "/api/v1" + resource).assertProblem(404, "There is no sensor 'his'");
    assertThat(api.get("/api/v1" + resource).status()).isEqualTo(200);
  }

  @Test
  void listsHoldOnlyTheirs() {
    assertThat(names(api.getAsViewer("ada", "/api/v1/sensors").ok().get("sensors"), "name"))
        .containsExactly("hers");
    assertThat(names(api.getAsViewer("bob", "/api/v1/latest").ok().get("latest"), "sensor"))
        .containsExactly("his");
    assertThat(names(api.get("/api/v1/sensors").ok().get("sensors"), "name")).hasSize(3);
    assertThat(names(api.getAsViewer("%", "/api/v1/latest").ok().get("latest"), "sensor"))
        .isEmpty();
  }

  @Test
  void aViewerOfNobodyMayNothing() {
    api.getAsViewer(" ", "/api/v1/sensors").assertProblem(403, "names no owner");
    String none = Tokens.viewerToken(Api.SECRET, "", Instant.now(), Duration.ofHours(1));
    api.send(api.request("/api/v1/sensors/hers").header("Authorization", "Bearer " + none))
        .assertProblem(403, "names no owner");
  }

  @Test
  void aViewerMayNotAskForEver() {
    Api.Answer answer = api.getAsViewer("eve", "/api/v1/latest");
    for (int asked = 1; answer.status() == 200; asked++) {
      assertThat(asked).isLessThan(2_000);
      answer = api.getAsViewer("eve", "/api/v1/latest");
    }
    answer.assertProblem(429, "More than 20 requests a second");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(api.getAsViewer("ada", "/api/v1/latest").status()).isEqualTo(200);
    for (int i = 0; i < 300; i++) {
      assertThat(api.get("/api/v1/latest").status()).as("operators may").isEqualTo(200);
    }
  }

  @Test
  void metricsAreTheOperators() {
    assertThat(api.getAsViewer("ada", "/prometheus").status()).isEqualTo(403);
  }

  private static List<String> names(JsonNode list, String field) {
    return list.valueStream().map(each -> each.get(field).textValue()).toList();
  }
}
