package dev.gridpulse.query.range;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A range of which both ends belong to it, as in Prometheus' {@code query_range}.
 *
 * @param start milliseconds since the epoch
 * @param end milliseconds since the epoch; one less than the start when there is nothing in between
 */
public record TimeRange(long start, long end) {
  public TimeRange {
    if (end < start - 1) {
      throw new IllegalArgumentException("the end is before the start");
    }
  }

  /**
   * The whole milliseconds within two instants. Readings have whole milliseconds, so nothing is
   * lost.
   *
   * @throws IllegalArgumentException when the end is before the start
   */
  public static TimeRange of(Instant start, Instant end) {
    if (end.isBefore(start)) {
      throw new IllegalArgumentException("the end is before the start");
    }
    boolean whole = start.truncatedTo(ChronoUnit.MILLIS).equals(start);
    return new TimeRange(start.toEpochMilli() + (whole ? 0 : 1), end.toEpochMilli());
  }

  /** Milliseconds from the first to the last. */
  public long length() {
    return end - start;
  }
}
