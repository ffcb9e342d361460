package dev.gridpulse.generator.home;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.Predicate;

/** What homes draw in the year 2025: sums by use, and the mean course of a day. */
final class LoadStatistics {
  static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  static final int QUARTERS = 96;
  private static final ZonedDateTime YEAR = ZonedDateTime.of(2025, 1, 1, 0, 0, 0, 0, BERLIN);

  private LoadStatistics() {}

  /** What a home's appliances draw in the year, without what it produces, kWh. */
  static double yearly(Household home) {
    double kwh = 0;
    for (Usage usage : Usage.values()) {
      kwh += usage == Usage.SOLAR ? 0 : yearly(home, usage);
    }
    return kwh;
  }

  static double yearly(Household home, Usage usage) {
    return home.energy(usage, millis(YEAR), millis(YEAR.plusYears(1)));
  }

  /**
   * Mean power in each quarter-hour of a local day, W.
   *
   * @param days which days count
   */
  static double[] profile(List<Household> homes, Predicate<ZonedDateTime> days) {
    double[] profile = new double[QUARTERS];
    int count = 0;
    for (ZonedDateTime day = YEAR; day.getYear() == YEAR.getYear(); day = day.plusDays(1)) {
      if (days.test(day)) {
        count++;
        for (Household home : homes) {
          addDay(home, day, profile);
        }
      }
    }
    for (int quarter = 0; quarter < QUARTERS; quarter++) {
      profile[quarter] /= (double) count * homes.size();
    }
    return profile;
  }

  private static void addDay(Household home, ZonedDateTime day, double[] profile) {
    for (int quarter = 0; quarter < QUARTERS; quarter++) {
      long from =
          day.toLocalDate().atTime(quarter / 4, quarter % 4 * 15).atZone(BERLIN).toEpochSecond();
      profile[quarter] += home.deciwattSeconds(from, from + 900) / 9_000.0;
    }
  }

  /** Power in each minute of a local day, W. */
  static double[] day(Household home, Instant start) {
    double[] watts = new double[1_440];
    for (int minute = 0; minute < watts.length; minute++) {
      watts[minute] = home.power(start.toEpochMilli() + minute * 60_000L);
    }
    return watts;
  }

  private static long millis(ZonedDateTime time) {
    return time.toInstant().toEpochMilli();
  }
}
