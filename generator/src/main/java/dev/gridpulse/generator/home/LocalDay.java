package dev.gridpulse.generator.home;

/**
 * A day of the calendar in a zone.
 *
 * @param epochDay days since 1970-01-01
 * @param start its first second since the epoch
 * @param end the first second of the day that follows: 23, 24 or 25 hours later, as a rule
 * @param change local second of the day at which the clocks are moved, {@link #NO_CHANGE} as a rule
 * @param free a weekend or a public holiday
 * @param freeTomorrow whether the day that follows is
 */
record LocalDay(
    long epochDay, long start, long end, int change, boolean free, boolean freeTomorrow) {
  static final int NO_CHANGE = Integer.MAX_VALUE;
  static final int SECONDS = 86_400;

  /**
   * When clocks on the wall show that time of day. A time that comes twice means its first pass,
   * one that does not come the end of the gap.
   *
   * @param local seconds since midnight on the wall
   */
  long at(int local) {
    if (local < change) {
      return start + local;
    }
    long moved = start + local + (end - start - SECONDS);
    return Math.max(moved, start + change);
  }
}
