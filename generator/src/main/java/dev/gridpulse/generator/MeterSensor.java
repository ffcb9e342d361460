package dev.gridpulse.generator;

import dev.gridpulse.generator.home.Household;
import dev.gridpulse.model.Sensor;

/** What the meter of a home shows, kWh. */
record MeterSensor(Sensor entry, Household home) implements SyntheticSensor {
  @Override
  public double value(long timestamp) {
    return home.meter(timestamp);
  }
}
