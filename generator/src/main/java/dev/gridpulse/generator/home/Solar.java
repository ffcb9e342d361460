package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Hash;

/** Panels on the roof, minute by minute: the height of the sun, and clouds that pass. */
final class Solar implements Appliance {
  private static final int MINUTE = 60;
  private static final long PATCH = 240;
  private static final double SYSTEM = 0.66;
  private static final double SHADE = 0.82;

  private final long key;
  private final Weather weather;
  private final Sun sun;
  private final double peakWatts;
  private final int eastWest;

  /**
   * @param peakWatts what the panels are sold as, W
   */
  Solar(long key, Weather weather, Sun sun, double peakWatts) {
    this.key = key;
    this.weather = weather;
    this.sun = sun;
    this.peakWatts = peakWatts;
    this.eastWest = Hash.below(3_600, key, -1) - 1_800;
  }

  @Override
  public Usage usage() {
    return Usage.SOLAR;
  }

  @Override
  public void draw(long from, long to, Load load) {
    for (long minute = Math.floorDiv(from, MINUTE); minute * MINUTE < to; minute++) {
      long start = minute * MINUTE;
      int deciwatts = deciwatts(start);
      if (deciwatts > 0) {
        load.add(start, start + MINUTE, -deciwatts);
      }
    }
  }

  private int deciwatts(long second) {
    double elevation = sun.elevation(second + eastWest);
    if (elevation <= 0) {
      return 0;
    }
    // What a clear sky gives to a tilted roof: 0.53 at noon in winter, 0.9 in summer.
    double clear = 1.25 * elevation / (elevation + 0.35) * Math.min(1, elevation * 12);
    return (int) (peakWatts * 10 * SYSTEM * clear * (1 - SHADE * shade(second)));
  }

  /** Broken clouds come and go within minutes, a clear or an overcast sky does not change. */
  private double shade(long second) {
    double clouds = weather.cloudiness(second);
    double patches = (Hash.smooth(key, second, PATCH) - 0.5) * 5 * clouds * (1 - clouds);
    return Math.clamp(clouds + patches, 0, 1);
  }
}
