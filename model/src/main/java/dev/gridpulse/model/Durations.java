package dev.gridpulse.model;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a whole number and one of {@code ms s m h d w}, such as 30s. */
public final class Durations {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d|w)");

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
