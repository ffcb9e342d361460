package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Hash;

/**
 * Small noise from second to second: the difference of two neighbouring numbers. So its sum over
 * any time is the difference of two numbers as well, and energy needs no summing.
 */
final class Flicker {
  private final long key;
  private final int deciwatts;

  /**
   * @param deciwatts the noise stays below, in tenths of a watt
   */
  Flicker(long key, int deciwatts) {
    this.key = key;
    this.deciwatts = deciwatts;
  }

  /** Tenths of a watt in a second since the epoch, more than −{@link #limit} and less than it. */
  int at(long second) {
    return level(second + 1) - level(second);
  }

  /** The sum over [from, to): tenths of a watt times seconds. */
  long sum(long from, long to) {
    return (long) level(to) - level(from);
  }

  int limit() {
    return deciwatts;
  }

  private int level(long second) {
    return Hash.below(deciwatts, key, second);
  }
}
