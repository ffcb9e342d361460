package dev.gridpulse.ingest;

import java.util.Arrays;

/**
 * A pattern of fields and separators such as {@code dd.MM.yy HH:mm:ss}, with the letters of {@link
 * java.time.format.DateTimeFormatter}: {@code yyyy yy MM M dd d HH H hh h mm m ss s S a X}, text in
 * single quotes. One letter reads one or two digits, two letters two; {@code MM dd HH hh} read one
 * too, unless another number follows at once, as files drop zeros from the tenth on. A fraction of
 * a second may always follow the seconds. Two-digit years are 2000 to 2099.
 *
 * <p>Compiled once, as a formatter per row would cost more than all the rest of a row together.
 */
final class PatternTime implements TimeFormat {
  /** Steps below are separators, from here on fields: letter, fewest and most digits. */
  private static final int FIELD = 1 << 16;

  private final String pattern;
  private final int[] steps;

  private PatternTime(String pattern, int[] steps) {
    this.pattern = pattern;
    this.steps = steps;
  }

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException when it has other letters, or no year, month and day
   */
  static PatternTime of(String pattern) {
    int[] steps = new int[pattern.length()];
    int count = 0;
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      int run = i + 1;
      if (c == '\'') {
        run = pattern.indexOf('\'', i + 1) + 1;
        if (run == 0) {
          throw unusable(pattern, "a quote is not closed");
        }
        for (int q = i + 1; q < run - 1; q++) {
          steps[count++] = pattern.charAt(q);
        }
      } else if (isAsciiLetter(c)) {
        while (run < pattern.length() && pattern.charAt(run) == c) {
          run++;
        }
        steps[count++] = field(pattern, c, run - i);
      } else {
        steps[count++] = c;
      }
      i = run;
    }
    allowDroppedZeros(steps, count);
    return new PatternTime(pattern, checked(pattern, Arrays.copyOf(steps, count)));
  }

  private static void allowDroppedZeros(int[] steps, int count) {
    for (int i = 0; i < count; i++) {
      boolean alone = i + 1 == count || steps[i + 1] < FIELD || letter(steps[i + 1]) == 'a';
      if (steps[i] >= FIELD && alone && "MdHh".indexOf(letter(steps[i])) >= 0) {
        steps[i] = step(letter(steps[i]), 1, 2);
      }
    }
  }

  private static int field(String pattern, char letter, int length) {
    return switch (letter) {
      case 'y', 'u' -> {
        if (length != 2 && length != 4) {
          throw unusable(pattern, "write the year as yy or yyyy");
        }
        yield step('y', length, length);
      }
      case 'M', 'd', 'H', 'h', 'm', 's' -> {
        if (length > 2) {
          throw unusable(
              pattern, String.valueOf(letter).repeat(length) + " is not a number of two digits");
        }
        yield step(letter, length, 2);
      }
      case 'S', 'a', 'X' -> step(letter, 1, 9);
      default -> throw unusable(pattern, "the letter " + letter + " is not known");
    };
  }

  private static int step(char letter, int fewest, int most) {
    return FIELD + (letter << 8) + (fewest << 4) + most;
  }

  private static int[] checked(String pattern, int[] steps) {
    for (char needed : new char[] {'y', 'M', 'd'}) {
      if (Arrays.stream(steps).noneMatch(step -> step >= FIELD && letter(step) == needed)) {
        throw unusable(pattern, "year, month and day are needed (y M d)");
      }
    }
    return steps;
  }

  private static IllegalArgumentException unusable(String pattern, String why) {
    return new IllegalArgumentException(
        "\"%s\" is no time format: %s; an example is \"dd.MM.yy HH:mm:ss\", others are iso,"
                .formatted(pattern, why)
            + " epoch-s, epoch-ms");
  }

  private static char letter(int step) {
    return (char) ((step - FIELD) >> 8);
  }

  private static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  @Override
  public boolean read(char[] text, int from, int to, TimeFields out) {
    out.clear();
    int at = from;
    for (int i = 0; i < steps.length && at >= 0; i++) {
      int step = steps[i];
      if (step >= FIELD) {
        at = readField(step, text, at, to, out);
      } else if (isFractionAlreadyRead(i, out)) {
        i++;
      } else if (at < to && text[at] == step) {
        at++;
      } else {
        return false;
      }
    }
    return at == to && out.resolve();
  }

  /** In {@code ss.SSS} the seconds have taken the fraction with them. */
  private boolean isFractionAlreadyRead(int i, TimeFields out) {
    return (steps[i] == '.' || steps[i] == ',')
        && i + 1 < steps.length
        && steps[i + 1] >= FIELD
        && letter(steps[i + 1]) == 'S'
        && out.fractionRead;
  }

  private static int readField(int step, char[] text, int at, int to, TimeFields out) {
    return switch (letter(step)) {
      case 'X' -> TimeText.offset(text, at, to, out);
      case 'S' -> TimeText.isDigit(text, at, to) ? TimeText.fraction(text, at, to, out) : -1;
      case 'a' -> halfOfDay(text, at, to, out);
      case 's' -> readSeconds(step, text, at, to, out);
      default -> readNumber(step, text, at, to, out);
    };
  }

  private static int readNumber(int step, char[] text, int at, int to, TimeFields out) {
    int digits = (step >> 4) & 0xf;
    int most = step & 0xf;
    while (digits < most && TimeText.isDigit(text, at + digits, to)) {
      digits++;
    }
    int number = TimeText.number(text, at, to, digits);
    return number >= 0 && set(letter(step), digits, number, out) ? at + digits : -1;
  }

  private static int readSeconds(int step, char[] text, int at, int to, TimeFields out) {
    int end = readNumber(step, text, at, to, out);
    boolean fraction =
        end >= 0
            && end < to
            && (text[end] == '.' || text[end] == ',')
            && TimeText.isDigit(text, end + 1, to);
    out.fractionRead = fraction;
    return fraction ? TimeText.fraction(text, end + 1, to, out) : end;
  }

  private static boolean set(char letter, int digits, int number, TimeFields out) {
    switch (letter) {
      case 'y' -> out.year = digits == 2 ? 2000 + number : number;
      case 'M' -> out.month = number;
      case 'd' -> out.day = number;
      case 'H' -> out.hour = number;
      case 'm' -> out.minute = number;
      case 's' -> out.second = number;
      default -> {
        out.hour = number % 12;
        return number >= 1 && number <= 12;
      }
    }
    return true;
  }

  /** AM or PM, behind the hour; {@code a.m.} and {@code p.m.} too. */
  private static int halfOfDay(char[] text, int at, int to, TimeFields out) {
    boolean dotted = at + 4 <= to && text[at + 1] == '.' && text[at + 3] == '.';
    int end = at + (dotted ? 4 : 2);
    if (end > to || Character.toLowerCase(text[at + (dotted ? 2 : 1)]) != 'm') {
      return -1;
    }
    char half = Character.toLowerCase(text[at]);
    if (half == 'p') {
      out.hour += 12;
    }
    return half == 'p' || half == 'a' ? end : -1;
  }

  @Override
  public String describe() {
    return pattern;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PatternTime that && pattern.equals(that.pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  @Override
  public String toString() {
    return "PatternTime[" + pattern + "]";
  }
}
