package dev.gridpulse.ingest;

/** The small parts that all time formats share. Positions are indices; -1 means: not there. */
final class TimeText {
  private static final int LONGEST_WEEKDAY = 20;

  private TimeText() {}

  /**
   * Where the time begins behind one leading weekday word, in whatever language: letters, then
   * perhaps a dot or a comma, then a blank. Without such a word, {@code from}.
   */
  static int skipWeekday(char[] text, int from, int to) {
    int at = from;
    while (at < to && at - from < LONGEST_WEEKDAY && isLetter(text[at])) {
      at++;
    }
    if (at == from || at == to) {
      return from;
    }
    if (text[at] == '.' || text[at] == ',') {
      at++;
    }
    int behind = at;
    while (at < to && NumberParser.isBlank(text[at])) {
      at++;
    }
    return at == behind || at == to ? from : at;
  }

  private static boolean isLetter(char c) {
    if (c < 0x80) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    int type = Character.getType(c);
    return Character.isLetter(c)
        || type == Character.NON_SPACING_MARK
        || type == Character.SURROGATE;
  }

  /** The number of exactly {@code digits} digits at {@code at}, or -1. */
  static int number(char[] text, int at, int to, int digits) {
    if (at + digits > to) {
      return -1;
    }
    int number = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  static boolean isDigit(char[] text, int at, int to) {
    return at < to && text[at] >= '0' && text[at] <= '9';
  }

  /** Reads a fraction of a second, cut to milliseconds, into {@code out}; answers where it ends. */
  static int fraction(char[] text, int at, int to, TimeFields out) {
    int millis = 0;
    int weight = 100;
    int i = at;
    for (; isDigit(text, i, to); i++) {
      millis += weight * (text[i] - '0');
      weight /= 10;
    }
    out.milli = millis;
    return i;
  }

  /**
   * Reads {@code Z}, {@code +01}, {@code +0100} or {@code +01:00} into {@code out}; answers where
   * it ends, or -1.
   */
  static int offset(char[] text, int at, int to, TimeFields out) {
    if (at == to) {
      return -1;
    }
    char first = text[at];
    if (first == 'Z' || first == 'z') {
      out.offset = 0;
      return at + 1;
    }
    if (first != '+' && first != '-' && first != '\u2212') {
      return -1;
    }
    int hours = number(text, at + 1, to, 2);
    int end = at + 3;
    int minutes = 0;
    if (end < to) {
      int minutesAt = text[end] == ':' ? end + 1 : end;
      minutes = number(text, minutesAt, to, 2);
      end = minutesAt + 2;
    }
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return -1;
    }
    int seconds = hours * 3_600 + minutes * 60;
    out.offset = first == '+' ? seconds : -seconds;
    return end;
  }
}
