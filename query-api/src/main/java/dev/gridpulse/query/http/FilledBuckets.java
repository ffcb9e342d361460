package dev.gridpulse.query.http;

import dev.gridpulse.query.range.Buckets;
import dev.gridpulse.query.store.Aggregates;
import java.io.IOException;

/** Puts the buckets without readings between those that have some; use once. */
final class FilledBuckets implements Aggregates.Sink {
  private final Fill fill;
  private final Buckets buckets;
  private final long now;
  private final Aggregates.Sink sink;
  private int next;
  private double mean = Double.NaN;
  private double median = Double.NaN;
  private double min = Double.NaN;
  private double max = Double.NaN;

  /**
   * @param now milliseconds since the epoch; nothing is carried on into the future
   */
  FilledBuckets(Fill fill, Buckets buckets, long now, Aggregates.Sink sink) {
    this.fill = fill;
    this.buckets = buckets;
    this.now = now;
    this.sink = sink;
  }

  @Override
  public void bucket(
      long start, long end, long count, double mean, double median, double min, double max)
      throws IOException {
    fillUpTo(start);
    sink.bucket(start, end, count, mean, median, min, max);
    next++;
    if (fill == Fill.PREVIOUS) {
      this.mean = mean;
      this.median = median;
      this.min = min;
      this.max = max;
    }
  }

  /** Fills what is left behind the last bucket that has readings. */
  @Override
  public void finish() throws IOException {
    if (buckets.count() > 0) {
      fillUpTo(buckets.edge(buckets.count()));
    }
    sink.finish();
  }

  private void fillUpTo(long start) throws IOException {
    if (fill == Fill.NONE) {
      return;
    }
    while (next < buckets.count() && buckets.edge(next) < start) {
      long from = buckets.edge(next);
      boolean past = from <= now;
      sink.bucket(
          from,
          buckets.edge(next + 1),
          0,
          past ? mean : Double.NaN,
          past ? median : Double.NaN,
          past ? min : Double.NaN,
          past ? max : Double.NaN);
      next++;
    }
  }
}
