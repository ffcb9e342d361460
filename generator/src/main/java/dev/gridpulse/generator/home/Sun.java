package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Waves;

/** How high the sun stands at a latitude; noon is at 12:20 of the zone's standard time. */
final class Sun {
  private static final int DAY = 86_400;
  private static final int NOON = 12 * 3_600 + 20 * 60;
  private static final double SOLSTICE = 10 * DAY / Weather.YEAR;

  /** The sine of the tilt of the Earth's axis, 23.44 degrees. */
  private static final double TILT = 0.3978;

  private final double sineOfLatitude;
  private final double cosineOfLatitude;
  private final int standardOffset;

  Sun(double latitude, int standardOffset) {
    this.sineOfLatitude = StrictMath.sin(StrictMath.toRadians(latitude));
    this.cosineOfLatitude = StrictMath.cos(StrictMath.toRadians(latitude));
    this.standardOffset = standardOffset;
  }

  /** The sine of the sun's elevation, −1 to 1; negative at night. */
  double elevation(long second) {
    double sine = -TILT * Waves.cosine(Weather.season(second) + SOLSTICE);
    double cosine = Math.sqrt(1 - sine * sine);
    double turn = (double) (Math.floorMod(second + standardOffset, DAY) - NOON) / DAY;
    return sineOfLatitude * sine + cosineOfLatitude * cosine * Waves.cosine(turn);
  }
}
