package dev.gridpulse.generator.home;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The days of a zone. Keeps those it was asked for last; safe for many threads. */
final class LocalCalendar {
  private static final int KEPT_DAYS = 1 << 10;

  private final ZoneId zone;
  private final Holidays holidays;
  private final AtomicReferenceArray<@Nullable LocalDay> kept =
      new AtomicReferenceArray<>(KEPT_DAYS);

  LocalCalendar(ZoneId zone) {
    this.zone = zone;
    this.holidays = Holidays.of(zone);
  }

  /** The day in which a second since the epoch lies. */
  LocalDay dayOf(long second) {
    LocalDay day = day(Math.floorDiv(second, LocalDay.SECONDS));
    while (second < day.start()) {
      day = day(day.epochDay() - 1);
    }
    while (second >= day.end()) {
      day = day(day.epochDay() + 1);
    }
    return day;
  }

  /** The day with that number since 1970-01-01. */
  LocalDay day(long epochDay) {
    int slot = (int) (epochDay & (KEPT_DAYS - 1));
    LocalDay known = kept.get(slot);
    if (known != null && known.epochDay() == epochDay) {
      return known;
    }
    LocalDay day = compute(LocalDate.ofEpochDay(epochDay));
    kept.set(slot, day);
    return day;
  }

  private LocalDay compute(LocalDate date) {
    long start = startOf(date);
    long end = startOf(date.plusDays(1));
    return new LocalDay(
        date.toEpochDay(),
        start,
        end,
        end - start == LocalDay.SECONDS ? LocalDay.NO_CHANGE : change(date),
        isFree(date),
        isFree(date.plusDays(1)));
  }

  private long startOf(LocalDate date) {
    return date.atStartOfDay(zone).toEpochSecond();
  }

  private int change(LocalDate date) {
    ZoneOffsetTransition change =
        zone.getRules().nextTransition(date.atStartOfDay(zone).toInstant().minusSeconds(1));
    LocalDateTime wall =
        change == null ? date.plusDays(1).atStartOfDay() : change.getDateTimeBefore();
    return wall.toLocalDate().equals(date) ? wall.toLocalTime().toSecondOfDay() : LocalDay.SECONDS;
  }

  private boolean isFree(LocalDate date) {
    DayOfWeek weekday = date.getDayOfWeek();
    return weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY || holidays.contains(date);
  }
}
