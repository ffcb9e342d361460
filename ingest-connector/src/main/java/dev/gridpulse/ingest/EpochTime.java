package dev.gridpulse.ingest;

import java.util.Locale;

/** A count since 1970-01-01T00:00:00Z. */
record EpochTime(Unit unit) implements TimeFormat {
  /** What is counted. */
  enum Unit {
    S,
    MS,
    US,
    NS
  }

  private static final int MOST_DIGITS = 18;

  @Override
  public boolean read(char[] text, int from, int to, TimeFields out) {
    boolean negative = from < to && text[from] == '-';
    int at = negative ? from + 1 : from;
    int first = at;
    long count = 0;
    for (; TimeText.isDigit(text, at, to); at++) {
      if (at - first == MOST_DIGITS + 1) {
        return false;
      }
      count = count * 10 + (text[at] - '0');
    }
    // Nineteen digits may have gone round.
    if (at == first || count < 0) {
      return false;
    }
    out.clear();
    if (at < to && text[at] == '.' && unit == Unit.S) {
      at = TimeText.fraction(text, at + 1, to, out);
    }
    long millis = inMillis(count) + out.milli;
    out.setInstant(negative ? -millis : millis);
    return at == to;
  }

  private long inMillis(long count) {
    return switch (unit) {
      case S -> count > Long.MAX_VALUE / 2_000 ? Long.MAX_VALUE / 2 : count * 1_000;
      case MS -> Math.min(count, Long.MAX_VALUE / 2);
      case US -> count / 1_000;
      case NS -> count / 1_000_000;
    };
  }

  @Override
  public String describe() {
    return "epoch-" + unit.name().toLowerCase(Locale.ROOT);
  }
}
