package dev.gridpulse.model;

/**
 * A 64-bit fingerprint of a set of readings: the sum, modulo 2^64, of a non-linear mix of each
 * (timestamp, value). Equal count and digest mean equal readings, in whatever order they came.
 */
public final class Digest {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private Digest() {}

  /** What one reading adds to the sum; −0.0 counts as 0.0, as it does for the database. */
  public static long of(long timestamp, double value) {
    return mix(mix(timestamp + GOLDEN_GAMMA) ^ Double.doubleToLongBits(value + 0.0));
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014; constants of Stafford's variant 13). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
