package dev.gridpulse.generator.home;

import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Set;

/**
 * Public holidays: those that nearly all of Germany, Austria and Switzerland keep, each with its
 * national day; in other zones New Year and Christmas.
 */
final class Holidays {
  private static final Set<MonthDay> EVERYWHERE = Set.of(MonthDay.of(1, 1), MonthDay.of(12, 25));

  private static final int GOOD_FRIDAY = -2;
  private static final int EASTER_MONDAY = 1;
  private static final int ASCENSION = 39;
  private static final int WHIT_MONDAY = 50;

  private final Set<MonthDay> fixed;
  private final Set<Integer> daysAfterEaster;

  private Holidays(Set<MonthDay> fixed, Set<Integer> daysAfterEaster) {
    this.fixed = fixed;
    this.daysAfterEaster = daysAfterEaster;
  }

  static Holidays of(ZoneId zone) {
    return switch (zone.getId()) {
      case "Europe/Berlin" -> central(MonthDay.of(10, 3));
      case "Europe/Vienna" -> central(MonthDay.of(10, 26));
      case "Europe/Zurich" -> central(MonthDay.of(8, 1));
      default -> new Holidays(EVERYWHERE, Set.of());
    };
  }

  private static Holidays central(MonthDay nationalDay) {
    Set<MonthDay> fixed = new HashSet<>(EVERYWHERE);
    fixed.add(MonthDay.of(5, 1));
    fixed.add(MonthDay.of(12, 26));
    fixed.add(nationalDay);
    return new Holidays(fixed, Set.of(GOOD_FRIDAY, EASTER_MONDAY, ASCENSION, WHIT_MONDAY));
  }

  boolean contains(LocalDate date) {
    if (fixed.contains(MonthDay.from(date))) {
      return true;
    }
    int days = (int) (date.toEpochDay() - easterSunday(date.getYear()).toEpochDay());
    return daysAfterEaster.contains(days);
  }

  /** Butcher's algorithm of 1876, good for every year of the Gregorian calendar. */
  static LocalDate easterSunday(int year) {
    int a = year % 19;
    int b = year / 100;
    int c = year % 100;
    int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
    return LocalDate.of(year, f / 31, f % 31 + 1);
  }
}
