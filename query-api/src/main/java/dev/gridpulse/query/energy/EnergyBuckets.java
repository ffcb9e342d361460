package dev.gridpulse.query.energy;

import java.util.Arrays;

/** Energy in kWh by buckets of time, and for how much of their time it is known. */
public final class EnergyBuckets {
  private final long[] edges;
  private final double[] kwh;
  private final long[] covered;

  /**
   * @param edges where buckets begin and end, milliseconds since the epoch, in order
   */
  EnergyBuckets(long[] edges) {
    this.edges = edges.clone();
    this.kwh = new double[Math.max(0, edges.length - 1)];
    this.covered = new long[kwh.length];
  }

  /**
   * Spreads energy evenly over a time; what lies outside of all buckets is not counted.
   *
   * @param covers whether the time counts as known
   */
  void add(long from, long to, double energy, boolean covers) {
    if (to <= from || kwh.length == 0) {
      return;
    }
    long at = Math.max(from, edges[0]);
    long end = Math.min(to, edges[kwh.length]);
    int bucket = bucketOf(at);
    while (at < end) {
      long until = Math.min(end, edges[bucket + 1]);
      kwh[bucket] += until - at == to - from ? energy : energy * (until - at) / (to - from);
      covered[bucket] += covers ? until - at : 0;
      at = until;
      bucket++;
    }
  }

  private int bucketOf(long time) {
    int found = Arrays.binarySearch(edges, time);
    return found >= 0 ? found : -found - 2;
  }

  /** Whether a bucket begins or ends after a time, and before another one. */
  boolean hasEdgeWithin(long from, long to) {
    int found = Arrays.binarySearch(edges, from + 1);
    int next = found >= 0 ? found : -found - 1;
    return next < edges.length && edges[next] < to;
  }

  /** How many there are. */
  public int count() {
    return kwh.length;
  }

  /** Where a bucket begins; of {@link #count()} where the last one ends. */
  public long edge(int index) {
    return edges[index];
  }

  /** The energy of a bucket, NaN when nothing is known of it. */
  public double kwh(int index) {
    return covered[index] == 0 && kwh[index] == 0 ? Double.NaN : kwh[index];
  }

  /** The share of a bucket's time of which the energy is known, 0 to 1. */
  public double coverage(int index) {
    return (double) covered[index] / (edges[index + 1] - edges[index]);
  }

  /** The energy of all buckets, NaN when nothing is known of any. */
  public double totalKwh() {
    double total = Arrays.stream(kwh).sum();
    return total == 0 && Arrays.stream(covered).allMatch(time -> time == 0) ? Double.NaN : total;
  }

  /** The share of all time of which the energy is known, 0 to 1. */
  public double totalCoverage() {
    long length = kwh.length == 0 ? 0 : edges[kwh.length] - edges[0];
    return length == 0 ? 0 : (double) Arrays.stream(covered).sum() / length;
  }
}
