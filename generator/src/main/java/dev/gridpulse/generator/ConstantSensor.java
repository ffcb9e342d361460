package dev.gridpulse.generator;

import dev.gridpulse.model.Sensor;

/** Always the same value: what is computed of it is known without computing. */
record ConstantSensor(Sensor entry, double constant) implements SyntheticSensor {
  @Override
  public double value(long timestamp) {
    return constant;
  }
}
