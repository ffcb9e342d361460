package dev.gridpulse.generator;

import dev.gridpulse.model.Sensor;

/**
 * Readings that anybody can compute again, in any language: for sensor number n at t milliseconds
 * since the epoch {@code n + (t mod 86400000) / 100000000.0}. The number shows before the point,
 * the time of day in UTC behind it.
 */
record ReplayableSensor(Sensor entry, int number) implements SyntheticSensor {
  private static final long DAY_MS = 86_400_000;
  private static final double SCALE = 100_000_000;

  @Override
  public double value(long timestamp) {
    return number + Math.floorMod(timestamp, DAY_MS) / SCALE;
  }
}
