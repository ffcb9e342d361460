package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Hash;

/** Breakfast, lunch for those at home, dinner: kettle, coffee, hob and oven. */
final class Cooking extends DailyAppliance {
  private static final int HOB_PERIOD = 40;
  private static final int OVEN_PERIOD = 100;
  private static final double OVEN_WATTS = 2_400;

  private final Residents residents;
  private final double hob;
  private final int dinner;

  Cooking(long key, LocalCalendar calendar, Residents residents) {
    super(Usage.COOKING, key, calendar);
    this.residents = residents;
    this.hob = 750 + 190 * residents.persons() + 300 * Hash.uniform(key, -1);
    this.dinner = 16 * HOUR + 45 * MINUTE + Hash.below(210 * MINUTE, key, -2);
  }

  @Override
  void plan(LocalDay day, Load load) {
    if (residents.away(day)) {
      return;
    }
    breakfast(day, load);
    if (residents.homeByDay(day)) {
      lunch(day, load);
      kettle(day, 15 * HOUR + below(90 * MINUTE, day, 13), 14, load);
    }
    dinner(day, load);
  }

  private void lunch(LocalDay day, Load load) {
    int begin = 11 * HOUR + 20 * MINUTE + below(110 * MINUTE, day, 10);
    if (chance(day, 11) < (day.free() ? 0.8 : 0.62)) {
      hob(day, begin, 16 * MINUTE + below(24 * MINUTE, day, 12), load);
    }
    if (chance(day, 14) < (day.free() ? 0.35 : 0.15)) {
      oven(day, begin, 20 * MINUTE + below(25 * MINUTE, day, 15), load);
    }
  }

  private void breakfast(LocalDay day, Load load) {
    int up = residents.wake(day) + 8 * MINUTE;
    kettle(day, up + below(12 * MINUTE, day, 0), 1, load);
    run(day, up + below(20 * MINUTE, day, 2), 4 * MINUTE + below(4 * MINUTE, day, 3), 1_100, load);
    if (residents.persons() > 2) {
      cycle(day, up + below(25 * MINUTE, day, 4), 8 * MINUTE, 4 * MINUTE, 150, 950, load);
    }
  }

  private void dinner(LocalDay day, Load load) {
    int begin = dinner + below(50 * MINUTE, day, 20) - (day.free() ? 20 * MINUTE : 0);
    if (chance(day, 21) < (residents.homeByDay(day) ? 0.45 : 0.15)) {
      run(day, begin, 4 * MINUTE + below(5 * MINUTE, day, 22), 1_150, load);
      return;
    }
    hob(day, begin, 13 * MINUTE + below(20 * MINUTE, day, 23), load);
    if (chance(day, 24) < (day.free() ? 0.35 : 0.18)) {
      oven(day, begin, 15 * MINUTE + below(25 * MINUTE, day, 25), load);
    }
  }

  private void oven(LocalDay day, int local, int seconds, Load load) {
    int heating = 8 * MINUTE;
    run(day, local, heating, OVEN_WATTS, load);
    cycle(day, local + heating, seconds, OVEN_PERIOD, 40, OVEN_WATTS, load);
  }

  private void kettle(LocalDay day, int local, int number, Load load) {
    run(day, local, 90 + below(100, day, number), 2_000, load);
  }

  private void hob(LocalDay day, int local, int seconds, Load load) {
    int heating = 5 * MINUTE;
    run(day, local, heating, hob, load);
    cycle(day, local + heating, seconds - heating, HOB_PERIOD, 20, hob, load);
  }
}
