package dev.gridpulse.generator;

import dev.gridpulse.model.Sensor;

/** Always the same value: what is computed of it is known without computing. */
record ConstantSensor(Sensor entry) implements SyntheticSensor {
  private static final double VALUE = 100;

  @Override
  public double value(long timestamp) {
    return VALUE;
  }
}
