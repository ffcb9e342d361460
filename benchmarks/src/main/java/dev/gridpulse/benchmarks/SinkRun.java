package dev.gridpulse.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.gridpulse.aggregator.AggregatorSettings;
import dev.gridpulse.aggregator.SinkConnections;
import dev.gridpulse.aggregator.sink.Sink;
import dev.gridpulse.model.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** The real sink over a topic of readings that had been filled, until all are stored. */
final class SinkRun {
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private SinkRun() {}

  /**
   * Stores them.
   *
   * @param database with gridpulse's tables, which nobody has written to
   * @param readings how many there are
   * @return readings/s from when the first transaction was committed, without what that one stored:
   *     joining the group and finding the beginning is no part of it
   */
  static double readingsPerSecond(
      Map<String, Object> kafka, DatabaseServer.Database database, Path folder, long readings)
      throws SQLException, InterruptedException {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    AggregatorSettings settings =
        new AggregatorSettings(
            kafka, database.url(), null, null, folder, 1, AggregatorSettings.DEFAULT_MAX_READINGS);
    Counter accepted = meters.counter("gridpulse.readings.accepted");
    try (HikariDataSource pool = SinkConnections.open(settings, meters)) {
      String instance = "bench-" + UUID.randomUUID();
      try (Sink sink = Sink.start(kafka, instance, pool, Topics.READINGS.partitions(), meters)) {
        await(sink, accepted, 1);
        double first = accepted.count();
        long begin = System.nanoTime();
        await(sink, accepted, readings);
        return (readings - first) * 1e9 / (System.nanoTime() - begin);
      }
    }
  }

  private static void await(Sink sink, Counter accepted, long readings)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (accepted.count() < readings) {
      if (sink.failure().isPresent() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%,.0f of %,d readings are stored; %s"
                .formatted(accepted.count(), readings, sink.failure().orElse("no failure")));
      }
      Thread.sleep(1);
    }
  }
}
