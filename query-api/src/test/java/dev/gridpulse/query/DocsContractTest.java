package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocsContractTest {
  private static Api api;

  @BeforeAll
  static void start() {
    api = Api.start();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/docs, text/html",
    "/docs/, text/html",
    "/docs/index.html, text/html",
    "/docs/start.js, application/javascript",
    "/docs/swagger-ui.css, text/css",
    "/docs/swagger-ui-bundle.js, application/javascript",
    "/docs/favicon-32x32.png, image/png",
  })
  void swaggerUiIsServedFromHere(String path, String type) {
    Api.Answer answer = get(path);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith(type);
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Content-Security-Policy"))
        .contains("default-src 'self'", "frame-ancestors 'none'");
    assertThat(answer.header("Server")).isEmpty();
  }

  @Test
  void thePageLoadsNothingFromElsewhere() {
    assertThat(get("/docs").text()).doesNotContain("http:", "https:", "//");
    assertThat(get("/docs/start.js").text()).contains("url: '/openapi.yml'").doesNotContain("http");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docs/../logback-test.xml",
        "/docs/%2e%2e/logback-test.xml",
        "/docs/..%2f..%2flogback-test.xml",
        "/docs/....//logback-test.xml",
        "/docs//etc/passwd",
        "/docs/dev/gridpulse/query/QueryApi.class",
      })
  void nothingElseOfTheClassPathIsServed(String path) throws Exception {
    assertThat(RawHttp.get(api.url(), path, "none")).startsWith("HTTP/1.1 404");
  }

  @Test
  void healthIsShortAndForEverybody() {
    Api.Answer answer = get("/health");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"status\":\"UP\"}");
  }

  private static Api.Answer get(String path) {
    return api.send(api.request(path));
  }
}
