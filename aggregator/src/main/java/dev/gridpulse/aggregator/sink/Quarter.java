package dev.gridpulse.aggregator.sink;

import java.util.Comparator;

/**
 * A quarter-hour of a sensor, in the order of the primary keys.
 *
 * @param sensorId the sensor's id in the database
 * @param start start of the quarter-hour, milliseconds since the epoch
 */
record Quarter(int sensorId, long start) implements Comparable<Quarter> {
  private static final Comparator<Quarter> BY_KEY =
      Comparator.comparingInt(Quarter::sensorId).thenComparingLong(Quarter::start);

  @Override
  public int compareTo(Quarter other) {
    return BY_KEY.compare(this, other);
  }
}
