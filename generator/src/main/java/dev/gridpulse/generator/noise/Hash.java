package dev.gridpulse.generator.noise;

import java.nio.charset.StandardCharsets;

/** Chance that can be looked up: the same key and index always give the same. */
public final class Hash {
  private Hash() {}

  /** A key of a seed and a name: 64-bit FNV-1a of the name, mixed with the seed. */
  public static long key(long seed, String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return mix(hash ^ mix(seed));
  }

  /** A number in [0, 1) for a key and an index, such as a time. */
  public static double uniform(long key, long index) {
    return (bits(key, index) >>> 11) * 0x1p-53;
  }

  /** A whole number in [0, bound) for a key and an index. */
  public static int below(int bound, long key, long index) {
    return (int) (((bits(key, index) >>> 32) * bound) >>> 32);
  }

  /**
   * A number in [0, 1) that changes smoothly with the index: values at multiples of {@code step},
   * joined by smoothstep curves (value noise).
   */
  public static double smooth(long key, long index, long step) {
    long left = Math.floorDiv(index, step);
    double x = Math.floorMod(index, step) / (double) step;
    double from = uniform(key, left);
    double to = uniform(key, left + 1);
    return from + (to - from) * x * x * (3 - 2 * x);
  }

  private static long bits(long key, long index) {
    return mix(key ^ mix(index));
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014; constants of Stafford's variant 13). */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
