package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Hash;

/** Television in the evening, computers by day and night, the vacuum cleaner on free days. */
final class Entertainment extends DailyAppliance {
  private final Residents residents;
  private final double television;
  private final double computer;

  Entertainment(long key, LocalCalendar calendar, Residents residents) {
    super(Usage.ENTERTAINMENT, key, calendar);
    this.residents = residents;
    this.television = 70 + 90 * Hash.uniform(key, -1);
    this.computer = 50 + 60 * Hash.uniform(key, -2);
  }

  @Override
  void plan(LocalDay day, Load load) {
    if (residents.away(day)) {
      return;
    }
    int bed = residents.bed(day);
    int evening = 17 * HOUR + 45 * MINUTE + below(2 * HOUR, day, 0);
    run(day, evening, bed - evening - below(20 * MINUTE, day, 1), television, load);
    if (residents.persons() > 2) {
      int second = 16 * HOUR + below(3 * HOUR, day, 2);
      run(day, second, 90 * MINUTE + below(2 * HOUR, day, 3), television * 0.6, load);
    }
    for (int person = 1; person <= Math.min(3, residents.persons()); person++) {
      int begin = 15 * HOUR + below(6 * HOUR, day, 4 + person);
      run(day, begin, below(bed - begin, day, 8 + person), computer, load);
    }
    if (residents.homeByDay(day)) {
      byDay(day, load);
    }
  }

  private void byDay(LocalDay day, Load load) {
    if (!day.free()) {
      run(day, 8 * HOUR + 20 * MINUTE, 3 * HOUR + below(40 * MINUTE, day, 20), computer, load);
      run(day, 13 * HOUR, 3 * HOUR + below(90 * MINUTE, day, 21), computer, load);
      run(day, 9 * HOUR + below(4 * HOUR, day, 26), 4 * HOUR, television, load);
      return;
    }
    run(day, 13 * HOUR + below(2 * HOUR, day, 22), 2 * HOUR, television, load);
    if (chance(day, 23) < 0.5) {
      run(day, 10 * HOUR + below(4 * HOUR, day, 24), 9 * MINUTE + below(900, day, 25), 720, load);
    }
  }
}
