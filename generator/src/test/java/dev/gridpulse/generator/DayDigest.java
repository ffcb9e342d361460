package dev.gridpulse.generator;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The hash of a day of ten sensors, also as a process of its own. */
final class DayDigest {
  private static final Instant DAY = Instant.parse("2026-03-29T00:00:00Z");
  private static final int SECONDS = 86_400;

  private DayDigest() {}

  /** Prints the hash of the shape that the first argument names, as history. */
  public static void main(String[] arguments) {
    Fleet fleet = arguments[0].equals("meters") ? meters() : fleet(Shape.ofLabel(arguments[0]));
    System.out.println("digest " + of(fleet, SECONDS));
  }

  static Fleet fleet(Shape shape) {
    return fleet(shape, 1, Math.min(10, shape.mostSensors()));
  }

  static Fleet fleet(Shape shape, int first, int sensors) {
    return fleet(shape, first, sensors, false);
  }

  /** The meters of ten homes. */
  static Fleet meters() {
    return fleet(Shape.HOUSEHOLD, 1, 10, true);
  }

  private static Fleet fleet(Shape shape, int first, int sensors, boolean counters) {
    return new Fleet(
        shape,
        sensors,
        first,
        counters,
        Duration.ofSeconds(1),
        42,
        Fleet.DEFAULT_PREFIX,
        Fleets.ZURICH);
  }

  /** The hash of the day of which so many seconds are generated as history, the others live. */
  static long of(Fleet fleet, int history) {
    Instant start = DAY.plusSeconds(history);
    TestClock clock = new TestClock(start);
    DigestSink sink = new DigestSink();
    @Nullable Duration backfill = history == 0 ? null : Duration.ofSeconds(history);
    GeneratorOptions options =
        Fleets.run(fleet, backfill, Duration.ofSeconds(SECONDS - (long) history));
    try (Generator generator =
        new Generator(
            options,
            sink,
            FaultLedger.none(),
            clock,
            wait -> clock.advance(Duration.ofMillis(wait)))) {
      GeneratorSummary summary = generator.run();
      if (summary.delivered() != (long) SECONDS * fleet.sensors()) {
        throw new AssertionError("not a whole day: " + summary.describe());
      }
    }
    return sink.digest();
  }
}
