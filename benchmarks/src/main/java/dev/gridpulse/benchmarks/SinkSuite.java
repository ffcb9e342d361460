package dev.gridpulse.benchmarks;

import dev.gridpulse.embedded.EmbeddedKafka;
import dev.gridpulse.model.TopicCreator;
import dev.gridpulse.model.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** Readings from Kafka into the database, against COPY of the same rows. */
final class SinkSuite implements Suite {
  private static final int TURNS = 5;

  /** As a replay sends them. */
  private static final int PER_RECORD = 500;

  private static final Fleet FLEET = new Fleet(500, 1_000, 8_000);

  private static final String WITH_PRIMARY_KEY =
      """
      CREATE TABLE keyed_reading (
        sensor_id integer NOT NULL,
        ts timestamptz NOT NULL,
        value double precision NOT NULL,
        PRIMARY KEY (sensor_id, ts))
      """;
  private static final String AS_HYPERTABLE =
      """
      SELECT create_hypertable('keyed_reading', by_range('ts', INTERVAL '7 days'),
                               create_default_indexes => false)
      """;

  @Override
  public String name() {
    return "sink";
  }

  @Override
  public String description() {
    return "readings from Kafka into the database, against COPY of the same rows";
  }

  @Override
  public List<Result> run(Bench bench) {
    double[] sinks = new double[TURNS];
    double[] same = new double[TURNS];
    double[] keyed = new double[TURNS];
    try (EmbeddedKafka kafka = EmbeddedKafka.start(bench.path("kafka"), 0);
        DatabaseServer server = DatabaseServer.open(bench)) {
      Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (Admin admin = Admin.create(connection)) {
        TopicCreator.createMissing(admin, Topics.all());
      }
      FLEET.send(connection, PER_RECORD);
      Path rows = CopyFile.write(bench.path("rows"), FLEET, PER_RECORD, true);
      // In order of time, as they would come without anybody who gathers them by sensor.
      Path keyedRows = CopyFile.write(bench.path("keyed-rows"), FLEET, 1, false);
      for (int turn = -1; turn < TURNS; turn++) {
        double sink = sink(server, connection, bench.path("state"));
        double copy = copy(server, rows);
        double copyKeyed = copyKeyed(server, keyedRows);
        bench.say(
            String.format(
                Locale.ROOT,
                "  %s: sink %,.0f, COPY %,.0f, COPY with a primary key %,.0f readings/s",
                turn < 0 ? "warm-up" : "turn " + (turn + 1),
                sink,
                copy,
                copyKeyed));
        if (turn >= 0) {
          sinks[turn] = sink;
          same[turn] = copy;
          keyed[turn] = copyKeyed;
        }
      }
      String version = server.version();
      return List.of(
          Result.ofTurns(
              "sink.ratio",
              sinks,
              same,
              "readings/s",
              "against COPY into the same table; " + version),
          Result.ofTurns(
              "sink.primary-key.ratio",
              sinks,
              keyed,
              "readings/s",
              (server.hasTimescaleDb()
                      ? "against COPY into a hypertable"
                      : "against COPY into a table")
                  + " with a primary key; "
                  + version));
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static double sink(DatabaseServer server, Map<String, Object> connection, Path folder)
      throws SQLException, InterruptedException {
    try (DatabaseServer.Database database = server.create().migrate()) {
      double rate = SinkRun.readingsPerSecond(connection, database, folder, FLEET.total());
      check(database.number("SELECT count(*) FROM reading_log"));
      return rate;
    }
  }

  private static double copy(DatabaseServer server, Path rows) throws SQLException, IOException {
    try (DatabaseServer.Database database = server.create().migrate()) {
      double seconds = CopyFile.copy(database, rows, "reading_log (sensor_id, ts, value, seq)");
      return FLEET.total() / seconds;
    }
  }

  private static double copyKeyed(DatabaseServer server, Path rows)
      throws SQLException, IOException {
    try (DatabaseServer.Database database = server.create()) {
      database.execute(WITH_PRIMARY_KEY);
      if (server.hasTimescaleDb()) {
        database.execute(AS_HYPERTABLE);
      }
      double seconds = CopyFile.copy(database, rows, "keyed_reading");
      check(database.number("SELECT count(*) FROM keyed_reading"));
      return FLEET.total() / seconds;
    }
  }

  private static void check(long stored) {
    if (stored != FLEET.total()) {
      throw new IllegalStateException(stored + " readings are stored of " + FLEET.total());
    }
  }
}
