package dev.gridpulse.generator;

/** What publishes the readings of one sensor, in the order of time. */
sealed interface Feed permits PlainFeed, FaultyFeed {
  /** The time of a reading has come, milliseconds since the epoch. */
  void emit(long tick);

  /** There will be no more: sends what is held back. */
  void finish();
}
