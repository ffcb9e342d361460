package dev.gridpulse.generator;

import java.util.Locale;

/**
 * What a generator did.
 *
 * @param backfilled readings of the time before the start
 * @param live readings of the time since
 * @param delivered how many Kafka has acknowledged: those of both, without what was dropped on
 *     purpose, and with what was sent twice
 * @param faults what was injected
 */
public record GeneratorSummary(long backfilled, long live, long delivered, FaultCounts faults) {
  /** The summary for people: a line, and one more when faults were injected. */
  public String describe() {
    String readings =
        String.format(
            Locale.ROOT,
            "%,d readings back-filled and %,d live, %,d acknowledged",
            backfilled,
            live,
            delivered);
    return faults.total() == 0 ? readings : readings + System.lineSeparator() + describeFaults();
  }

  private String describeFaults() {
    return String.format(
        Locale.ROOT,
        "%,d faults: %,d dropped, %,d sent twice, %,d late, %,d out of order, %,d resets;"
            + " %,d due - %,d dropped + %,d twice = %,d sent",
        faults.total(),
        faults.of(Faults.Kind.DROP),
        faults.of(Faults.Kind.DUPLICATE),
        faults.of(Faults.Kind.LATE),
        faults.of(Faults.Kind.OUT_OF_ORDER),
        faults.of(Faults.Kind.RESET),
        backfilled + live,
        faults.of(Faults.Kind.DROP),
        faults.of(Faults.Kind.DUPLICATE),
        backfilled + live - faults.of(Faults.Kind.DROP) + faults.of(Faults.Kind.DUPLICATE));
  }
}
