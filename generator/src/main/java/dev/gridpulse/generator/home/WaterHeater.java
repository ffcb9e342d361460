package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Hash;
import dev.gridpulse.generator.noise.Waves;

/** A boiler: most of a day's warm water is heated in the night before, the rest at dinner time. */
final class WaterHeater extends DailyAppliance {
  /** About 25 litres of 45 °C a person and day. */
  private static final double KWH_PER_PERSON = 1.15;

  private static final double IDLE_KWH = 0.15;
  private static final double AT_NIGHT = 0.78;
  private static final double WINTER = 0.08;

  private final Residents residents;
  private final double watts;
  private final int night;

  WaterHeater(long key, LocalCalendar calendar, Residents residents) {
    super(Usage.WATER_HEATER, key, calendar);
    this.residents = residents;
    this.watts = 2_000 + 500 * Hash.below(3, key, -1);
    this.night = 20 * MINUTE + Hash.below(150 * MINUTE, key, -2);
  }

  @Override
  void plan(LocalDay day, Load load) {
    double season = 1 + 0.12 * Waves.cosine(Weather.season(day.start()) - WINTER);
    double used = KWH_PER_PERSON * residents.persons() * season * (0.75 + 0.5 * chance(day, 0));
    double kwh = IDLE_KWH + (residents.away(day) ? 0 : used);
    run(day, night + below(8 * MINUTE, day, 1), seconds(kwh * AT_NIGHT), watts, load);
    int evening = 18 * HOUR + below(2 * HOUR, day, 2);
    run(day, evening, seconds(kwh * (1 - AT_NIGHT)), watts, load);
  }

  private int seconds(double kwh) {
    return (int) (kwh * 3_600_000 / watts);
  }
}
