package dev.gridpulse.ingest;

import java.util.ArrayList;
import java.util.List;

/** The time formats that are recognised, and those that a user names. */
final class TimeFormats {
  private static final List<String> DATES =
      List.of(
          "dd.MM.yy",
          "dd.MM.yyyy",
          "yyyy/MM/dd",
          "yyyy.MM.dd",
          "dd/MM/yyyy",
          "MM/dd/yyyy",
          "dd-MM-yyyy",
          "MM-dd-yyyy",
          "dd/MM/yy",
          "MM/dd/yy",
          "yy/MM/dd",
          "dd-MM-yy",
          "MM-dd-yy",
          "yy-MM-dd");

  private static final List<String> TIMES =
      List.of(" HH:mm:ss", " HH:mm", "'T'HH:mm:ss", " hh:mm:ss a", " hh:mm a", "");

  private static final List<String> DIGITS =
      List.of("yyyyMMddHHmmss", "yyyyMMddHHmm", "yyyyMMdd'T'HHmmss", "yyyyMMdd'T'HHmmssX");

  /** What is tried on a file, in order: of two that read the same, the first one is taken. */
  static final List<TimeFormat> KNOWN = known();

  private TimeFormats() {}

  private static List<TimeFormat> known() {
    List<TimeFormat> known = new ArrayList<>();
    known.add(new IsoTime());
    for (EpochTime.Unit unit : EpochTime.Unit.values()) {
      known.add(new EpochTime(unit));
    }
    DIGITS.forEach(pattern -> known.add(PatternTime.of(pattern)));
    for (String time : TIMES) {
      DATES.forEach(date -> known.add(PatternTime.of(date + time)));
    }
    return List.copyOf(known);
  }

  /**
   * The format of that name ({@code iso}, {@code epoch-s}, {@code epoch-ms}...) or pattern.
   *
   * @throws IllegalArgumentException when it is neither, with a message for the user
   */
  static TimeFormat parse(String text) {
    for (TimeFormat format : KNOWN) {
      if (format.describe().equalsIgnoreCase(text) && !(format instanceof PatternTime)) {
        return format;
      }
    }
    return PatternTime.of(text);
  }
}
