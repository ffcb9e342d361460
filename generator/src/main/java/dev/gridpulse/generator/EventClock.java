package dev.gridpulse.generator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The time of the readings: it begins at an instant and goes at a speed. Faster than the clock it
 * gets ahead of it by {@link #MAX_AHEAD} at most and goes with it from there, as what is more than
 * a day ahead would be rejected.
 */
final class EventClock {
  static final Duration MAX_AHEAD = Duration.ofHours(12);

  private final Clock clock;
  private final double speed;
  private final long begin;
  private final long start;

  /**
   * @param from where it begins, or null for now
   * @param speed 1 for the clock's, infinite for as fast as can be
   * @throws IllegalArgumentException when it would begin too far ahead
   */
  EventClock(Clock clock, @Nullable Instant from, double speed) {
    this.clock = clock;
    this.speed = speed;
    this.begin = clock.millis();
    this.start = from == null ? begin : from.toEpochMilli();
    if (start > begin + MAX_AHEAD.toMillis()) {
      throw new IllegalArgumentException("--from: more than 12 hours ahead of now");
    }
  }

  /** Where it began, milliseconds since the epoch. */
  long start() {
    return start;
  }

  /** Milliseconds since the epoch. */
  long now() {
    return Math.min(unbounded(clock.millis()), latest(clock.millis()));
  }

  /** How long to wait, in milliseconds of the clock, until it shows a time. */
  long millisUntil(long time) {
    long wall = clock.millis();
    long now = unbounded(wall);
    if (now >= latest(wall)) {
      return Math.max(0, time - latest(wall));
    }
    return (long) Math.ceil(Math.max(0, time - now) / speed);
  }

  private long unbounded(long wall) {
    if (speed == 1) {
      return start + wall - begin;
    }
    return Double.isInfinite(speed) ? Long.MAX_VALUE : start + (long) ((wall - begin) * speed);
  }

  private long latest(long wall) {
    return wall + MAX_AHEAD.toMillis();
  }
}
