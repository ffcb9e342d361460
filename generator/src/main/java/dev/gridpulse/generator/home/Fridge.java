package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Hash;
import dev.gridpulse.generator.noise.Waves;

/** Fridge and freezer: a compressor that runs for a third of each cycle, more in summer. */
final class Fridge implements Appliance {
  private static final double SUMMER = 0.55;
  private static final int SURGE_DECIWATTS = 4_000;

  private final long key;
  private final int cycle;
  private final int phase;
  private final double share;
  private final int deciwatts;

  Fridge(long key, int persons) {
    this.key = key;
    this.cycle = 2_400 + Hash.below(1_800, key, -1);
    this.phase = Hash.below(cycle, key, -2);
    this.share = 0.28 + 0.12 * Hash.uniform(key, -3);
    this.deciwatts = 570 + 140 * persons + Hash.below(350, key, -4);
  }

  @Override
  public Usage usage() {
    return Usage.FRIDGE;
  }

  @Override
  public void draw(long from, long to, Load load) {
    for (long number = Math.floorDiv(from - phase, cycle); ; number++) {
      long start = number * cycle + phase;
      if (start >= to) {
        return;
      }
      double warm = 1 + 0.15 * Waves.cosine(Weather.season(start) - SUMMER);
      double on = cycle * share * warm * (0.85 + 0.3 * Hash.uniform(key, number));
      // The motor's start is seen for a second only.
      load.add(start, start + 1, SURGE_DECIWATTS);
      load.add(start, start + (long) on, deciwatts);
    }
  }
}
