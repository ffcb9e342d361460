package dev.gridpulse.ingest;

/** One way of writing a time. Implementations keep no state and make no garbage. */
sealed interface TimeFormat permits IsoTime, PatternTime, EpochTime {
  /**
   * Reads all of [from, to), without blanks around and without a weekday.
   *
   * @param out where to leave the result
   * @return false when the text is no time of this format
   */
  boolean read(char[] text, int from, int to, TimeFields out);

  /** The format for people, as it is given to {@code --time-format}. */
  String describe();
}
