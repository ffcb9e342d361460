package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Hash;

/** Who lives in a home: how many, when they are up, out, or away. */
final class Residents {
  private static final int MINUTE = 60;
  private static final int HOUR = 3_600;
  private static final int SATURDAY = 2;

  private final long key;
  private final int persons;
  private final double daysAtHome;
  private final int usualWake;
  private final int usualBed;

  Residents(long key, int persons) {
    this.key = key;
    this.persons = persons;
    this.daysAtHome = 0.40 + 0.58 * Hash.uniform(key, -1);
    this.usualWake = 5 * HOUR + 40 * MINUTE + Hash.below(100 * MINUTE, key, -2);
    this.usualBed = 21 * HOUR + 50 * MINUTE + Hash.below(85 * MINUTE, key, -3);
  }

  int persons() {
    return persons;
  }

  /** On holidays, for whole weeks from Saturday on: four a year, most in July and August. */
  boolean away(LocalDay day) {
    long week = Math.floorDiv(day.epochDay() - SATURDAY, 7);
    double season = Weather.season(day.start());
    double chance = season > 0.50 && season < 0.67 ? 0.22 : season > 0.98 ? 0.15 : 0.04;
    return Hash.uniform(key + 1, week) < chance;
  }

  /** Whether somebody is at home over the day. */
  boolean homeByDay(LocalDay day) {
    return day.free() || Hash.uniform(key + 2, day.epochDay()) < daysAtHome;
  }

  /** Local seconds since midnight at which they get up. */
  int wake(LocalDay day) {
    int later = day.free() ? 75 * MINUTE : 0;
    return usualWake + later + Hash.below(25 * MINUTE, key + 3, day.epochDay());
  }

  /** Local seconds since midnight at which the last one goes to bed, before midnight. */
  int bed(LocalDay day) {
    int later = day.freeTomorrow() ? 20 * MINUTE : 0;
    return usualBed + later + Hash.below(20 * MINUTE, key + 4, day.epochDay());
  }
}
