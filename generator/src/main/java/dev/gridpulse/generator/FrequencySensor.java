package dev.gridpulse.generator;

import dev.gridpulse.generator.noise.Hash;
import dev.gridpulse.generator.noise.Waves;
import dev.gridpulse.model.Sensor;

/**
 * The frequency of a grid as the one of Continental Europe, Hz to the mHz: noise at four time
 * scales, the swing around every full hour at which plants change their schedules, and now and then
 * the loss of a plant or a large consumer. All substations of a seed see the same grid, each with
 * an error of its own.
 */
final class FrequencySensor implements SyntheticSensor {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;

  private static final long EVENT_WINDOW = 6 * HOUR;
  private static final double EVENT_CHANCE = 0.1;
  private static final long EVENT_LENGTH = 20 * MINUTE;
  private static final double FALL_MS = 8 * SECOND;
  private static final double RECOVERY_MS = 100 * SECOND;

  private final Sensor entry;
  private final long grid;
  private final long error;

  FrequencySensor(Sensor entry, long seed) {
    this.entry = entry;
    this.grid = Hash.key(seed, "grid");
    this.error = Hash.key(seed, entry.name());
  }

  @Override
  public Sensor entry() {
    return entry;
  }

  @Override
  public double value(long timestamp) {
    double deviation =
        noise(timestamp)
            + hourly(timestamp)
            + event(timestamp)
            + 1.5 * (Hash.uniform(error, timestamp) - 0.5);
    return Math.round(50_000 + deviation) / 1_000.0;
  }

  private double noise(long timestamp) {
    return 46 * (Hash.smooth(grid, timestamp, 15 * MINUTE) - 0.5)
        + 42 * (Hash.smooth(grid + 1, timestamp, 3 * MINUTE) - 0.5)
        + 20 * (Hash.smooth(grid + 2, timestamp, 25 * SECOND) - 0.5)
        + 5 * (Hash.smooth(grid + 3, timestamp, 2 * SECOND) - 0.5);
  }

  /** Up towards the hour in the morning and down in the evening, gone ten minutes later. */
  private double hourly(long timestamp) {
    long hour = Math.floorDiv(timestamp + 30 * MINUTE, HOUR);
    double minutes = (timestamp - hour * HOUR) / (double) MINUTE;
    double width = minutes < 0 ? 6 : 10;
    double x = minutes / width;
    double bell = Math.max(0, 1 - x * x);
    double ofDay = 22 * Waves.cosine((hour - 6) / 24.0);
    return bell * bell * (ofDay + 30 * (Hash.uniform(grid + 4, hour) - 0.5));
  }

  private double event(long timestamp) {
    long window = Math.floorDiv(timestamp, EVENT_WINDOW);
    if (Hash.uniform(grid + 5, window) >= EVENT_CHANCE) {
      return 0;
    }
    double place = Hash.uniform(grid + 6, window) * (EVENT_WINDOW - EVENT_LENGTH);
    double since = timestamp - window * EVENT_WINDOW - Math.floor(place);
    if (since < 0 || since >= EVENT_LENGTH) {
      return 0;
    }
    double depth = 45 + 95 * Hash.uniform(grid + 7, window);
    double sign = Hash.uniform(grid + 8, window) < 0.75 ? -1 : 1;
    double x = since / RECOVERY_MS;
    double gone = 1 - since / EVENT_LENGTH;
    return sign * depth * Math.min(1, since / FALL_MS) * gone / (1 + x * x);
  }
}
