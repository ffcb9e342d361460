package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Hash;

/** Washing machine, dryer and dishwasher, the more persons the more often. */
final class Washing extends DailyAppliance {
  private final Residents residents;
  private final boolean dryer;
  private final boolean dishwasher;

  Washing(long key, LocalCalendar calendar, Residents residents) {
    super(Usage.WASHING, key, calendar);
    this.residents = residents;
    this.dryer = Hash.uniform(key, -1) < 0.25 + 0.1 * residents.persons();
    this.dishwasher = Hash.uniform(key, -2) < 0.35 + 0.2 * residents.persons();
  }

  @Override
  void plan(LocalDay day, Load load) {
    if (residents.away(day)) {
      return;
    }
    double often = (0.06 + 0.17 * residents.persons()) * (day.free() ? 1.5 : 0.8);
    if (chance(day, 0) < often) {
      int begin =
          residents.homeByDay(day)
              ? 9 * HOUR + below(8 * HOUR, day, 1)
              : 8 * HOUR + below(11 * HOUR, day, 1);
      laundry(day, begin, load);
    }
    if (dishwasher && chance(day, 2) < 0.25 + 0.14 * residents.persons()) {
      boolean noon = residents.homeByDay(day) && chance(day, 6) < 0.5;
      int begin = noon ? 13 * HOUR + below(2 * HOUR, day, 3) : 19 * HOUR + below(3 * HOUR, day, 3);
      dishes(day, begin, load);
    }
  }

  private void laundry(LocalDay day, int begin, Load load) {
    run(day, begin, 3 * MINUTE, 90, load);
    int heating = 9 * MINUTE + below(10 * MINUTE, day, 4);
    run(day, begin + 3 * MINUTE, heating, 2_050, load);
    int washing = begin + 3 * MINUTE + heating;
    cycle(day, washing, 48 * MINUTE, 30, 18, 210, load);
    run(day, washing + 48 * MINUTE, 6 * MINUTE, 420, load);
    if (dryer) {
      run(day, washing + 65 * MINUTE, 70 * MINUTE + below(30 * MINUTE, day, 5), 690, load);
    }
  }

  private void dishes(LocalDay day, int begin, Load load) {
    run(day, begin, 5 * MINUTE, 40, load);
    run(day, begin + 5 * MINUTE, 12 * MINUTE, 1_950, load);
    run(day, begin + 17 * MINUTE, 35 * MINUTE, 55, load);
    run(day, begin + 52 * MINUTE, 11 * MINUTE, 1_950, load);
    run(day, begin + 63 * MINUTE, 25 * MINUTE, 15, load);
  }
}
