package dev.gridpulse.query.live;

import static org.awaitility.Awaitility.await;

import dev.gridpulse.aggregator.Aggregator;
import dev.gridpulse.aggregator.AggregatorSettings;
import dev.gridpulse.aggregator.schema.Schema;
import dev.gridpulse.model.ProducerSettings;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.Topic;
import dev.gridpulse.model.Topics;
import dev.gridpulse.query.HttpServerNotStarted;
import dev.gridpulse.query.OpenApi;
import dev.gridpulse.query.QueryApi;
import dev.gridpulse.query.QueryApiSettings;
import dev.gridpulse.query.http.Limits;
import dev.gridpulse.query.security.TokenSecret;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.DatabaseSettings;
import dev.gridpulse.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A broker that the test starts, a database, the API over both (one or more, to be stopped and
 * started), and a producer of readings. The aggregator runs where a test asks for it.
 */
public final class LiveApi implements AutoCloseable {
  static final byte[] SECRET =
      "a secret of the tests, 32 bytes or more".getBytes(StandardCharsets.UTF_8);

  private final Map<String, Object> kafka;
  private final UnaryOperator<LiveSettings> limits;
  private final TestDatabase database = TestDatabase.create();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Producer<byte[], byte[]> producer;
  private final HttpClient client = HttpClient.newHttpClient();
  private QueryApi api;
  private int port;

  LiveApi(String bootstrapServers, UnaryOperator<LiveSettings> limits) {
    this.kafka = Map.of("bootstrap.servers", bootstrapServers);
    this.limits = limits;
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.user());
    source.setPassword(database.password());
    Schema.migrate(source);
    producer =
        new KafkaProducer<>(
            ProducerSettings.of(kafka, "test"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    api = startApi();
    port = api.url().getPort();
  }

  public LiveApi(String bootstrapServers) {
    this(bootstrapServers, settings -> settings);
  }

  private QueryApi startApi() {
    return startApi(port);
  }

  private QueryApi startApi(int onPort) {
    return QueryApi.start(
        new QueryApiSettings(
                QueryApiSettings.DEFAULT_HOST,
                onPort,
                DatabaseSettings.of(database.url(), database.user(), database.password()),
                TokenSecret.of(SECRET),
                Limits.DEFAULT)
            .withLive(limits.apply(LiveSettings.of(kafka))),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  /** Another instance, closed in the end. */
  URI another() {
    QueryApi more = startApi(0);
    parts.push(more);
    return more.url();
  }

  /** Stops the API and starts another one on the same port. */
  void restart() {
    stop();
    startAgain();
  }

  /** Stops the API, until {@link #startAgain}. */
  public void stop() {
    api.close();
  }

  /** Starts another one on the same port. */
  public void startAgain() {
    // The port is let go of a little later.
    await()
        .atMost(EventClient.PATIENCE)
        .ignoreExceptionsInstanceOf(HttpServerNotStarted.class)
        .until(
            () -> {
              api = startApi();
              return true;
            });
  }

  /**
   * Computes and stores, until the end.
   *
   * @param folder for its state
   */
  void startAggregator(Path folder) {
    Aggregator aggregator =
        Aggregator.start(
            new AggregatorSettings(
                kafka, database.url(), database.user(), database.password(), folder, 1, 100_000),
            new SimpleMeterRegistry());
    parts.push(aggregator);
  }

  public URI url() {
    return api.url();
  }

  /** Sends one record. */
  public void publish(String sensor, long[] times, double... values) {
    publishAs(sensor, sensor, times, values);
  }

  /** Sends one record under another key. */
  void publishAs(String key, String sensor, long[] times, double... values) {
    send(
        Topics.READINGS,
        key,
        ReadingEncoder.encode(ReadingBatch.of(sensor, times, values, times.length)));
  }

  /** Sends any record. */
  public void send(Topic topic, String key, byte[] value) {
    var _ =
        producer.send(
            new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), value));
  }

  public void publish(String sensor, long time, double value) {
    publish(sensor, new long[] {time}, value);
  }

  /** Waits until everything sent is in Kafka. */
  public void flush() {
    producer.flush();
  }

  public void sensors(String... names) {
    for (String name : names) {
      sql("INSERT INTO sensor (name) VALUES ('%s') ON CONFLICT DO NOTHING".formatted(name));
    }
  }

  /** Runs statements on the database. */
  public void sql(String... statements) {
    for (String sql : statements) {
      sql(sql);
    }
  }

  /** The first column of what the database answers. */
  public List<String> query(String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public void sql(String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String operator() {
    return Tokens.operatorToken(SECRET, Instant.now(), Duration.ofHours(1));
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(20));
  }

  /** Asks, and holds the answer against the OpenAPI document. */
  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      HttpRequest built = request.build();
      HttpResponse<String> response = client.send(built, HttpResponse.BodyHandlers.ofString());
      OpenApi.check(built, response, response.body().getBytes(StandardCharsets.UTF_8));
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public HttpResponse<String> get(String path, String token) {
    return send(request(path).header("Authorization", "Bearer " + token));
  }

  /** A metric without labels, or the sum of all that begin so. */
  double metric(String name) {
    return get("/prometheus", operator())
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  EventClient listen(String path) {
    return EventClient.open(url().resolve(path), operator(), null);
  }

  @Override
  public void close() {
    client.close();
    producer.close(Duration.ZERO);
    api.close();
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    database.close();
  }
}
