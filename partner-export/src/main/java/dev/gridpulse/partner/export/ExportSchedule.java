package dev.gridpulse.partner.export;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which exports are due: one for each local midnight of a zone since it is looked after, made as
 * soon as the clock on the wall has passed the set time.
 *
 * @param time of the local day
 */
record ExportSchedule(LocalTime time) {
  /**
   * The dates whose midnights are to be exported and have not been, oldest first.
   *
   * @param since when the zone began to be looked after
   * @param done the dates of those that were made
   */
  List<LocalDate> due(ZoneId zone, Instant since, Instant now, Set<LocalDate> done) {
    List<LocalDate> due = new ArrayList<>();
    LocalDate last = LocalDate.ofInstant(now, zone);
    for (LocalDate date = LocalDate.ofInstant(since, zone);
        !date.isAfter(last);
        date = date.plusDays(1)) {
      if (!done.contains(date) && exists(date, zone)) {
        Instant at = at(date, zone);
        if (at.isAfter(since) && !at.isAfter(now)) {
          due.add(date);
        }
      }
    }
    return due;
  }

  /** When the export of that midnight is made: where the clocks skip the time, when they do. */
  Instant at(LocalDate date, ZoneId zone) {
    return date.atTime(time).atZone(zone).toInstant();
  }

  /** Whether the zone has that day: some went over the date line. */
  static boolean exists(LocalDate date, ZoneId zone) {
    return date.atStartOfDay(zone).toLocalDate().equals(date);
  }
}
