package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Hash;

/**
 * A heat pump, or the pump of a heating that burns something: it runs for that share of each half
 * hour which the temperature outside asks for.
 */
final class Heating implements Appliance {
  private static final int PERIOD = 1_800;
  private static final double INSIDE = 17.5;
  private static final double SHORTEST_RUN = 0.12;
  private static final int NIGHT_ENDS = 5;
  private static final int NIGHT_BEGINS = 22;

  private final long key;
  private final LocalCalendar calendar;
  private final Weather weather;
  private final boolean heatPump;
  private final double lossPerDegree;
  private final double watts;

  Heating(long key, LocalCalendar calendar, Weather weather, int persons, boolean heatPump) {
    this.key = key;
    this.calendar = calendar;
    this.weather = weather;
    this.heatPump = heatPump;
    this.lossPerDegree = 60 + 12 * persons + 60 * Hash.uniform(key, -1);
    this.watts = heatPump ? 11 * lossPerDegree + 300 : 25 + 35 * Hash.uniform(key, -2);
  }

  @Override
  public Usage usage() {
    return Usage.HEATING;
  }

  @Override
  public void draw(long from, long to, Load load) {
    for (long period = Math.floorDiv(from, PERIOD); period * PERIOD < to; period++) {
      long start = period * PERIOD;
      int on = (int) (PERIOD * share(period, start));
      if (on > 0) {
        load.add(start, start + on, (int) (watts * 10));
      }
    }
  }

  /** The share of a half hour in which it runs. */
  private double share(long period, long start) {
    double cold = INSIDE - weather.temperature(start);
    if (cold <= 0) {
      return 0;
    }
    double wanted = heatPump ? electric(start, cold) / watts : cold / 14;
    if (wanted >= SHORTEST_RUN) {
      return Math.min(1, wanted);
    }
    return Hash.uniform(key, period) < wanted / SHORTEST_RUN ? SHORTEST_RUN : 0;
  }

  /** W that the heat costs; the colder, the more for each degree. */
  private double electric(long start, double cold) {
    long hour = (start - calendar.dayOf(start).start()) / 3_600;
    double lowered = hour < NIGHT_ENDS || hour >= NIGHT_BEGINS ? 0.75 : 1.08;
    double performance = Math.clamp(4.6 - 0.09 * cold, 2.2, 4.6);
    return lossPerDegree * cold * lowered / performance;
  }
}
