package dev.gridpulse.model;

import java.time.Instant;
import java.time.LocalDate;

/**
 * What an export to the partner consists of: its last record in {@link Topics#PARTNER_EXPORT},
 * keyed by its id.
 *
 * @param id names the export, and is what an answer quotes
 * @param date the day whose midnight ends the period
 * @param timeZone IANA name of the zone whose midnight it is
 * @param revision 1, and one more for each time that it was made again because data had changed
 * @param start of the period, inclusive: the midnight a month before
 * @param end of the period, exclusive
 * @param sensors how many sensors it holds
 * @param days how many days of sensors, a record each
 * @param amendedDays how many of them say something else than when they were sent before
 * @param expectedMinutes how many minutes these days have
 * @param sentMinutes how many of them have a value
 * @param offsets where the days are
 * @param sha256 of the days' values in their order, a line feed after each, in hexadecimal
 */
public record ExportManifest(
    String id,
    LocalDate date,
    String timeZone,
    int revision,
    Instant start,
    Instant end,
    long sensors,
    long days,
    long amendedDays,
    long expectedMinutes,
    long sentMinutes,
    Offsets offsets,
    String sha256) {

  /**
   * Where the days of an export are. Between them there may be records of runs that were broken
   * off, which readers of committed records do not see.
   *
   * @param partition of the topic
   * @param first offset of the first day
   * @param last offset of the last day
   */
  public record Offsets(int partition, long first, long last) {}
}
