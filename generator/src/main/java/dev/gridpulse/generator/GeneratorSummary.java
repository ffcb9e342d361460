package dev.gridpulse.generator;

import java.util.Locale;

/**
 * What a generator did.
 *
 * @param backfilled readings of the time before the start
 * @param live readings of the time since
 * @param delivered those of both that Kafka has acknowledged
 */
public record GeneratorSummary(long backfilled, long live, long delivered) {
  /** The summary for people, on one line. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%,d readings back-filled and %,d live, %,d acknowledged",
        backfilled,
        live,
        delivered);
  }
}
