package dev.gridpulse.generator;

import dev.gridpulse.model.Sensor;

/**
 * A sensor that is made up. Its value is a pure function of seed, sensor and time: any instant can
 * be asked for without those before it, on any machine, with the same answer.
 */
public sealed interface SyntheticSensor
    permits HouseholdSensor,
        MeterSensor,
        FrequencySensor,
        ColourSensor,
        ConstantSensor,
        ReplayableSensor {
  /** What the registry is told about it. */
  Sensor entry();

  /**
   * The value at an instant.
   *
   * @param timestamp milliseconds since the epoch
   * @return the value in the entry's unit
   */
  double value(long timestamp);
}
