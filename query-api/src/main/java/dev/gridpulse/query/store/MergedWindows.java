package dev.gridpulse.query.store;

import dev.gridpulse.query.range.Buckets;
import java.io.IOException;

/** Puts the windows of each bucket together, which come in order; use once. */
final class MergedWindows implements Aggregates.Sink {
  private final Buckets.Even buckets;
  private final Aggregates.Sink sink;
  private long start;
  private long count;
  private double sum;
  private double mean;
  private double min;
  private double max;

  MergedWindows(Buckets.Even buckets, Aggregates.Sink sink) {
    this.buckets = buckets;
    this.sink = sink;
  }

  @Override
  public void bucket(
      long start, long end, long count, double mean, double median, double min, double max)
      throws IOException {
    if (this.count > 0 && start < this.start + buckets.length()) {
      this.count += count;
      this.sum += count * mean;
      this.min = Math.min(this.min, min);
      this.max = Math.max(this.max, max);
      // The rounding of a mean of means may carry it past the extremes by one bit.
      this.mean = Math.clamp(sum / this.count, this.min, this.max);
      return;
    }
    handOver();
    this.start = start - (start - buckets.first()) % buckets.length();
    this.count = count;
    this.sum = count * mean;
    this.mean = mean;
    this.min = min;
    this.max = max;
  }

  @Override
  public void finish() throws IOException {
    handOver();
    sink.finish();
  }

  private void handOver() throws IOException {
    if (count > 0) {
      sink.bucket(start, start + buckets.length(), count, mean, Double.NaN, min, max);
    }
  }
}
