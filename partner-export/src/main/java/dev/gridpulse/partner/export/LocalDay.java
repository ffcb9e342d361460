package dev.gridpulse.partner.export;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * A day of the calendar of a zone: from one local midnight to the next, of 23, 24 or 25 hours, or
 * whatever else the zone makes of it.
 *
 * @param start milliseconds since the epoch, inclusive
 * @param end exclusive
 */
record LocalDay(LocalDate date, long start, long end) {
  private static final long MINUTE = 60_000;

  /** The days from one date to another, that one not included; those that do not exist are not. */
  static List<LocalDay> between(LocalDate from, LocalDate to, ZoneId zone) {
    List<LocalDay> days = new ArrayList<>();
    for (LocalDate date = from; date.isBefore(to); date = date.plusDays(1)) {
      LocalDay day = new LocalDay(date, startOf(date, zone), startOf(date.plusDays(1), zone));
      if (day.start < day.end) {
        days.add(day);
      }
    }
    return days;
  }

  /** The midnight with which a date begins, or what stands for it where the clocks skip it. */
  static long startOf(LocalDate date, ZoneId zone) {
    return date.atStartOfDay(zone).toInstant().toEpochMilli();
  }

  /** How many minutes it has. */
  int minutes() {
    return Math.toIntExact(Math.ceilDiv(end - start, MINUTE));
  }

  /** The minute of the day in which a time lies, from 0. */
  int minuteOf(long time) {
    return Math.toIntExact((time - start) / MINUTE);
  }
}
