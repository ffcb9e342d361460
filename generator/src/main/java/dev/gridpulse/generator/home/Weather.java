package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Hash;
import dev.gridpulse.generator.noise.Waves;

/**
 * The weather of a region, hour by hour: Central European seasons with spells of several days on
 * them. Value noise at three time scales makes neighbouring hours and days alike.
 */
final class Weather {
  static final double YEAR = 31_556_952;
  private static final int HOUR = 3_600;
  private static final int DAY = 86_400;
  private static final double COLDEST = 20 * DAY / YEAR;
  private static final double WARMEST_HOUR = 15.0 / 24;

  private final long spell;
  private final long days;
  private final long clouds;
  private final int standardOffset;

  /**
   * @param standardOffset seconds that the region's standard time is ahead of UTC
   */
  Weather(long key, int standardOffset) {
    this.spell = Hash.key(key, "spell");
    this.days = Hash.key(key, "days");
    this.clouds = Hash.key(key, "clouds");
    this.standardOffset = standardOffset;
  }

  /** How far the year has gone, 0 to 1. */
  static double season(long second) {
    double years = second / YEAR;
    return years - Math.floor(years);
  }

  /** Degrees Celsius at the beginning of that hour. */
  double temperature(long second) {
    long hour = Math.floorDiv(second, HOUR) * HOUR;
    double year = 9.8 - 9.3 * Waves.cosine(season(hour) - COLDEST);
    double spells =
        11 * (Hash.smooth(spell, hour, 4 * DAY) - 0.5) + 5 * (Hash.smooth(days, hour, DAY) - 0.5);
    double ofDay = (double) Math.floorMod(hour + standardOffset, DAY) / DAY;
    double swing = 4.2 * (1 - 0.65 * cloudiness(hour));
    return year + spells + swing * Waves.cosine(ofDay - WARMEST_HOUR);
  }

  /** The share of the sky that is covered, 0 to 1. */
  double cloudiness(long second) {
    double noise =
        0.6 * Hash.smooth(clouds, second, 2 * DAY)
            + 0.4 * Hash.smooth(clouds + 1, second, 6 * HOUR);
    double winter = 0.12 * Waves.cosine(season(second) - COLDEST);
    return Math.clamp((noise - 0.5) * 1.7 + 0.55 + winter, 0, 1);
  }
}
