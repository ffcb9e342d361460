package dev.gridpulse.ingest;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a replay did: {@code rows = delivered + rejected}, always.
 *
 * @param rows rows read, without headers and empty lines
 * @param delivered rows that became a reading which Kafka has acknowledged
 * @param rejected rows that were no reading; each is a record of the rejects topic
 * @param elapsed how long it took
 * @param reasons why rows were rejected, the most frequent first
 * @param maxRejects the limit that was set
 * @param stopped whether reading ended before the input did, at that limit
 */
public record ReplaySummary(
    long rows,
    long delivered,
    long rejected,
    Duration elapsed,
    List<Rejects> reasons,
    MaxRejects maxRejects,
    boolean stopped) {

  public ReplaySummary {
    Objects.requireNonNull(elapsed, "elapsed");
    Objects.requireNonNull(maxRejects, "maxRejects");
    reasons = List.copyOf(reasons);
    if (rows != delivered + rejected) {
      throw new IllegalStateException(
          "%d rows were read, but %d delivered and %d rejected"
              .formatted(rows, delivered, rejected));
    }
  }

  /**
   * The rows rejected for one reason.
   *
   * @param reason the reason
   * @param count how many rows
   * @param file the file of the first of them
   * @param line its line, from 1
   * @param raw its text
   */
  public record Rejects(RejectReason reason, long count, String file, long line, String raw) {}

  /** Whether more rows were rejected than is allowed. */
  public boolean hasTooManyRejects() {
    return maxRejects.isExceeded(rows, rejected);
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
            "%,d rows read = %,d delivered + %,d rejected, in %.1f s (%,d rows/s)%n",
            rows,
            delivered,
            rejected,
            elapsed.toNanos() / 1e9,
            rowsPerSecond()));
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
