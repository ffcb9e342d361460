package dev.gridpulse.ingest;

import java.util.EnumMap;
import java.util.Map;

/** What became of everything that was read. */
final class Accounts {
  private final RejectTally rejects = new RejectTally();
  private final Map<SkipReason, Long> skipped = new EnumMap<>(SkipReason.class);
  private long rows;
  private long values;
  private long rejectedBefore;

  /** A row was read; what it holds is told by the others. */
  void row() {
    rows++;
  }

  void sent() {
    values++;
  }

  void skip(SkipReason reason) {
    values++;
    skipped.merge(reason, 1L, Long::sum);
  }

  void reject(RejectReason reason, String file, long line, String raw) {
    values++;
    rejects.add(reason, file, line, raw);
  }

  /** An earlier run rejected so many of those that are skipped as done. */
  void rejectedBefore(long rejected) {
    rejectedBefore += rejected;
  }

  long rejectedBefore() {
    return rejectedBefore;
  }

  long rows() {
    return rows;
  }

  long values() {
    return values;
  }

  RejectTally rejects() {
    return rejects;
  }

  Map<SkipReason, Long> skipped() {
    return Map.copyOf(skipped);
  }
}
