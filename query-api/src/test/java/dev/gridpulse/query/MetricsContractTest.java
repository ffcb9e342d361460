package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MetricsContractTest {
  /** What Prometheus 3 sends. */
  private static final String ACCEPT =
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
          + "application/openmetrics-text;version=0.0.1;q=0.5,"
          + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,"
          + "*/*;q=0.2";

  private static Api api;

  @BeforeAll
  static void start() {
    api = Api.start();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void showsWhatThePoolIsDoingToAnOperator() {
    Api.Answer answer = api.get("/prometheus");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text())
        .contains(
            "# TYPE hikaricp_connections_active gauge",
            "hikaricp_connections_max{pool=\"query-api\"} 5.0");
  }

  @Test
  void speaksTheFormatThatAScraperUnderstands() {
    Api.Answer answer =
        api.send(
            api.request("/prometheus")
                .header("Accept", ACCEPT)
                .header("Authorization", "Bearer " + api.token()));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void tellsTheDetailsOfItsHealthToThoseWithATokenOnly() {
    assertThat(api.send(api.request("/health")).text()).isEqualTo("{\"status\":\"UP\"}");
    assertThat(api.get("/health").ok().at("/details/database/status").textValue()).isEqualTo("UP");
  }

  @Test
  void tellsWhatTheAuditFoundAndStaysUp() {
    assertThat(audit().at("/details/checked").longValue()).isZero();
    assertThat(audit().at("/details").has("lastChecked")).isFalse();

    api.sql(
        """
        INSERT INTO audit VALUES
          (0, 1000, 2, '2026-03-01T00:00:00Z', '2026-02-01T00:00:00Z'),
          (5, 500, 0, '2026-03-02T00:00:00Z', NULL)
        """);

    assertThat(audit().at("/status").textValue()).isEqualTo("UP");
    assertThat(audit().at("/details").toString())
        .isEqualTo(
            "{\"checked\":1500,\"differences\":2,\"lastChecked\":\"2026-03-02T00:00:00Z\","
                + "\"lastDifference\":\"2026-02-01T00:00:00Z\"}");
  }

  private static JsonNode audit() {
    return api.get("/health").ok().at("/details/audit");
  }
}
