package dev.gridpulse.standalone;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code --speed} takes. */
final class Speed {
  private static final Pattern SPEED = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?)x?");

  private Speed() {}

  /**
   * Seconds of readings for each second that passes, infinite for {@code max}.
   *
   * @throws IllegalArgumentException when it is neither, with a message for the user
   */
  static double parse(String text) {
    if (text.equals("max")) {
      return Double.POSITIVE_INFINITY;
    }
    Matcher matcher = SPEED.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--speed: \"%s\" is no speed; write a number such as 60x, or max".formatted(text));
    }
    return Double.parseDouble(matcher.group(1));
  }
}
