package dev.gridpulse.generator;

import java.util.EnumMap;
import java.util.Map;

/** How many faults were injected: readings whose time has come = sent − duplicates + dropped. */
public final class FaultCounts {
  private final Map<Faults.Kind, Long> counts = new EnumMap<>(Faults.Kind.class);

  synchronized void add(Faults.Kind kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  /** How many of a kind, the same as lines in the ledger. */
  public synchronized long of(Faults.Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** All kinds together. */
  public synchronized long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
