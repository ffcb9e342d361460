package dev.gridpulse.ingest;

import java.time.Clock;
import java.util.concurrent.locks.LockSupport;

/** Lets the time of readings pass at a speed, beginning with the first reading. */
final class Pace {
  private static final long NOT_BEGUN = Long.MIN_VALUE;
  private static final long LONGEST_SLEEP_MS = 100;

  private final Clock clock;
  private final double speed;
  private long begun;
  private long first = NOT_BEGUN;

  /**
   * @param speed how many times as fast as the clock
   */
  Pace(Clock clock, double speed) {
    this.clock = clock;
    this.speed = speed;
  }

  /** Whether a reading of that time is to wait. */
  boolean isAhead(long timestamp) {
    if (first == NOT_BEGUN) {
      first = timestamp;
      begun = clock.millis();
    }
    return (timestamp - first) / speed > clock.millis() - begun;
  }

  /** Returns when its time has come, or when the thread is interrupted. */
  void await(long timestamp) {
    while (isAhead(timestamp) && !Thread.currentThread().isInterrupted()) {
      double left = (timestamp - first) / speed - (clock.millis() - begun);
      LockSupport.parkNanos((long) (Math.min(left, LONGEST_SLEEP_MS) * 1e6));
    }
  }
}
