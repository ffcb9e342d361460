package dev.gridpulse.generator;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAmount;
import org.jspecify.annotations.Nullable;

/** Sensors and runs as tests want them. */
final class Fleets {
  static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");
  static final Duration SECOND = Duration.ofSeconds(1);

  private Fleets() {}

  static Fleet of(Shape shape, int sensors, Duration interval, long seed) {
    return new Fleet(
        shape, sensors, 1, false, interval, seed, Fleet.DEFAULT_PREFIX, ZoneOffset.UTC);
  }

  static Fleet inZurich(Shape shape, int sensors, boolean counters, long seed) {
    return new Fleet(shape, sensors, 1, counters, SECOND, seed, Fleet.DEFAULT_PREFIX, ZURICH);
  }

  static GeneratorOptions run(
      Fleet fleet, @Nullable TemporalAmount backfill, @Nullable Duration duration) {
    return new GeneratorOptions(fleet, backfill, null, null, duration, 1, Faults.NONE);
  }
}
