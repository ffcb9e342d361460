package dev.gridpulse.benchmarks;

import dev.gridpulse.aggregator.schema.Schema;
import dev.gridpulse.embedded.EmbeddedDatabase;
import dev.gridpulse.query.QueryApi;
import dev.gridpulse.query.QueryApiSettings;
import dev.gridpulse.query.http.Limits;
import dev.gridpulse.query.security.TokenSecret;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.DatabaseSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postgresql.ds.PGSimpleDataSource;

/** Answers of the API against the leanest SQL for the same rows. */
final class QuerySuite implements Suite {
  private static final int CLIENTS = 8;
  private static final int TURNS = 3;

  /** Compiling needs the processors too: so long it takes until as much is answered as ever. */
  static final Duration WARM_UP = Duration.ofSeconds(30);

  private static final Duration TURN = Duration.ofSeconds(4);
  private static final byte[] SECRET = new byte[Tokens.SHORTEST_SECRET];

  /** Three years have more quarter-hours than an answer may have by default. */
  private static final Limits LIMITS = new Limits(200_000, 50_000);

  /**
   * Something that is asked.
   *
   * @param path of the API
   * @param sql for the same rows
   */
  private record Question(String name, String what, String path, String sql) {}

  private static final List<Question> QUESTIONS =
      List.of(
          new Question(
              "query.hour",
              "an hour at 1m out of 1 s data",
              aggregates("fast", "2021-05-10T10:00:00Z", "2021-05-10T11:00:00Z", "1m"),
              """
              SELECT date_part('epoch', start), count, mean, median, min, max FROM aggregate_1m
              WHERE sensor_id = 1 AND start >= '2021-05-10T10:00:00Z' AND start <= '2021-05-10T11:00:00Z'
              ORDER BY start
              """),
          new Question(
              "query.points",
              "8,641 points at 30s",
              aggregates("grid", "2021-05-02T10:00:00Z", "2021-05-05T10:00:00Z", "30s"),
              """
              SELECT date_part('epoch', start), count, mean, median, min, max FROM aggregate_5s
              WHERE sensor_id = 2 AND start >= '2021-05-02T10:00:00Z' AND start <= '2021-05-05T10:00:00Z'
              ORDER BY start
              """),
          new Question(
              "query.month",
              "a month at 15m out of 1 s data",
              aggregates("fast", "2021-05-01T00:00:00Z", "2021-05-31T23:45:00Z", "15m"),
              """
              SELECT date_part('epoch', start), count, mean, median, min, max FROM aggregate_15m
              WHERE sensor_id = 1 AND start >= '2021-05-01T00:00:00Z' AND start <= '2021-05-31T23:45:00Z'
              ORDER BY start
              """),
          new Question(
              "query.years",
              "three years at 15m",
              aggregates("home", "2019-01-01T00:00:00Z", "2021-12-31T23:45:00Z", "15m"),
              """
              SELECT date_part('epoch', start), count, mean, median, min, max FROM aggregate_15m
              WHERE sensor_id = 3 AND start >= '2019-01-01T00:00:00Z' AND start <= '2021-12-31T23:45:00Z'
              ORDER BY start
              """),
          new Question(
              "query.totals",
              "a year's kWh by month",
              "/api/v1/sensors/home/consumption?period=year&date=2020-01-01&timeZone=UTC",
              """
              SELECT date_part('epoch', date_trunc('month', start, 'UTC')), sum(mean) * 0.25 / 1000 FROM aggregate_15m
              WHERE sensor_id = 3 AND start >= '2020-01-01T00:00:00Z' AND start < '2021-01-01T00:00:00Z'
              GROUP BY 1 ORDER BY 1
              """));

  private static String aggregates(String sensor, String start, String end, String resolution) {
    return "/api/v1/sensors/%s/aggregates?start=%s&end=%s&resolution=%s"
        .formatted(sensor, start, end, resolution);
  }

  @Override
  public String name() {
    return "query";
  }

  @Override
  public String description() {
    return "answers of the API against the leanest SQL for the same rows, 8 connections each";
  }

