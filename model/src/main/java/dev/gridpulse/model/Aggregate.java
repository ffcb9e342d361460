package dev.gridpulse.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * The figures of one window of one sensor.
 *
 * @param start start of the window, milliseconds since the epoch
 * @param count number of readings, 1 or more
 * @param mean their sum in order of time, divided by the count
 * @param median the middle value; of an even count {@code lo + 0.5 * (hi - lo)}, as PostgreSQL's
 *     {@code percentile_cont(0.5)}
 * @param min the smallest value
 * @param max the largest value
 * @param digest the sum of {@link Digest#of} over the readings
 */
public record Aggregate(
    long start, int count, double mean, double median, double min, double max, long digest) {

  public Aggregate {
    if (count < 1) {
      throw new IllegalArgumentException("a window without readings has no aggregate");
    }
  }

  /**
   * Computes the window from its readings, to the last bit as the database would: {@code sum(value
   * ORDER BY ts)/count(*)} and {@code percentile_cont(0.5)}.
   *
   * @param timestamps in ascending order, none twice; the window is {@code [from, to)} of them
   * @param values one for each timestamp
   */
  public static Aggregate of(long start, long[] timestamps, double[] values, int from, int to) {
    Objects.checkFromToIndex(from, to, timestamps.length);
    double sum = values[from];
    long digest = Digest.of(timestamps[from], values[from]);
    for (int i = from + 1; i < to; i++) {
      sum += values[i];
      digest += Digest.of(timestamps[i], values[i]);
    }
    int count = to - from;
    double[] sorted = Arrays.copyOfRange(values, from, to);
    Arrays.sort(sorted);
    double lo = sorted[(count - 1) / 2];
    double hi = sorted[count / 2];
    double median = count % 2 == 1 ? lo : lo + 0.5 * (hi - lo);
    return new Aggregate(start, count, sum / count, median, sorted[0], sorted[count - 1], digest);
  }
}
