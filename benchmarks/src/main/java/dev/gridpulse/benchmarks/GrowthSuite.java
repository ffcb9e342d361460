package dev.gridpulse.benchmarks;

import dev.gridpulse.aggregator.AggregatorSettings;
import dev.gridpulse.aggregator.StreamsSettings;
import dev.gridpulse.aggregator.schema.Schema;
import dev.gridpulse.aggregator.topology.AggregatorTopology;
import dev.gridpulse.embedded.EmbeddedDatabase;
import dev.gridpulse.embedded.EmbeddedKafka;
import dev.gridpulse.model.Topic;
import dev.gridpulse.model.TopicCreator;
import dev.gridpulse.model.Topics;
import dev.gridpulse.query.QueryApi;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * Whether cost grows in step with the work: more sensors at the same total rate, more partitions
 * and threads, more history behind the same answer. Each figure against the first of its kind.
 */
final class GrowthSuite implements Suite {
  private static final int READINGS = 2_400_000;
  private static final int[] SENSORS = {10, 100, 1_000, 10_000};

  /** Milliseconds from one reading of a sensor to the next, for each sensor that there is. */
  private static final int INTERVAL_PER_SENSOR = 1;

  private static final int TURNS = 3;
  private static final int[] PARTITIONS = {1, 2, 4};
  private static final Fleet PARTITIONED = new Fleet(500, 1_000, 5_401);

  private static final List<History> HISTORIES =
      List.of(
          new History("1-day", "1 day"),
          new History("1-month", "30 days"),
          new History("1-year", "365 days"),
          new History("3-years", "1095 days"));
  private static final int CLIENTS = 4;
  private static final Duration LOAD = Duration.ofSeconds(5);

  private record History(String name, String interval) {}

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String description() {
    return "more sensors, more partitions and threads, more history: pictures with --pictures";
  }

  @Override
  public List<Result> run(Bench bench) {
    List<Result> results = new ArrayList<>();
    results.addAll(sensors(bench));
    results.addAll(partitions(bench));
    results.addAll(history(bench));
    return results;
  }

  private static List<Result> sensors(Bench bench) {
    List<Result> results = new ArrayList<>();
    // The first run warms up.
    aggregate(bench, new Fleet(1_000, 1_000, READINGS / 1_000), 6, 2);
    double first = 0;
    for (int sensors : SENSORS) {
      Fleet fleet = new Fleet(sensors, (long) INTERVAL_PER_SENSOR * sensors, READINGS / sensors);
      double rate = aggregate(bench, fleet, 6, 2);
      first = first == 0 ? rate : first;
      results.add(
          told(
              bench,
              Result.of(
                  "growth.sensors." + sensors,
                  rate,
                  first,
                  "readings/s",
                  "aggregator, one reading to a record, 1,000 a second together; against 10 sensors")));
    }
    return results;
  }

  private static List<Result> partitions(Bench bench) {
    List<Result> results = new ArrayList<>();
    double first = 0;
    for (int partitions : PARTITIONS) {
      double[] turns = new double[TURNS];
      for (int turn = 0; turn < TURNS; turn++) {
        turns[turn] = aggregate(bench, PARTITIONED, partitions, partitions);
      }
      double rate = Bench.median(turns);
      first = first == 0 ? rate : first;
      results.add(
          told(
              bench,
              Result.of(
                  "growth.partitions." + partitions,
                  rate,
                  first,
                  "readings/s",
                  "aggregator with as many partitions and threads; against one")));
    }
    return results;
  }

  /** Readings/s of processor-bound work from a topic that is filled, one reading to a record. */
  private static double aggregate(Bench bench, Fleet fleet, int partitions, int threads) {
    Path folder = bench.path("growth");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (Admin admin = Admin.create(connection)) {
        TopicCreator.createMissing(
            admin,
            Topics.all().stream()
                .map(
                    each ->
                        each.equals(Topics.READINGS)
                            ? new Topic(each.name(), partitions, each.settings())
                            : each)
                .toList());
      }
      fleet.send(connection, 1);
      AggregatorSettings settings =
          new AggregatorSettings(
              connection,
              "",
              null,
              null,
              folder.resolve("state"),
              threads,
              AggregatorSettings.DEFAULT_MAX_READINGS);
      StreamsRun run =
          StreamsRun.over(
              Topics.READINGS.name(),
              AggregatorTopology.build(partitions, AggregatorSettings.DEFAULT_MAX_READINGS, 1),
              StreamsSettings.of(settings, "bench", "bench"));
      return fleet.total() / run.seconds();
    } finally {
      bench.delete(folder);
    }
  }

  /** The same answer, the last day by the minute, over a past that becomes longer. */
  private static List<Result> history(Bench bench) {
    List<Result> results = new ArrayList<>();
    // The first run warms up.
    answers(bench, HISTORIES.getFirst(), QuerySuite.WARM_UP);
    double first = 0;
    for (History history : HISTORIES) {
      double rate = answers(bench, history, LOAD);
      first = first == 0 ? rate : first;
      results.add(
          told(
              bench,
              Result.of(
                  "growth.history." + history.name(),
                  rate,
                  first,
                  "requests/s",
                  "the last day by the minute, a reading a minute stored; against one day")));
    }
    return results;
  }

  private static double answers(Bench bench, History history, Duration warmUp) {
    Path folder = bench.path("history");
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, Map.of("fsync", "off"))) {
      fill(database, history.interval());
      try (QueryApi api = QuerySuite.api(database)) {
        Load.Clients clients =
            () ->
                QuerySuite.client(
                    api,
                    "/api/v1/sensors/home/aggregates?start=2026-01-01T00:00:00Z"
                        + "&end=2026-01-01T23:59:00Z&resolution=1m");
        Load.of(CLIENTS, warmUp, clients);
        return Load.of(CLIENTS, LOAD, clients).perSecond();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the database failed", e);
    } finally {
      bench.delete(folder);
    }
  }

  private static void fill(EmbeddedDatabase database, String interval) throws SQLException {
    Schema.migrate(Schema.source(database.url(), database.user(), database.password()));
    try (Connection connection = QuerySuite.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO sensor (name, kind, unit, sampling_interval) VALUES ('home', 'power', 'W', '1 min')");
      statement.execute(
          """
          INSERT INTO reading_log
          SELECT 1, ts, round((random() * 1000)::numeric, 2), 1
          FROM generate_series(timestamptz '2026-01-02Z' - interval '%s',
                               timestamptz '2026-01-01 23:59Z', interval '1 min') ts
          """
              .formatted(interval));
      for (String[] rung : new String[][] {{"1m", "1 min"}, {"15m", "15 min"}}) {
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

  private static Result told(Bench bench, Result result) {
    bench.say(
        String.format(
            Locale.ROOT, "  %s: %,.0f %s", result.name(), result.measured(), result.unit()));
    return result;
  }
}
