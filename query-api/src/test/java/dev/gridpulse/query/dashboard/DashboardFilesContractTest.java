package dev.gridpulse.query.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.query.Api;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the dashboard is served, to whoever asks. */
class DashboardFilesContractTest {
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
    "/, text/html",
    "/dashboard/app.js, text/javascript",
    "/dashboard/echarts.js, text/javascript",
    "/dashboard/style.css, text/css",
    "/dashboard/icon.svg, image/svg+xml",
  })
  void filesNeedNoTokenAndAreStrict(String path, String type) {
    Api.Answer answer = api.send(api.request(path));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith(type);
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self';", "style-src 'self';")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe");
  }

  @Test
  void whatHasNotChangedIsNotSentAgain() {
    Api.Answer first = api.send(api.request("/dashboard/app.js"));
    assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
    Api.Answer second =
        api.send(api.request("/dashboard/app.js").header("If-None-Match", first.header("ETag")));
    assertThat(second.status()).isEqualTo(304);
    assertThat(second.text()).isEmpty();
    Api.Answer other =
        api.send(api.request("/dashboard/feed.js").header("If-None-Match", first.header("ETag")));
    assertThat(other.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dashboard/",
        "/dashboard/nothing.js",
        "/dashboard/index.html",
        "/dashboard/..%2fopenapi.yml",
        "/dashboard/../openapi.js",
        "/dashboard/echarts.js/app.js",
        "/dashboard/app.js.map",
        "/index.html",
      })
  void nothingElseIsServed(String path) {
    api.send(api.request(path)).assertProblem(404);
  }

  @Test
  void thePageHasNothingInlineAndNothingFromElsewhere() {
    String page = api.send(api.request("/")).text();
    assertThat(page).doesNotContain("style=", "onclick", "http:", "https:");
    assertThat(Pattern.compile("<script(?![^>]* src=\"/dashboard/)").matcher(page).find())
        .isFalse();
  }
}
