package dev.gridpulse.generator;

/** What publishes the readings of one sensor, in the order of time. */
sealed interface Feed permits PlainFeed, FaultyFeed {
  /**
   * The time of readings has come.
   *
   * @param from time of the first, a multiple of the interval
   * @param to behind the last, at most as many intervals as a record holds readings
   */
  void emit(long from, long to);

  /** There will be no more: sends what is held back. */
  void finish();
}
