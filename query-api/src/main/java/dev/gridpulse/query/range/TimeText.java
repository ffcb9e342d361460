package dev.gridpulse.query.range;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Writes times as RFC 3339 has them, in the offset of a zone: {@code Z} where that is zero, and
 * milliseconds only where they are not. An offset with seconds (before there were zones) is rounded
 * to the minute and the local time with it, as in section 5.8 of the RFC: the instant stays exact.
 *
 * <p>An answer has tens of thousands of times, mostly of one day and one offset: both are kept, and
 * the text is written in place. One for each answer, not for two threads.
 */
public final class TimeText {
  private static final long DAY_MS = 86_400_000;

  private final ZoneRules rules;
  private final char[] text = new char[34];

  private long offsetFrom = Long.MAX_VALUE;
  private long offsetUntil = Long.MIN_VALUE;
  private int offsetMinutes;
  private long day = Long.MIN_VALUE;

  public TimeText(ZoneId zone) {
    this.rules = zone.getRules();
  }

  /**
   * Writes the time at the start of {@link #chars()}.
   *
   * @param millis since the epoch, of the years 0 to 9999
   * @return its length in characters
   */
  public int write(long millis) {
    if (millis < offsetFrom || millis >= offsetUntil) {
      findOffset(millis);
    }
    long local = millis + offsetMinutes * 60_000L;
    long localDay = Math.floorDiv(local, DAY_MS);
    if (localDay != day) {
      writeDay(localDay);
    }
    int ofDay = (int) (local - localDay * DAY_MS);
    two(11, ofDay / 3_600_000);
    two(14, ofDay / 60_000 % 60);
    two(17, ofDay / 1000 % 60);
    int at = 19;
    int fraction = ofDay % 1000;
    if (fraction != 0) {
      text[at++] = '.';
      text[at++] = (char) ('0' + fraction / 100);
      two(at, fraction % 100);
      at += 2;
    }
    return writeOffset(at);
  }

  /** The characters that {@link #write} writes. */
  public char[] chars() {
    return text;
  }

  /** The time as a text of its own. */
  public String format(long millis) {
    int length = write(millis);
    return new String(text, 0, length);
  }

  private void findOffset(long millis) {
    Instant at = Instant.ofEpochMilli(millis);
    ZoneOffsetTransition before = rules.previousTransition(at.plusMillis(1));
    ZoneOffsetTransition after = rules.nextTransition(at);
    offsetFrom = before == null ? Long.MIN_VALUE : before.toEpochSecond() * 1000;
    offsetUntil = after == null ? Long.MAX_VALUE : after.toEpochSecond() * 1000;
    offsetMinutes = Math.floorDiv(rules.getOffset(at).getTotalSeconds() + 30, 60);
  }

  private void writeDay(long epochDay) {
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    two(0, date.getYear() / 100);
    two(2, date.getYear() % 100);
    text[4] = '-';
    two(5, date.getMonthValue());
    text[7] = '-';
    two(8, date.getDayOfMonth());
    text[10] = 'T';
    text[13] = ':';
    text[16] = ':';
    day = epochDay;
  }

  private int writeOffset(int at) {
    if (offsetMinutes == 0) {
      text[at] = 'Z';
      return at + 1;
    }
    int minutes = Math.abs(offsetMinutes);
    text[at] = offsetMinutes < 0 ? '-' : '+';
    two(at + 1, minutes / 60);
    text[at + 3] = ':';
    two(at + 4, minutes % 60);
    return at + 6;
  }

  private void two(int at, int number) {
    text[at] = (char) ('0' + number / 10);
    text[at + 1] = (char) ('0' + number % 10);
  }
}
