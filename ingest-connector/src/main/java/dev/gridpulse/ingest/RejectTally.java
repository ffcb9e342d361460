package dev.gridpulse.ingest;

import dev.gridpulse.model.Reject;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts rejects by reason and keeps the first of each. */
final class RejectTally {
  private final Map<RejectReason, ReplaySummary.Rejects> byReason =
      new EnumMap<>(RejectReason.class);
  private long total;

  void add(RejectReason reason, String file, long line, String raw) {
    total++;
    ReplaySummary.Rejects known = byReason.get(reason);
    byReason.put(
        reason,
        known == null
            ? new ReplaySummary.Rejects(reason, 1, file, line, cut(raw))
            : new ReplaySummary.Rejects(
                reason, known.count() + 1, known.file(), known.line(), known.raw()));
  }

  private static String cut(String raw) {
    return raw.substring(0, Math.min(raw.length(), Reject.MAX_RAW_BYTES));
  }

  long total() {
    return total;
  }

  List<ReplaySummary.Rejects> byFrequency() {
    return byReason.values().stream()
        .sorted(Comparator.comparingLong(ReplaySummary.Rejects::count).reversed())
        .toList();
  }
}
