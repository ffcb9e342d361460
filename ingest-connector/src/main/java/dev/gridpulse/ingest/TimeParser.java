package dev.gridpulse.ingest;

/** Reads the times of one series, in the order of the file. One instance belongs to one thread. */
final class TimeParser {
  /** The result for a text that is no time of the format. */
  static final long UNREADABLE = Long.MIN_VALUE;

  /** The result for a local time that the clocks leave out. */
  static final long NONEXISTENT = NaiveTimes.NONEXISTENT;

  private final TimeFormat format;
  private final NaiveTimes naive;
  private final TimeFields fields = new TimeFields();

  TimeParser(TimeFormat format, NaiveTimes naive) {
    this.format = format;
    this.naive = naive;
  }

  /**
   * Reads the time at [from, to); blanks around it and one leading weekday are passed over.
   *
   * @return milliseconds since the epoch, {@link #UNREADABLE} or {@link #NONEXISTENT}
   */
  long read(char[] text, int from, int to) {
    if (!readFields(format, text, from, to, fields)) {
      return UNREADABLE;
    }
    return fields.isNaive()
        ? naive.toInstant(fields.millis())
        : fields.millis() - fields.offset * 1_000L;
  }

  /** What {@link #read} does before the zone comes in. */
  static boolean readFields(TimeFormat format, char[] text, int from, int to, TimeFields out) {
    int start = from;
    int end = to;
    while (start < end && NumberParser.isBlank(text[start])) {
      start++;
    }
    while (end > start && NumberParser.isBlank(text[end - 1])) {
      end--;
    }
    return format.read(text, TimeText.skipWeekday(text, start, end), end, out);
  }
}
