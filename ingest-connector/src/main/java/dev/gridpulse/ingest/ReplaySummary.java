package dev.gridpulse.ingest;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a replay did: {@code values = delivered + rejected + skipped}, always. A row holds one
 * value, but for files with a column for each sensor.
 *
 * @param rows rows read, without headers and empty lines
 * @param values values read; a row that could not be read counts as one
 * @param delivered values that became a reading which Kafka has acknowledged
 * @param rejected values that were no reading; each is a record of the rejects topic
 * @param skipped values that are no readings or were not wanted, by reason
 * @param registered entries of the registry that were sent
 * @param elapsed how long it took
 * @param reasons why values were rejected, the most frequent first
 * @param rejectedBefore how many of those that an earlier run accounted for it rejected
 * @param maxRejects the limit that was set
 * @param stopped whether reading ended before the input did, at that limit
 * @param left the files that could not be read to their end, where they are to be left
 */
public record ReplaySummary(
    long rows,
    long values,
    long delivered,
    long rejected,
    Map<SkipReason, Long> skipped,
    long registered,
    Duration elapsed,
    List<Rejects> reasons,
    long rejectedBefore,
    MaxRejects maxRejects,
    boolean stopped,
    List<String> left) {

  public ReplaySummary {
    Objects.requireNonNull(elapsed, "elapsed");
    Objects.requireNonNull(maxRejects, "maxRejects");
    reasons = List.copyOf(reasons);
    skipped = Map.copyOf(skipped);
    left = List.copyOf(left);
    if (values != delivered + rejected + sum(skipped)) {
      throw new IllegalStateException(
          "%d values were read, but %d delivered, %d rejected and %d skipped"
              .formatted(values, delivered, rejected, sum(skipped)));
    }
  }

  /**
   * The values rejected for one reason.
   *
   * @param reason the reason
   * @param count how many
   * @param file the file of the first of them
   * @param line its line, from 1
   * @param raw its text
   */
  public record Rejects(RejectReason reason, long count, String file, long line, String raw) {}

  private static long sum(Map<SkipReason, Long> skipped) {
    return skipped.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many values were skipped, for whatever reason. */
  public long skippedValues() {
    return sum(skipped);
  }

  /** Whether more values were rejected than is allowed. */
  public boolean hasTooManyRejects() {
    return maxRejects.isExceeded(values, rejected + rejectedBefore);
  }

  /** Rows read per second. */
  public long rowsPerSecond() {
    return Math.round(rows / Math.max(elapsed.toNanos() / 1e9, 1e-3));
  }

  /** The summary for people, over several lines. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s read = %,d delivered + %,d rejected + %,d skipped, in %.1f s (%,d rows/s)%n",
            rows == values
                ? String.format(Locale.ROOT, "%,d rows", rows)
                : String.format(Locale.ROOT, "%,d values of %,d rows", values, rows),
            delivered,
            rejected,
            skippedValues(),
            elapsed.toNanos() / 1e9,
            rowsPerSecond()));
    if (registered > 0) {
      text.append(String.format(Locale.ROOT, "  %,d sensors registered%n", registered));
    }
    skipped.forEach(
        (reason, count) ->
            text.append(String.format(Locale.ROOT, "  %,d skipped: %s%n", count, reason.text())));
    for (Rejects rejects : reasons) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %,d × %s; the first at %s:%d: %s%n",
              rejects.count(),
              rejects.reason().text(),
              rejects.file(),
              rejects.line(),
              shorten(rejects.raw())));
    }
    if (hasTooManyRejects()) {
      text.append(
          String.format(
              "More rejects than --max-rejects %s allows%s.%n",
              maxRejects.describe(), stopped ? "; stopped there" : ""));
    }
    return text.toString();
  }

  private static String shorten(String raw) {
    String line = raw.lines().findFirst().orElse("");
    String cut = line.length() > 100 ? line.substring(0, 100) + "…" : line;
    return cut.replaceAll("\\p{Cntrl}", "\ufffd"); // it goes to a terminal
  }
}
