package dev.gridpulse.query.energy;

import dev.gridpulse.model.Resolution;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A stretch of the calendar of which consumption is told, in parts. */
public enum Period {
  DAY(ChronoUnit.DAYS, Resolution.HOUR),
  /** From Monday. */
  WEEK(ChronoUnit.WEEKS, Resolution.DAY),
  MONTH(ChronoUnit.MONTHS, Resolution.DAY),
  YEAR(ChronoUnit.YEARS, Resolution.MONTH);

  private final ChronoUnit unit;
  private final Resolution part;

  Period(ChronoUnit unit, Resolution part) {
    this.unit = unit;
    this.part = part;
  }

  /** The one of that name, or empty. */
  public static Optional<Period> ofLabel(String label) {
    return Arrays.stream(values()).filter(period -> period.label().equals(label)).findFirst();
  }

  /** The name in requests and answers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The length of its parts. */
  public Resolution part() {
    return part;
  }

  /** The first day of the period in which a day lies. */
  public LocalDate begin(LocalDate day) {
    return switch (this) {
      case DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
      case YEAR -> day.withDayOfYear(1);
    };
  }

  /** The first day of the period that follows the one that begins so. */
  public LocalDate next(LocalDate begin) {
    return begin.plus(1, unit);
  }

  /** The first day of the period before. */
  public LocalDate previous(LocalDate begin) {
    return begin.minus(1, unit);
  }

  /**
   * The day and time in another period that a time in this one is beside: the same date of the
   * year, else as many days from the begin.
   *
   * @param begin this period's
   * @param other that of the other one
   */
  public LocalDateTime sameTime(LocalDate begin, LocalDate other, LocalDateTime time) {
    return this == YEAR
        ? time.plusYears(other.getYear() - begin.getYear())
        : other.atStartOfDay().plus(Duration.between(begin.atStartOfDay(), time));
  }

  /**
   * The first day of the same period a year before: the same date (of 29 February the 28th), the
   * week of the same number (of week 53 the last one), the same month.
   */
  public LocalDate previousYear(LocalDate begin) {
    if (this != WEEK) {
      return begin.minusYears(1);
    }
    int year = begin.get(IsoFields.WEEK_BASED_YEAR) - 1;
    LocalDate within = LocalDate.of(year, 7, 1);
    long weeks = IsoFields.WEEK_OF_WEEK_BASED_YEAR.rangeRefinedBy(within).getMaximum();
    long week = Math.min(begin.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), weeks);
    return begin(within.with(IsoFields.WEEK_OF_WEEK_BASED_YEAR, week));
  }
}