  @Override
  public List<Result> run(Bench bench) {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(bench.path("database"))) {
      fill(bench, database);
      try (QueryApi api = api(database)) {
        List<Result> results = new ArrayList<>();
        for (Question question : QUESTIONS) {
          results.add(measure(bench, database, api, question));
        }
        results.add(bare(bench, database, QUESTIONS.getFirst()));
        return results;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the database failed", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static QueryApi api(EmbeddedDatabase database) {
    return QueryApi.start(
        new QueryApiSettings(
            QueryApiSettings.DEFAULT_HOST,
            0,
            DatabaseSettings.of(database.url(), database.user(), database.password()),
            TokenSecret.of(SECRET),
            LIMITS),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  /** A month at 1 s, four days at 30 s, three years at a quarter-hour. */
  private static void fill(Bench bench, EmbeddedDatabase database) throws SQLException {
    bench.say("  filling the database");
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.user());
    source.setPassword(database.password());
    Schema.migrate(source);
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO sensor (name, kind, unit, sampling_interval) VALUES
            ('fast', 'power', 'W', '1 s'), ('grid', 'gauge', 'Hz', '30 s'), ('home', 'power', 'W', '15 min')
          """);
      series(statement, 1, "2021-05-01T00:00:00Z", "2021-05-31T23:59:59Z", "1 s");
      series(statement, 2, "2021-05-02T00:00:00Z", "2021-05-06T00:00:00Z", "30 s");
      series(statement, 3, "2019-01-01T00:00:00Z", "2021-12-31T23:45:00Z", "15 min");
      for (String[] rung : new String[][] {{"5s", "5 s"}, {"1m", "1 min"}, {"15m", "15 min"}}) {
        statement.execute(
            """
            INSERT INTO aggregate_%s
            SELECT sensor_id, date_bin(interval '%s', ts, timestamptz 'epoch'), count(*), avg(value),
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY value), min(value), max(value), 0
            FROM reading_log GROUP BY 1, 2 ORDER BY 1, 2
            """
                .formatted(rung[0], rung[1]));
      }
      statement.execute("VACUUM ANALYZE");
    }
  }

  private static void series(
      Statement statement, int sensor, String from, String to, String interval)
      throws SQLException {
    statement.execute(
        """
        INSERT INTO reading_log
        SELECT %d, ts, round((random() * 1000)::numeric, 2), 1
        FROM generate_series('%s'::timestamptz, '%s'::timestamptz, interval '%s') ts
        """
            .formatted(sensor, from, to, interval));
  }

  static Connection connect(EmbeddedDatabase database) throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  private static Result measure(
      Bench bench, EmbeddedDatabase database, QueryApi api, Question question) {
    return measure(
        bench,
        question.name(),
        question.what(),
        () -> client(api, question.path()),
        () -> sql(database, question.sql()));
  }

  /** What the small answer costs that HTTP and JSON cost anybody. */
  private static Result bare(Bench bench, EmbeddedDatabase database, Question question)
      throws IOException {
    try (BareServer server = new BareServer(() -> connect(database), question.sql())) {
      return measure(
          bench,
          "query.bare",
          question.what() + " from a bare socket: no routes, tokens or limits",
          () -> client(server.url(), "/", ""),
          () -> sql(database, question.sql()));
    }
  }

  private static Result measure(
      Bench bench, String name, String what, Load.Clients ours, Load.Clients limit) {
    Load.of(CLIENTS, WARM_UP, ours);
    Load.of(CLIENTS, TURN, limit);
    double[] answered = new double[TURNS];
    double[] slowest = new double[TURNS];
    double[] possible = new double[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      Load load = Load.of(CLIENTS, TURN, ours);
      answered[turn] = load.perSecond();
      slowest[turn] = load.p99();
      possible[turn] = Load.of(CLIENTS, TURN, limit).perSecond();
    }
    bench.say(
        String.format(
            Locale.ROOT,
            "  %s: %,.1f requests/s, SQL alone %,.1f",
            what,
            Bench.median(answered),
            Bench.median(possible)));
    return Result.ofTurns(
        name,
        answered,
        possible,
        "requests/s",
        String.format(Locale.ROOT, "%s; p99 %.1f ms", what, Bench.median(slowest)));
  }

  /** A client that asks for a path with an operator's token. */
  static Load.Client client(QueryApi api, String path) throws IOException {
    String token = Tokens.operatorToken(SECRET, Instant.now(), Duration.ofHours(1));
    return client(api.url(), path, token);
  }

  private static Load.Client client(URI server, String path, String token) throws IOException {
    KeepAlive client = new KeepAlive(server, path, token);
    return client(client::ask, client::close);
  }

  /** What a client asks, and what is closed in the end. */
  private interface Asking {
    long ask() throws Exception;
  }

  /** How it is closed. */
  private interface Closing {
    void close() throws Exception;
  }

  private static Load.Client client(Asking asking, Closing closing) {
    return new Load.Client() {
      @Override
      public void ask() throws Exception {
        if (asking.ask() == 0) {
          throw new IllegalStateException("an empty answer");
        }
      }

      @Override
      public void close() {
        try {
          closing.close();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  /** Reads every row and column; plans are kept, as the statement is the same each time. */
  private static Load.Client sql(EmbeddedDatabase database, String sql) throws SQLException {
    Connection connection = connect(database);
    PreparedStatement statement = connection.prepareStatement(sql);
    return client(
        () -> {
          long rows = 0;
          try (ResultSet result = statement.executeQuery()) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
              for (int column = 1; column <= columns; column++) {
                rows += result.getDouble(column) < Double.MAX_VALUE ? 1 : 0;
              }
            }
          }
          return rows;
        },
        connection::close);
  }
}
