package dev.gridpulse.aggregator.topology;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Rung;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Streams of readings of a few sensors as they may come: in order, shuffled, in reverse, twice and
 * corrected, close to the edges of windows, with ticks, commits and restarts in between.
 */
final class RandomStreams {
  static final List<String> SENSORS = List.of("a", "ab", "Zähler 7");

  /** Three quarter-hours from each of these on: from the first time there is, and from any. */
  private static final List<Long> ORIGINS =
      List.of(0L, Instant.parse("2026-03-01T10:00:00Z").toEpochMilli());

  private static final long SPAN = 3 * Rung.QUARTER_HOUR.millis();

  private RandomStreams() {}

  /** One thing that happens. */
  sealed interface Step {
    /** A record comes. */
    record Send(ReadingBatch readings) implements Step {
      @Override
      public String toString() {
        return readings.sensor()
            + IntStream.range(0, readings.size()).mapToObj(readings::reading).toList();
      }
    }

    /** A record that came before comes again. */
    record Repeat(int record) implements Step {}

    /** A record that came before comes again with other values. */
    record Correct(int record, double by) implements Step {}

    /** Every changed window is emitted. */
    record Tick() implements Step {}

    /** Kafka Streams commits. */
    record Commit() implements Step {}

    /** It commits, and whatever is not in the store then is lost. */
    record Restart() implements Step {}
  }

  /** Streams of 1 to {@code maxSteps} steps. */
  static Arbitrary<List<Step>> streams(int maxSteps) {
    return Arbitraries.frequencyOf(
            Tuple.of(12, sends()),
            Tuple.of(3, records().map(Step.Repeat::new)),
            Tuple.of(3, Combinators.combine(records(), values()).as(Step.Correct::new)),
            Tuple.of(2, Arbitraries.of(new Step.Tick())),
            Tuple.of(2, Arbitraries.of(new Step.Commit())),
            Tuple.of(2, Arbitraries.of(new Step.Restart())))
        .list()
        .ofMinSize(1)
        .ofMaxSize(maxSteps);
  }

  private static Arbitrary<Integer> records() {
    return Arbitraries.integers().between(0, 100);
  }

  private static Arbitrary<Step> sends() {
    return Combinators.combine(
            Arbitraries.of(SENSORS),
            Arbitraries.of(ORIGINS),
            timestamps().list().ofMinSize(1).ofMaxSize(12),
            values().list().ofSize(12),
            Arbitraries.of(Order.values()))
        .as(
            (sensor, origin, timestamps, values, order) ->
                new Step.Send(batch(sensor, origin, order.of(timestamps), values)));
  }

  private enum Order {
    AS_DRAWN,
    ASCENDING,
    DESCENDING;

    List<Long> of(List<Long> timestamps) {
      return switch (this) {
        case AS_DRAWN -> timestamps;
        case ASCENDING -> timestamps.stream().sorted().toList();
        case DESCENDING -> timestamps.stream().sorted(Collections.reverseOrder()).toList();
      };
    }
  }

  private static ReadingBatch batch(
      String sensor, long origin, List<Long> timestamps, List<Double> values) {
    return ReadingBatch.of(
        sensor,
        timestamps.stream().mapToLong(timestamp -> origin + timestamp).toArray(),
        values.stream().mapToDouble(Double::doubleValue).toArray(),
        timestamps.size());
  }

  /** Milliseconds after the origin. */
  private static Arbitrary<Long> timestamps() {
    Arbitrary<Long> starts =
        Arbitraries.of(Rung.values())
            .flatMap(
                rung ->
                    Arbitraries.longs()
                        .between(0, SPAN / rung.millis() - 1)
                        .map(window -> window * rung.millis()));
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.longs().between(0, SPAN - 1)),
        Tuple.of(2, starts),
        Tuple.of(2, starts.map(start -> start + Rung.FIVE_SECONDS.millis() - 1)),
        // Close together, so that the same time comes again.
        Tuple.of(3, Arbitraries.longs().between(0, 20).map(step -> step * 500)));
  }

  /** What the decoder lets through, from one end to the other. */
  private static Arbitrary<Double> values() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.doubles().between(-1000, 1000).ofScale(3)),
        Tuple.of(
            1,
            Arbitraries.of(
                0.0, -0.0, 0.1, 0.2, 1.0, 1e100, -1e100, 1e-290, -1e-290, 1e16, 4.35e-5)));
  }

  /** Every second reading with another value. */
  static ReadingBatch corrected(ReadingBatch batch, double by) {
    return ReadingBatch.of(
        batch.sensor(),
        IntStream.range(0, batch.size()).mapToLong(batch::timestamp).toArray(),
        IntStream.range(0, batch.size())
            .mapToDouble(i -> i % 2 == 0 ? by : batch.value(i))
            .toArray(),
        batch.size());
  }
}
