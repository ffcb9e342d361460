package dev.gridpulse.ingest;

/**
 * ISO 8601: a date, then {@code T} or a blank and a time with optional seconds, fraction and
 * offset. A file may have times with and without an offset.
 */
record IsoTime() implements TimeFormat {
  @Override
  public boolean read(char[] text, int from, int to, TimeFields out) {
    out.clear();
    out.year = TimeText.number(text, from, to, 4);
    out.month = TimeText.number(text, from + 5, to, 2);
    out.day = TimeText.number(text, from + 8, to, 2);
    if (out.year < 0 || out.month < 0 || out.day < 0) {
      return false;
    }
    if (text[from + 4] != '-' || text[from + 7] != '-') {
      return false;
    }
    int at = from + 10;
    if (at == to) {
      return out.resolve();
    }
    char between = text[at];
    return (between == 'T' || between == 't' || between == ' ')
        && readTime(text, at + 1, to, out)
        && out.resolve();
  }

  private static boolean readTime(char[] text, int from, int to, TimeFields out) {
    out.hour = TimeText.number(text, from, to, 2);
    out.minute = TimeText.number(text, from + 3, to, 2);
    if (out.hour < 0 || out.minute < 0 || text[from + 2] != ':') {
      return false;
    }
    int at = from + 5;
    if (at < to && text[at] == ':') {
      out.second = TimeText.number(text, at + 1, to, 2);
      if (out.second < 0) {
        return false;
      }
      at += 3;
      if (at < to && (text[at] == '.' || text[at] == ',') && TimeText.isDigit(text, at + 1, to)) {
        at = TimeText.fraction(text, at + 1, to, out);
      }
    }
    if (at < to && text[at] == ' ') {
      at++;
    }
    return at == to || TimeText.offset(text, at, to, out) == to;
  }

  @Override
  public String describe() {
    return "iso";
  }
}
