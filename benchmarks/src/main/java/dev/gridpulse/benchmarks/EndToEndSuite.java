package dev.gridpulse.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gridpulse.aggregator.Aggregator;
import dev.gridpulse.aggregator.AggregatorSettings;
import dev.gridpulse.embedded.EmbeddedKafka;
import dev.gridpulse.ingest.ColumnChoice;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A file of fifty sensors through replay, Kafka, aggregator and sink, until every reading and every
 * aggregate can be queried, against the way the predecessor took.
 */
final class EndToEndSuite implements Suite {
  private static final int TURNS = 3;
  private static final Fleet FLEET = new Fleet(50, 1_000, 100_000);
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EE dd.MM.yy HH:mm:ss", Locale.GERMAN).withZone(ZoneOffset.UTC);
  private static final ColumnChoice COLUMNS =
      new ColumnChoice(null, false, "Datum Zeit", "Sensor", "Wert");

  @Override
  public String name() {
    return "end-to-end";
  }

  @Override
  public String description() {
    return "5,000,000 rows of CSV until all can be queried, against the predecessor's Python";
  }

  @Override
  public List<Result> run(Bench bench) {
    try (DatabaseServer server = DatabaseServer.open(bench)) {
      Optional<PythonPeer> python = PythonPeer.find(bench);
      if (python.isEmpty()) {
        bench.say("  the peer is left out: there is no Python with psycopg2 (python3-psycopg2)");
      }
      Path file = file(bench.path("readings.csv"));
      double[] ours = new double[TURNS];
      double[] peers = new double[TURNS];
      double[] better = new double[TURNS];
      for (int turn = -1; turn < TURNS; turn++) {
        double our = FLEET.total() / gridpulse(bench, server, file);
        if (turn < 0) {
          // Python starts anew each time: there is nothing to warm up.
          bench.say(String.format(Locale.ROOT, "  warm-up: gridpulse %,.0f rows/s", our));
          continue;
        }
        double peer = 0;
        double overlapping = 0;
        if (python.isPresent()) {
          peer = python(python.get(), server, file, PythonPeer.Copy.THEN);
          overlapping = python(python.get(), server, file, PythonPeer.Copy.MEANWHILE);
        }
        bench.say(
            String.format(
                Locale.ROOT,
                "  turn %d: gridpulse %,.0f, Python %,.0f, Python with COPY meanwhile %,.0f rows/s",
                turn + 1,
                our,
                peer,
                overlapping));
        ours[turn] = our;
        peers[turn] = peer;
        better[turn] = overlapping;
      }
      if (python.isEmpty()) {
        return List.of();
      }
      return List.of(
          Result.ofTurns(
              "end-to-end.ratio",
              ours,
              peers,
              "rows/s",
              "against Python, then COPY, without Kafka and aggregates; " + server.version()),
          Result.ofTurns(
              "end-to-end.overlapping",
              ours,
              better,
              "rows/s",
              "against Python whose COPY begins with the first lines"));
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Rows/s. */
  private static double python(
      PythonPeer python, DatabaseServer server, Path file, PythonPeer.Copy copy)
      throws SQLException, IOException, InterruptedException {
    try (DatabaseServer.Database database = server.create()) {
      double seconds = python.load(database, server.hasTimescaleDb(), file, copy);
      long rows = database.number("SELECT count(*) FROM predecessor");
      if (rows != FLEET.total()) {
        throw new IllegalStateException("Python stored " + rows + " rows");
      }
      return FLEET.total() / seconds;
    }
  }

  /** Seconds, from the start of the replay. */
  private static double gridpulse(Bench bench, DatabaseServer server, Path file)
      throws SQLException, InterruptedException {
    Path folder = bench.path("gridpulse");
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    double seconds;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        DatabaseServer.Database database = server.create()) {
      Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (Aggregator aggregator =
          Aggregator.start(settings(connection, database, folder), meters)) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!aggregator.isRunning()) {
          pause(aggregator, deadline);
        }
        Counter stored = meters.counter("gridpulse.readings.accepted");
        long begin = System.nanoTime();
        FileReplays.intoKafka(file, COLUMNS, connection);
        double sent = (System.nanoTime() - begin) / 1e9;
        while (stored.count() < FLEET.total()) {
          pause(aggregator, deadline);
        }
        double readings = (System.nanoTime() - begin) / 1e9;
        // The coarsest first: it is the last that is whole, and takes least to look at.
        for (String table : List.of("aggregate_15m", "aggregate_1m", "aggregate_5s")) {
          awaitWhole(aggregator, database, table, FLEET.total(), deadline);
        }
        seconds = (System.nanoTime() - begin) / 1e9;
        bench.say(
            String.format(
                Locale.ROOT,
                "    sent after %.1f s, all readings stored after %.1f s, all aggregates after %.1f s",
                sent,
                readings,
                seconds));
      }
    }
    bench.delete(folder);
    return seconds;
  }

  private static AggregatorSettings settings(
      Map<String, Object> connection, DatabaseServer.Database database, Path folder) {
    return new AggregatorSettings(
        connection,
        database.url(),
        null,
        null,
        folder.resolve("streams"),
        2,
        AggregatorSettings.DEFAULT_MAX_READINGS);
  }

  private static void awaitWhole(
      Aggregator aggregator,
      DatabaseServer.Database database,
      String table,
      long readings,
      long deadline)
      throws SQLException, InterruptedException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      while (sum(statement, table) < readings) {
        pause(aggregator, deadline);
      }
    }
  }

  private static long sum(Statement statement, String table) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT sum(count) FROM " + table)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void pause(Aggregator aggregator, long deadline) throws InterruptedException {
    if (aggregator.failure().isPresent() || System.nanoTime() > deadline) {
      throw new IllegalStateException(aggregator.failure().orElse("it takes too long"));
    }
    Thread.sleep(PAUSE);
  }

  /** A row for each reading, in order of time, written as the grid operator writes them. */
  private static Path file(Path file) {
    try (BufferedWriter out = Files.newBufferedWriter(file, UTF_8)) {
      out.write("Datum Zeit;Sensor;Wert\n");
      for (int reading = 0; reading < FLEET.readings(); reading++) {
        String time = TIME.format(Instant.ofEpochMilli(FLEET.timestamp(reading)));
        for (int sensor = 0; sensor < FLEET.sensors(); sensor++) {
          out.write(time);
          out.write(';');
          out.write(Fleet.name(sensor));
          out.write(';');
          out.write(decimal(FLEET.value(sensor, reading)));
          out.write('\n');
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With a decimal comma, and without decimals where there are none. */
  private static String decimal(double value) {
    long hundredths = Math.round(value * 100);
    long part = hundredths % 100;
    return part == 0
        ? Long.toString(hundredths / 100)
        : hundredths / 100 + "," + (part < 10 ? "0" : "") + part;
  }
}
