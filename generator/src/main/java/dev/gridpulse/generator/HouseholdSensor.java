package dev.gridpulse.generator;

import dev.gridpulse.generator.home.Household;
import dev.gridpulse.model.Sensor;

/** What a home takes from the grid, W; negative while it gives. */
record HouseholdSensor(Sensor entry, Household home) implements SyntheticSensor {
  @Override
  public double value(long timestamp) {
    return home.power(timestamp);
  }
}
