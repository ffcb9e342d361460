package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gridpulse.query.http.RoleStatus;
import dev.gridpulse.query.security.TokenSecret;
import dev.gridpulse.query.security.Tokens;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusServerTest {
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final String token =
      Tokens.operatorToken(Api.SECRET, Instant.now(), Duration.ofMinutes(5));
  private volatile @Nullable String problem;

  private StatusServer server;

  @BeforeEach
  void start() {
    server = start(0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void isUpUntilTheRoleHasAProblemAndTellsItToTheOperator() throws Exception {
    assertThat(get("/health", null).body()).isEqualTo("{\"status\":\"UP\"}");

    problem = "the sink has stopped";

    assertThat(get("/health", null))
        .returns(503, HttpResponse::statusCode)
        .returns("{\"status\":\"DOWN\"}", HttpResponse::body);
    assertThat(get("/health", token).body()).contains("\"problem\":\"the sink has stopped\"");
  }

  @Test
  void showsMetricsToTheOperatorOnly() throws Exception {
    meters.counter("gridpulse.test.seen").increment(7);

    assertThat(get("/prometheus", null).statusCode()).isEqualTo(401);
    assertThat(get("/prometheus", token).body()).contains("gridpulse_test_seen_total 7.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/docs", "/openapi.yml", "/api/v1/sensors", "/beans", "/stop"})
  void servesNothingElse(String path) throws Exception {
    assertThat(get(path, token).statusCode()).isEqualTo(404);
  }

  @Test
  void saysThatThePortIsTaken() {
    assertThatThrownBy(() -> start(server.url().getPort()))
        .isInstanceOf(HttpServerNotStarted.class)
        .hasMessageContaining(
            "The aggregator cannot listen on 127.0.0.1 port " + server.url().getPort());
  }

  private StatusServer start(int port) {
    return StatusServer.start(
        QueryApiSettings.DEFAULT_HOST,
        port,
        TokenSecret.of(Api.SECRET),
        meters,
        new RoleStatus() {
          @Override
          public String role() {
            return "aggregator";
          }

          @Override
          public Optional<String> problem() {
            return Optional.ofNullable(problem);
          }
        });
  }

  private HttpResponse<String> get(String path, @Nullable String bearer) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(Duration.ofSeconds(20));
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
