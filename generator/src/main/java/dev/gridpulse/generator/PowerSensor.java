package dev.gridpulse.generator;

import dev.gridpulse.model.Sensor;

/**
 * Electric power in W with two decimals: a base load, a peak in the morning and a higher one in the
 * evening of the sensor's zone, different from sensor to sensor, with slow and fast noise. Only
 * additions, multiplications and divisions, which every machine computes alike.
 */
final class PowerSensor implements SyntheticSensor {
  private static final double HOUR = 3_600_000;
  private static final long SLOW_NOISE_MS = 300_000;

  private final Sensor entry;
  private final WallClock clock;
  private final long key;
  private final double base;
  private final double morning;
  private final double morningHour;
  private final double evening;
  private final double eveningHour;

  PowerSensor(Sensor entry, long seed, WallClock clock) {
    this.entry = entry;
    this.clock = clock;
    this.key = Hash.key(seed, entry.name());
    this.base = 80 + 120 * Hash.uniform(key, -1);
    this.morning = 400 + 800 * Hash.uniform(key, -2);
    this.morningHour = 6.5 + 1.5 * Hash.uniform(key, -3);
    this.evening = 800 + 1_700 * Hash.uniform(key, -4);
    this.eveningHour = 18 + 2.5 * Hash.uniform(key, -5);
  }

  @Override
  public Sensor entry() {
    return entry;
  }

  @Override
  public double value(long timestamp) {
    double hour = clock.millisOfDay(timestamp) / HOUR;
    double profile =
        base + morning * peak(hour - morningHour, 2) + evening * peak(hour - eveningHour, 4);
    double slow = 0.6 + 0.8 * Hash.smooth(key, timestamp, SLOW_NOISE_MS);
    double fast = 0.97 + 0.06 * Hash.uniform(key, timestamp);
    return Math.round(profile * slow * fast * 100) / 100.0;
  }

  /** A bump of height 1 that reaches {@code width} hours to both sides. */
  private static double peak(double hours, double width) {
    double x = hours / width;
    double y = 1 - x * x;
    return y > 0 ? y * y : 0;
  }
}
