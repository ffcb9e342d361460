package dev.gridpulse.query.live;

/** The time of a sensor's newest reading, as far as it is known: windows before it are complete. */
final class Newest {
  private long time = Long.MIN_VALUE;

  void passed(long readingTime) {
    time = Math.max(time, readingTime);
  }

  /** Milliseconds since the epoch. */
  long time() {
    return time;
  }
}
