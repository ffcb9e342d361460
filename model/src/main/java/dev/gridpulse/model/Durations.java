package dev.gridpulse.model;

import java.time.Duration;
import java.time.Period;
import java.time.temporal.TemporalAmount;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: a whole number and one of {@code ms s m h d w}, such as 30s;
 * where a calendar is at hand also {@code mo y}.
 */
public final class Durations {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d|w)");

  private static final Pattern CALENDAR_AMOUNT = Pattern.compile("(\\d{1,9})(mo|y)");

  private Durations() {}

  /**
   * Reads a duration; a day is 24 hours, a week 7 days.
   *
   * @throws IllegalArgumentException when the text is no duration, with a message for the user
   */
  public static Duration parse(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no duration; write a number and one of ms s m h d w, such as 30s"
              .formatted(text));
    }
    try {
      return Duration.ofMillis(
          Math.multiplyExact(Long.parseLong(matcher.group(1)), unitMillis(matcher.group(2))));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("\"%s\" is too long for a duration".formatted(text), e);
    }
  }

  /**
   * Reads a duration, or months ({@code 3mo}) or years ({@code 1y}), which are as long as the
   * calendar says.
   *
   * @throws IllegalArgumentException when the text is neither, with a message for the user
   */
  public static TemporalAmount parseAmount(String text) {
    Matcher matcher = CALENDAR_AMOUNT.matcher(text);
    if (matcher.matches()) {
      int number = Integer.parseInt(matcher.group(1));
      return matcher.group(2).equals("y") ? Period.ofYears(number) : Period.ofMonths(number);
    }
    if (!DURATION.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no duration; write a number and one of ms s m h d w mo y, such as 3mo"
              .formatted(text));
    }
    return parse(text);
  }

  /** The shortest text that {@link #parse} reads back; below a millisecond is cut off. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    for (String unit : new String[] {"w", "d", "h", "m", "s"}) {
      if (millis != 0 && millis % unitMillis(unit) == 0) {
        return millis / unitMillis(unit) + unit;
      }
    }
    return millis + "ms";
  }

  private static long unitMillis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      case "d" -> 86_400_000;
      case "w" -> 604_800_000;
      default -> throw new IllegalArgumentException(unit);
    };
  }
}
