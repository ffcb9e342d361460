package dev.gridpulse.benchmarks;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A figure of a suite.
 *
 * @param name what was measured, such as {@code generate.backfill}
 * @param ratio measured to reference, or of what is the better the less (a time, a size) reference
 *     to measured; more is better
 * @param low the smallest ratio of a single turn
 * @param high the largest ratio of a single turn
 * @param measured what gridpulse did, in the unit
 * @param reference what it is compared with, in the same unit
 * @param unit of both, such as {@code readings/s}
 * @param note what else there is to know
 */
record Result(
    String name,
    double ratio,
    double low,
    double high,
    double measured,
    double reference,
    String unit,
    String note) {

  /** Of a single turn. */
  static Result of(String name, double measured, double reference, String unit, String note) {
    double ratio = measured / reference;
    return new Result(name, ratio, ratio, ratio, measured, reference, unit, note);
  }

  /** Of a time, which is the better the shorter: the ratio is that of the reference to it. */
  static Result ofTime(String name, double measured, double reference, String unit, String note) {
    double ratio = reference / measured;
    return new Result(name, ratio, ratio, ratio, measured, reference, unit, note);
  }

  /** The medians of turns in which both were measured, one after the other. */
  static Result ofTurns(
      String name, double[] measured, double[] reference, String unit, String note) {
    double middle = Bench.median(measured);
    double against = Bench.median(reference);
    double[] ratios =
        IntStream.range(0, measured.length).mapToDouble(i -> measured[i] / reference[i]).toArray();
    Arrays.sort(ratios);
    return new Result(
        name, middle / against, ratios[0], ratios[ratios.length - 1], middle, against, unit, note);
  }
}
