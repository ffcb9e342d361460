package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Hash;

/** Lamps, while somebody is up and it is dark. */
final class Lighting extends DailyAppliance {
  private static final int STEP = 10 * MINUTE;
  private static final double DUSK = 0.06;
  private static final long MOOD = 2_400;

  private final Residents residents;
  private final Sun sun;
  private final double watts;

  Lighting(long key, LocalCalendar calendar, Residents residents, Sun sun) {
    super(Usage.LIGHTING, key, calendar);
    this.residents = residents;
    this.sun = sun;
    this.watts = 14 + 22 * residents.persons() + 35 * Hash.uniform(key, -1);
  }

  @Override
  void plan(LocalDay day, Load load) {
    if (residents.away(day)) {
      return;
    }
    int wake = residents.wake(day);
    int bed = residents.bed(day);
    int out = residents.homeByDay(day) ? bed : wake + 70 * MINUTE;
    int back = residents.homeByDay(day) ? bed : 16 * HOUR + 30 * MINUTE + below(HOUR, day, 0);
    lit(day, wake, out, load);
    lit(day, back, bed, load);
  }

  private void lit(LocalDay day, int from, int to, Load load) {
    for (int local = from; local < to; local += STEP) {
      long second = day.at(local);
      if (sun.elevation(second) < DUSK) {
        double rooms = 0.45 + 0.9 * Hash.smooth(key + 1, second, MOOD);
        run(day, local, Math.min(STEP, to - local), watts * rooms, load);
      }
    }
  }
}
