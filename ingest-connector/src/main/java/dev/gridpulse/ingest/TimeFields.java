package dev.gridpulse.ingest;

/**
 * What a {@link TimeFormat} found in a text: either an instant or a date and time of some clock on
 * a wall. Reused from row to row. The setters answer false when the value does not exist.
 */
final class TimeFields {
  /** The offset of a time that names none. */
  static final int NAIVE = Integer.MIN_VALUE;

  private static final long DAY_MS = 86_400_000;

  int year;
  int month;
  int day;
  int hour;
  int minute;
  int second;
  int milli;

  /** Seconds east of Greenwich, or {@link #NAIVE}. */
  int offset;

  /** Whether a fraction followed the seconds. */
  boolean fractionRead;

  private long millis;

  void clear() {
    year = 0;
    month = 1;
    day = 1;
    hour = 0;
    minute = 0;
    second = 0;
    milli = 0;
    offset = NAIVE;
    fractionRead = false;
  }

  /** Milliseconds since 1970-01-01T00:00 of that clock; with an offset of 0, since the epoch. */
  long millis() {
    return millis;
  }

  boolean isNaive() {
    return offset == NAIVE;
  }

  void setInstant(long epochMillis) {
    millis = epochMillis;
    offset = 0;
  }

  /** Checks the fields and computes {@link #millis}; 24:00:00 is the end of the day (ISO 8601). */
  boolean resolve() {
    boolean endOfDay = hour == 24 && minute == 0 && second == 0 && milli == 0;
    if (month < 1
        || month > 12
        || day < 1
        || day > daysInMonth()
        || (hour > 23 && !endOfDay)
        || minute > 59
        || second > 59) {
      return false;
    }
    millis = epochDay() * DAY_MS + hour * 3_600_000L + minute * 60_000L + second * 1_000L + milli;
    return true;
  }

  private int daysInMonth() {
    return switch (month) {
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** Days since 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
  private long epochDay() {
    long y = month <= 2 ? year - 1L : year;
    long era = Math.floorDiv(y, 400);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }
}
