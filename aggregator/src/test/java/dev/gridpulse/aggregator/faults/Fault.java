package dev.gridpulse.aggregator.faults;

import java.time.Duration;

/**
 * Something that happens to a process and is over after a while.
 *
 * @param name what happens
 * @param lasting how long it lasts once it has begun
 * @param begin makes it happen
 * @param end makes it pass
 */
record Fault(String name, Duration lasting, Step begin, Step end) {

  /** One of its two moments. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }
}
