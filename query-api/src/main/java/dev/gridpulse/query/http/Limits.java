package dev.gridpulse.query.http;

/**
 * How much one answer may hold, and how often somebody may ask.
 *
 * @param buckets the most buckets a range may have, data or not
 * @param readings the most readings on a page
 * @param viewerRequests how many requests a second a viewer may send, on the average
 * @param unsentBytes of answers that their clients have not taken yet, all together
 */
public record Limits(int buckets, int readings, int viewerRequests, long unsentBytes) {
  /** Of the first two 50,000, 20 requests a second, and an eighth of the heap. */
  public static final Limits DEFAULT = new Limits(50_000, 50_000);

  /** The most that any of them may be. */
  public static final int MOST = 1_000_000;

  /** The most that {@code maxPoints} may say; the limit of buckets holds as well. */
  static final int MOST_POINTS = 50_000;

  /** The most sensors that one request may name. */
  static final int SENSORS = 500;

  /** The readings on a page when nothing is said. */
  static final int DEFAULT_PAGE = 10_000;

  public Limits(int buckets, int readings) {
    this(buckets, readings, 20);
  }

  public Limits(int buckets, int readings, int viewerRequests) {
    this(buckets, readings, viewerRequests, Runtime.getRuntime().maxMemory() / 8);
  }

  public Limits {
    requireWithin("limits.buckets", buckets);
    requireWithin("limits.readings", readings);
    requireWithin("limits.viewerRequests", viewerRequests);
  }

  private static void requireWithin(String key, int value) {
    if (value < 1 || value > MOST) {
      throw new IllegalArgumentException("%s must be 1 to %d, is %d".formatted(key, MOST, value));
    }
  }
}
