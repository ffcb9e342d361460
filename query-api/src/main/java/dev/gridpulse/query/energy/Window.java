package dev.gridpulse.query.energy;

/**
 * A stored quarter-hour, or a finer window of one.
 *
 * @param start milliseconds since the epoch
 * @param length in milliseconds
 * @param count number of readings, 1 or more
 */
record Window(long start, long length, long count, double mean, double min, double max) {
  /** A quarter-hour. */
  static final long LENGTH = 900_000;

  long end() {
    return start + length;
  }

  /** When its last reading can have been: of one reading, when it can have been too. */
  long lastTime() {
    return count == 1 ? start : end() - 1;
  }

  /** Whether its readings are as many as its sensor's interval asks for, but for a few. */
  boolean isEven(long interval) {
    return Math.abs(count * interval - LENGTH) <= LENGTH / 50;
  }
}
