package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Hash;

/** What is always on, a little more or less from quarter-hour to quarter-hour. */
final class Standby implements Appliance {
  private static final int QUARTER = 900;

  private final long key;
  private final int deciwatts;
  private final int jitter;

  Standby(long key, int persons) {
    this.key = key;
    this.deciwatts = 210 + 150 * persons + Hash.below(350, key, -1);
    this.jitter = deciwatts / 6;
  }

  @Override
  public Usage usage() {
    return Usage.STANDBY;
  }

  @Override
  public void draw(long from, long to, Load load) {
    for (long quarter = Math.floorDiv(from, QUARTER); quarter * QUARTER < to; quarter++) {
      long start = quarter * QUARTER;
      load.add(start, start + QUARTER, deciwatts + Hash.below(jitter, key, quarter));
    }
  }
}
