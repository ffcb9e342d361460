package dev.gridpulse.generator.home;

/** One kind of use in one home: a pure function of time. Safe for many threads. */
sealed interface Appliance permits DailyAppliance, Fridge, Heating, Solar, Standby {
  Usage usage();

  /**
   * Tells every stretch that overlaps [from, to), in any order; they may reach beyond it.
   *
   * @param from seconds since the epoch
   * @param to seconds since the epoch
   */
  void draw(long from, long to, Load load);
}
