package dev.gridpulse.model;

import java.util.Objects;

/**
 * One measured value of one sensor. (sensor, timestamp) identifies a reading: of two with the same
 * pair the one written later wins.
 *
 * @param sensor the sensor's name, see {@link SensorName}
 * @param timestamp event time in milliseconds since 1970-01-01T00:00:00Z
 * @param value the measured value in the sensor's unit; finite
 */
public record Reading(String sensor, long timestamp, double value) {

  public Reading {
    Objects.requireNonNull(sensor, "sensor");
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("value is not finite: " + value);
    }
  }
}
