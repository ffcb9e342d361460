package dev.gridpulse.benchmarks;

import dev.gridpulse.embedded.EmbeddedKafka;
import dev.gridpulse.generator.home.Homes;
import dev.gridpulse.generator.home.Household;
import dev.gridpulse.model.ReadingPublisher;
import dev.gridpulse.model.TopicCreator;
import dev.gridpulse.model.Topics;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.apache.kafka.clients.admin.Admin;

/** Bytes that a reading takes on TimescaleDB once its chunk is kept by columns. */
final class StorageSuite implements Suite {
  private static final int PER_RECORD = 500;

  /** InfluxDB 1.6 took 7.2 bytes for the same. */
  private static final double RANDOM_GOAL = 8;

  private static final double HOUSEHOLD_GOAL = 3;
  private static final Fleet RANDOM = new Fleet(500, 1_000, 8_000);
  private static final int HOMES = 20;
  private static final Instant HOUSEHOLD_START = Instant.parse("2026-05-30T00:00:00Z");
  private static final Instant HOUSEHOLD_END = Instant.parse("2026-06-01T00:00:00Z");

  private static final String POLICY =
      """
      SELECT job_id FROM timescaledb_information.jobs
      WHERE proc_name IN ('policy_compression', 'policy_columnstore')
        AND hypertable_name = 'reading_log'
      """;

  @Override
  public String name() {
    return "storage";
  }

  @Override
  public String description() {
    return "bytes to a reading on TimescaleDB, index and all";
  }

  /** Writes readings to Kafka; answers how many. */
  private interface Filling {
    long fill(Map<String, Object> connection);
  }

  @Override
  public List<Result> run(Bench bench) {
    try (DatabaseServer server = DatabaseServer.open(bench)) {
      if (!server.hasTimescaleDb()) {
        bench.say(
            "  left out: it needs a TimescaleDB (--database-url), this is " + server.version());
        return List.of();
      }
      return List.of(
          measure(
              bench,
              server,
              "storage.random.ratio",
              RANDOM_GOAL,
              "4 million random values of two decimals of 500 sensors at 1 s, against the goal",
              connection -> {
                RANDOM.send(connection, PER_RECORD);
                return RANDOM.total();
              }),
          measure(
              bench,
              server,
              "storage.household.ratio",
              HOUSEHOLD_GOAL,
              "two days of 20 homes at 1 s to a tenth of a watt (the generator's power), against the goal",
              connection -> household(connection, watts -> watts)),
          measure(
              bench,
              server,
              "storage.watts.ratio",
              HOUSEHOLD_GOAL,
              "the same homes with meters that tell whole watts, against the goal",
              connection -> household(connection, Math::rint)));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static long household(Map<String, Object> connection, DoubleUnaryOperator meter) {
    Homes homes = new Homes(1, GenerateSuite.ZONE);
    try (ReadingPublisher publisher = ReadingPublisher.connect(connection, "bench")) {
      for (int number = 1; number <= HOMES; number++) {
        Household home = homes.home(number);
        String name = Fleet.name(number);
        for (long ts = HOUSEHOLD_START.toEpochMilli();
            ts < HOUSEHOLD_END.toEpochMilli();
            ts += 1000) {
          publisher.add(name, ts, meter.applyAsDouble(home.power(ts)));
        }
      }
      publisher.flush();
      return publisher.delivered();
    }
  }

  private static Result measure(
      Bench bench, DatabaseServer server, String name, double goal, String what, Filling filling)
      throws SQLException, InterruptedException {
    Path folder = bench.path(name);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        DatabaseServer.Database database = server.create().migrate()) {
      Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (Admin admin = Admin.create(connection)) {
        TopicCreator.createMissing(admin, Topics.all());
      }
      long readings = filling.fill(connection);
      SinkRun.readingsPerSecond(connection, database, folder.resolve("state"), readings);
      long before = database.number("SELECT hypertable_size('reading_log')");
      // The chunks are long over: the policy keeps them by columns, sorted.
      database.execute("CALL run_job(" + database.number(POLICY) + ")");
      long rows = database.number("SELECT count(*) FROM reading_log");
      if (rows != readings) {
        throw new IllegalStateException(rows + " rows are stored of " + readings);
      }
      double bytes = (double) database.number("SELECT hypertable_size('reading_log')") / readings;
      bench.say(
          String.format(
              Locale.ROOT,
              "  %s: %.2f bytes a reading, %.2f before the policy has run",
              name,
              bytes,
              (double) before / readings));
      return Result.ofTime(name, bytes, goal, "bytes/reading", what + "; " + server.version());
    }
  }
}
