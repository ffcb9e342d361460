package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gridpulse.query.http.Limits;
import dev.gridpulse.query.security.TokenSecret;
import dev.gridpulse.query.store.DatabaseSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartTest {
  private static final TokenSecret SECRET = TokenSecret.of(Api.SECRET);
  private static final DatabaseSettings NO_DATABASE =
      DatabaseSettings.of("jdbc:postgresql://127.0.0.1:1/none", "nobody", "secret-password")
          .withLimits(2, Duration.ofSeconds(1), Duration.ofMillis(250));

  @Test
  void saysThatThePortIsTaken() {
    try (QueryApi first = start(QueryApiSettings.local(0, NO_DATABASE, SECRET))) {
      int port = first.url().getPort();
      assertThatThrownBy(() -> start(QueryApiSettings.local(port, NO_DATABASE, SECRET)))
          .isInstanceOf(HttpServerNotStarted.class)
          .hasMessageContaining("cannot listen on 127.0.0.1 port " + port)
          .hasMessageContaining("choose another port");
    }
  }

  @Test
  void listensOnThisMachineOnlyAndOnThePortThatItSays() throws Exception {
    try (QueryApi api = start(QueryApiSettings.local(0, NO_DATABASE, SECRET))) {
      assertThat(api.url().toString()).matches("http://127\\.0\\.0\\.1:\\d+");
      assertThat(get(api, "/openapi.yml").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void startsAndStaysUpWithoutADatabase() throws Exception {
    try (QueryApi api = start(QueryApiSettings.local(0, NO_DATABASE, SECRET))) {
      HttpResponse<String> health = get(api, "/health");
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(health.body()).isEqualTo("{\"status\":\"DOWN\"}");
    }
  }

  @Test
  void twoRunSideBySide() throws Exception {
    try (QueryApi one = start(QueryApiSettings.local(0, NO_DATABASE, SECRET))) {
      try (QueryApi two = start(QueryApiSettings.local(0, NO_DATABASE, SECRET))) {
        assertThat(one.url()).isNotEqualTo(two.url());
      }
      assertThat(get(one, "/openapi.yml").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void nothingButItsSettingsCounts() throws Exception {
    System.setProperty("micronaut.server.port", "1");
    System.setProperty("micronaut.security.enabled", "false");
    try (QueryApi api = start(QueryApiSettings.local(0, NO_DATABASE, SECRET))) {
      assertThat(get(api, "/api/v1/sensors").statusCode()).isEqualTo(401);
    } finally {
      System.clearProperty("micronaut.server.port");
      System.clearProperty("micronaut.security.enabled");
    }
  }

  @Test
  void saysThatAnAddressIsNone() {
    DatabaseSettings nonsense =
        DatabaseSettings.of("jdbc:postgresql://host:port/database", null, null);
    assertThatThrownBy(() -> start(QueryApiSettings.local(0, nonsense, SECRET)))
        .isInstanceOf(HttpServerNotStarted.class)
        .hasMessageContaining("database.url");
  }

  @Test
  void keepsItsSecretsToItself() {
    assertThat(QueryApiSettings.local(0, NO_DATABASE, SECRET).toString())
        .doesNotContain("secret-password")
        .doesNotContain(SECRET.base64())
        .contains("nobody");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void refusesAPortThatIsNone(int port) {
    assertThatThrownBy(() -> QueryApiSettings.local(port, NO_DATABASE, SECRET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port must be 0 to 65535, is " + port);
  }

  @Test
  void namesTheSettingThatIsWrong() {
    assertThatThrownBy(() -> DatabaseSettings.of("postgres://x", null, null))
        .hasMessage("database.url must begin with jdbc:postgresql:");
    assertThatThrownBy(
            () -> NO_DATABASE.withLimits(0, Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .hasMessage("database.poolSize must be 1 to 1000, is 0");
    assertThatThrownBy(() -> NO_DATABASE.withLimits(1, Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessageStartingWith("database.statementTimeout must be");
    assertThatThrownBy(() -> new Limits(0, 1))
        .hasMessage("limits.buckets must be 1 to 1000000, is 0");
    assertThatThrownBy(() -> new QueryApiSettings(" ", 0, NO_DATABASE, SECRET, Limits.DEFAULT))
        .hasMessageStartingWith("host is empty");
  }

  private static QueryApi start(QueryApiSettings settings) {
    return QueryApi.start(settings, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  private static HttpResponse<String> get(QueryApi api, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(api.url().resolve(path)).timeout(Duration.ofSeconds(20)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
