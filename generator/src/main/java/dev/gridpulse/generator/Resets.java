package dev.gridpulse.generator;

import dev.gridpulse.generator.noise.Hash;

/** When a meter begins at zero again, as if it had been replaced. */
final class Resets {
  static final long NEVER = Long.MIN_VALUE;

  private static final long DAY_MS = 86_400_000;

  /** Resets that lie further back are not looked for. */
  private static final int MOST_DAYS = 4_000;

  private final long key;
  private final double share;
  private final SyntheticSensor sensor;

  // The day asked for last: its own reset and the last one before it.
  private long day = Long.MIN_VALUE;
  private long inDay = NEVER;
  private long before = NEVER;

  private long base = NEVER;
  private double atBase;

  /**
   * @param share of the days on which it is reset, 0 to 1
   */
  Resets(long key, double share, SyntheticSensor sensor) {
    this.key = key + 2;
    this.share = share;
    this.sensor = sensor;
  }

  /** What the sensor shows since its last reset. */
  double value(long timestamp) {
    double value = sensor.value(timestamp);
    if (share == 0) {
      return value;
    }
    long reset = last(timestamp);
    if (reset == NEVER) {
      return value;
    }
    if (reset != base) {
      atBase = sensor.value(reset);
      base = reset;
    }
    return Math.round((value - atBase) * 1_000) / 1_000.0;
  }

  /** Whether there was a reset in (from, to]. */
  boolean between(long from, long to) {
    return share > 0 && last(to) > from;
  }

  /** The last reset at or before an instant, or {@link #NEVER}. */
  private long last(long timestamp) {
    long today = Math.floorDiv(timestamp, DAY_MS);
    if (today != day) {
      before = NEVER;
      for (long earlier = today - 1; before == NEVER && earlier > today - MOST_DAYS; earlier--) {
        before = on(earlier);
      }
      inDay = on(today);
      day = today;
    }
    return inDay != NEVER && inDay <= timestamp ? inDay : before;
  }

  private long on(long number) {
    return Hash.uniform(key, number) < share
        ? number * DAY_MS + Hash.below((int) DAY_MS, key + 1, number)
        : NEVER;
  }
}
