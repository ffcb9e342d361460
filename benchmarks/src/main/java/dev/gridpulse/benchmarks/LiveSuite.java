package dev.gridpulse.benchmarks;

import dev.gridpulse.aggregator.schema.Schema;
import dev.gridpulse.embedded.EmbeddedDatabase;
import dev.gridpulse.embedded.EmbeddedKafka;
import dev.gridpulse.model.ProducerSettings;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.TopicCreator;
import dev.gridpulse.model.Topics;
import dev.gridpulse.query.QueryApi;
import dev.gridpulse.query.QueryApiSettings;
import dev.gridpulse.query.http.Limits;
import dev.gridpulse.query.live.LiveSettings;
import dev.gridpulse.query.security.TokenSecret;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.DatabaseSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The live feed: how long a reading takes from its producer to the clients, and how many events go
 * out to all of them. Broker, database, API and clients are in one process.
 */
final class LiveSuite implements Suite {
  private static final int SENSORS = 500;
  private static final int CLIENTS = 1_000;
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration TURN = Duration.ofSeconds(30);
  private static final double LATENCY_GOAL_MS = 100;
  private static final double FAN_OUT_GOAL = 100_000;
  private static final byte[] SECRET = new byte[Tokens.SHORTEST_SECRET];

  @Override
  public String name() {
    return "live";
  }

  @Override
  public String description() {
    return "the live feed: 500 sensors at 1 Hz to 1 and to 1,000 clients, and the most events/s";
  }

  @Override
  public List<Result> run(Bench bench) {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(bench.path("kafka"), 0);
        EmbeddedDatabase database = EmbeddedDatabase.start(bench.path("database"))) {
      Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (Admin admin = Admin.create(connection)) {
        TopicCreator.createMissing(admin, Topics.all());
      }
      prepare(database);
      try (QueryApi api = api(database, connection);
          Producer<byte[], byte[]> producer =
              new KafkaProducer<>(
                  ProducerSettings.of(connection, "bench-live"),
                  new ByteArraySerializer(),
                  new ByteArraySerializer())) {
        List<Result> results = new ArrayList<>();
        results.add(latency(bench, api, producer, "live.one", 1));
        results.add(latency(bench, api, producer, "live.thousand", CLIENTS));
        results.add(fanOut(bench, api, producer));
        return results;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the database failed", e);
    }
  }

  private static void prepare(EmbeddedDatabase database) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.user());
    source.setPassword(database.password());
    Schema.migrate(source);
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO sensor (name) SELECT 's' || n FROM generate_series(0, %d) n"
              .formatted(SENSORS - 1));
    }
  }

  private static QueryApi api(EmbeddedDatabase database, Map<String, Object> kafka) {
    return QueryApi.start(
        new QueryApiSettings(
                QueryApiSettings.DEFAULT_HOST,
                0,
                DatabaseSettings.of(database.url(), database.user(), database.password()),
                TokenSecret.of(SECRET),
                Limits.DEFAULT)
            .withLive(LiveSettings.of(kafka)),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  /** One client of all sensors, or many of one sensor each. */
  private static Result latency(
      Bench bench, QueryApi api, Producer<byte[], byte[]> producer, String name, int clients) {
    try (LiveClients listening = new LiveClients(api.url(), token())) {
      for (int i = 0; i < clients; i++) {
        listening.add(
            clients == 1
                ? "/api/v1/live?" + allSensors()
                : "/api/v1/sensors/s%d/live".formatted(i % SENSORS));
      }
      listening.awaitBegin();
      publish(producer, SENSORS, WARM_UP);
      settle(listening);
      listening.reset();
      publish(producer, SENSORS, TURN);
      settle(listening);
      double p99 = listening.percentile(99);
      String note =
          String.format(
              Locale.ROOT,
              "%,d clients, %,d events; p50 %.1f, p99 %.1f, p99.9 %.1f ms, at most %.1f ms",
              clients,
              listening.count(),
              listening.percentile(50),
              p99,
              listening.percentile(99.9),
              listening.percentile(100));
      bench.say("  " + note);
      // The goal to the figure: above 1 is better than asked for.
      return Result.ofTime(name, p99, LATENCY_GOAL_MS, "ms p99", note);
    }
  }

  /** A thousand clients of all sensors each; more and more readings until they do not follow. */
  private static Result fanOut(Bench bench, QueryApi api, Producer<byte[], byte[]> producer) {
    double most = 0;
    String note = "";
    try (LiveClients listening = new LiveClients(api.url(), token())) {
      for (int i = 0; i < CLIENTS; i++) {
        listening.add("/api/v1/live?event=reading&" + allSensors());
      }
      listening.awaitBegin();
      publish(producer, 100, Duration.ofSeconds(10));
      settle(listening);
      for (int rate = 100; rate <= 3_200; rate *= 2) {
        listening.reset();
        long begin = System.nanoTime();
        long sent = publish(producer, rate, Duration.ofSeconds(8));
        settle(listening);
        double perSecond = listening.count() * 1e9 / (System.nanoTime() - begin);
        boolean whole = listening.count() == sent * CLIENTS;
        String turn =
            String.format(
                Locale.ROOT,
                "%,d readings/s to 1,000 clients: %,.0f events/s, %s, p99 %.0f ms",
                rate,
                perSecond,
                whole
                    ? "none left out"
                    : String.format(
                        Locale.ROOT,
                        "%.0f %% left out",
                        100 - 100.0 * listening.count() / sent / CLIENTS),
                listening.percentile(99));
        bench.say("  " + turn);
        if (whole && perSecond > most) {
          most = perSecond;
          note = turn;
        }
        if (!whole) {
          break;
        }
      }
    }
    return Result.of("live.fanout", most, FAN_OUT_GOAL, "events/s", note);
  }

  private static String allSensors() {
    return IntStream.range(0, SENSORS)
        .mapToObj(i -> "sensor=s" + i)
        .collect(Collectors.joining("&"));
  }

  /** A reading each, evenly over the time; answers how many. */
  private static long publish(Producer<byte[], byte[]> producer, int perSecond, Duration duration) {
    long begin = System.nanoTime();
    long sent = 0;
    while (System.nanoTime() - begin < duration.toNanos()) {
      long due = begin + sent * 1_000_000_000L / perSecond;
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      String sensor = "s" + sent % SENSORS;
      byte[] value =
          ReadingEncoder.encode(
              ReadingBatch.of(
                  sensor,
                  new long[] {System.currentTimeMillis()},
                  new double[] {LiveClients.stamp()},
                  1));
      var _ =
          producer.send(
              new ProducerRecord<>(
                  Topics.READINGS.name(), sensor.getBytes(StandardCharsets.UTF_8), value));
      sent++;
    }
    producer.flush();
    return sent;
  }

  /** Until nothing comes any more. */
  private static void settle(LiveClients listening) {
    try {
      long before = -1;
      for (long now = listening.count(); now != before; now = listening.count()) {
        before = now;
        Thread.sleep(300);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private static String token() {
    return Tokens.operatorToken(SECRET, Instant.now(), Duration.ofHours(1));
  }
}
