package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.aggregator.schema.Schema;
import dev.gridpulse.query.http.Limits;
import dev.gridpulse.query.live.LiveSettings;
import dev.gridpulse.query.security.TokenSecret;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.DatabaseSettings;
import dev.gridpulse.testing.TestDatabase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.postgresql.ds.PGSimpleDataSource;

/** The API on a free port over a database of its own, and a client with the operator's token. */
public final class Api implements AutoCloseable {
  public static final byte[] SECRET =
      "a secret of the tests, 32 bytes or more".getBytes(StandardCharsets.UTF_8);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestDatabase database;
  private final QueryApi api;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String token = Tokens.operatorToken(SECRET, Instant.now(), Duration.ofHours(1));

  private Api(TestDatabase database, QueryApiSettings settings) {
    this.database = database;
    this.api = QueryApi.start(settings, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  public static Api start() {
    return start(Limits.DEFAULT);
  }

  public static Api start(Limits limits) {
    return start(limits, 5, Duration.ofSeconds(30));
  }

  public static Api start(Limits limits, int poolSize, Duration statementTimeout) {
    TestDatabase database = database();
    return new Api(
        database, settings(database.url(), database, limits, poolSize, statementTimeout));
  }

  /** The API with the live feed of a Kafka. */
  static Api startWithLive(String bootstrapServers) {
    TestDatabase database = database();
    return new Api(
        database,
        settings(database.url(), database, Limits.DEFAULT, 5, Duration.ofSeconds(30))
            .withLive(LiveSettings.of(Map.of("bootstrap.servers", bootstrapServers))));
  }

  /** The API that reaches the database through another address than the tests. */
  static Api start(TestDatabase database, String url) {
    return new Api(database, settings(url, database, Limits.DEFAULT, 5, Duration.ofSeconds(30)));
  }

  /** A database with the schema. */
  static TestDatabase database() {
    TestDatabase database = TestDatabase.create();
    createSchema(database);
    return database;
  }

  private static QueryApiSettings settings(
      String url, TestDatabase database, Limits limits, int poolSize, Duration statementTimeout) {
    return new QueryApiSettings(
        QueryApiSettings.DEFAULT_HOST,
        0,
        DatabaseSettings.of(url, database.user(), database.password())
            .withLimits(poolSize, statementTimeout, Duration.ofSeconds(1)),
        TokenSecret.of(SECRET),
        limits);
  }

  private static void createSchema(TestDatabase database) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.user());
    source.setPassword(database.password());
    Schema.migrate(source);
  }

  public URI url() {
    return api.url();
  }

  public Connection connect() throws SQLException {
    return database.connect();
  }

  /** Runs statements on the database. */
  public void sql(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks with the operator's token. */
  public Answer get(String pathAndQuery) {
    return send(request(pathAndQuery).header("Authorization", "Bearer " + token));
  }

  /** Asks as somebody who may read the sensors of that owner. */
  public Answer getAsViewer(String owner, String pathAndQuery) {
    return send(request(pathAndQuery).header("Authorization", "Bearer " + viewerToken(owner)));
  }

  String viewerToken(String owner) {
    return Tokens.viewerToken(SECRET, owner, Instant.now(), Duration.ofHours(1));
  }

  /** Asks for an answer in another format. */
  public Answer get(String pathAndQuery, String accept) {
    return send(
        request(pathAndQuery).header("Authorization", "Bearer " + token).header("Accept", accept));
  }

  /** A request without a token, to be completed. */
  public HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(url() + pathAndQuery)).timeout(Duration.ofSeconds(20));
  }

  public String token() {
    return token;
  }

  /**
   * Asks, and holds the answer against the OpenAPI document. Of a stream of events, which has no
   * end, nothing but the head is read.
   */
  public Answer send(HttpRequest.Builder request) {
    HttpRequest built = request.build();
    try {
      HttpResponse<InputStream> response = client.send(built, BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        Answer answer =
            new Answer(response, isEndless(response) ? new byte[0] : body.readAllBytes());
        OpenApi.check(built, response, answer.unpacked());
        return answer;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(built.uri() + " was not answered whole", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean isEndless(HttpResponse<?> response) {
    return response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
  }

  /** Escapes a value for a path or a query. */
  public static String escaped(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    client.close();
    api.close();
    database.close();
  }

  /** What came back. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Answer(HttpResponse<?> response, byte[] body) {
    public int status() {
      return response.statusCode();
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** The body as it was before it was packed. */
    byte[] unpacked() {
      if (!header("Content-Encoding").equals("gzip")) {
        return body;
      }
      try (InputStream packed = new GZIPInputStream(new ByteArrayInputStream(body))) {
        return packed.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The body of an answer that must be a 200. */
    public JsonNode ok() {
      assertThat(status()).as(text()).isEqualTo(200);
      return json();
    }

    /** The answer is a problem document whose detail has these parts. */
    public void assertProblem(int status, String... details) {
      assertThat(status()).as(text()).isEqualTo(status);
      assertThat(header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(header("X-Content-Type-Options")).isEqualTo("nosniff");
      JsonNode problem = json();
      assertThat(problem.get("status").intValue()).isEqualTo(status);
      assertThat(problem.get("type").textValue()).isEqualTo("about:blank");
      assertThat(problem.get("title").textValue()).isNotBlank();
      assertThat(problem.get("instance").textValue()).startsWith("/");
      for (String detail : details) {
        assertThat(problem.get("detail").textValue()).contains(detail);
      }
    }

    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException("not JSON: " + text(), e);
      }
    }
  }
}
