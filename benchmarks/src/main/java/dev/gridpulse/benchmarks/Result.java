package dev.gridpulse.benchmarks;

/**
 * A figure of a suite.
 *
 * @param name what was measured, such as {@code generate.backfill}
 * @param ratio measured to reference; more is better
 * @param measured what gridpulse did, in the unit
 * @param reference what it is compared with, in the same unit
 * @param unit of both, such as {@code readings/s}
 * @param note what else there is to know
 */
record Result(
    String name, double ratio, double measured, double reference, String unit, String note) {
  static Result of(String name, double measured, double reference, String unit, String note) {
    return new Result(name, measured / reference, measured, reference, unit, note);
  }
}
