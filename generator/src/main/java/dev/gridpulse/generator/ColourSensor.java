package dev.gridpulse.generator;

import dev.gridpulse.generator.noise.Hash;
import dev.gridpulse.model.Sensor;

/** A whole number from 1 to 100, anew at every instant. */
final class ColourSensor implements SyntheticSensor {
  private final Sensor entry;
  private final long key;

  ColourSensor(Sensor entry, long seed) {
    this.entry = entry;
    this.key = Hash.key(seed, entry.name());
  }

  @Override
  public Sensor entry() {
    return entry;
  }

  @Override
  public double value(long timestamp) {
    return 1 + Math.floor(100 * Hash.uniform(key, timestamp));
  }
}
