package dev.gridpulse.query.range;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is known of a sensor that tells how far a bucket is to be trusted.
 *
 * @param last time of the last reading, milliseconds since the epoch; empty when there is none
 * @param interval milliseconds from one reading to the next, more than 0; empty when unknown
 */
public record Pulse(OptionalLong last, OptionalLong interval) {
  public Pulse {
    if (interval.isPresent() && interval.getAsLong() <= 0) {
      interval = OptionalLong.empty();
    }
  }

  /** Whether the sensor has a reading at or after the bucket's end: nothing is to come in order. */
  public boolean complete(long end) {
    return last.isPresent() && last.getAsLong() >= end;
  }

  /**
   * The readings a bucket has, of those it should have: 0 to 1, and empty while nobody knows the
   * interval. A bucket shorter than the interval is covered by one reading.
   */
  public OptionalDouble coverage(long count, long start, long end) {
    if (interval.isEmpty()) {
      return OptionalDouble.empty();
    }
    double expected = (double) (end - start) / interval.getAsLong();
    return OptionalDouble.of(Math.min(1, count / Math.max(1, expected)));
  }
}
