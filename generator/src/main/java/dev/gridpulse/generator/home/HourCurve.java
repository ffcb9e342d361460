package dev.gridpulse.generator.home;

import java.util.Arrays;
import java.util.List;

/** What all appliances of a home draw together in one hour, as steps. Immutable. */
final class HourCurve {
  static final int SECONDS = 3_600;

  private final long start;
  private final int[] from;
  private final int[] deciwatts;

  private HourCurve(long start, int[] from, int[] deciwatts) {
    this.start = start;
    this.from = from;
    this.deciwatts = deciwatts;
  }

  /** The beginning of the hour in which a second lies. */
  static long hourOf(long second) {
    return Math.floorDiv(second, SECONDS) * SECONDS;
  }

  /** Adds up what appliances draw in the hour that begins at that second. */
  static HourCurve of(long start, List<Appliance> appliances) {
    Changes changes = new Changes(start);
    for (Appliance appliance : appliances) {
      appliance.draw(start, start + SECONDS, changes);
    }
    return changes.curve();
  }

  long start() {
    return start;
  }

  boolean covers(long second) {
    return second >= start && second - start < SECONDS;
  }

  /** Tenths of a watt in a second of this hour. */
  int at(long second) {
    return deciwatts[step((int) (second - start))];
  }

  /** How many steps there are, at least one. */
  int steps() {
    return from.length;
  }

  /** The step in which a second of the hour lies, 0 to 3599. */
  int step(int second) {
    int found = Arrays.binarySearch(from, second);
    return found >= 0 ? found : -found - 2;
  }

  /** The first second of a step since the beginning of the hour; 3600 behind the last. */
  int from(int step) {
    return step == from.length ? SECONDS : from[step];
  }

  /** Tenths of a watt in a step. */
  int deciwatts(int step) {
    return deciwatts[step];
  }

  /** By how much the sum changes in each second. */
  private static final class Changes implements Load {
    private final long start;
    private final int[] changes = new int[SECONDS + 1];

    /** A bit for each second in which it does. */
    private final long[] changed = new long[SECONDS / Long.SIZE + 1];

    Changes(long start) {
      this.start = start;
    }

    @Override
    public void add(long from, long to, int deciwatts) {
      int first = (int) Math.max(0, from - start);
      int last = (int) Math.min(SECONDS, to - start);
      if (first < last) {
        change(first, deciwatts);
        change(last, -deciwatts);
      }
    }

    private void change(int second, int deciwatts) {
      changes[second] += deciwatts;
      changed[second / Long.SIZE] |= 1L << second;
    }

    HourCurve curve() {
      // Every curve begins with a step, and none begins at its end.
      changed[0] |= 1;
      changed[SECONDS / Long.SIZE] &= ~(1L << SECONDS);
      int steps = 0;
      for (long bits : changed) {
        steps += Long.bitCount(bits);
      }
      int[] from = new int[steps];
      int[] deciwatts = new int[steps];
      int step = 0;
      int sum = 0;
      for (int word = 0; word < changed.length; word++) {
        for (long bits = changed[word]; bits != 0; bits &= bits - 1) {
          from[step] = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
          sum += changes[from[step]];
          deciwatts[step] = sum;
          step++;
        }
      }
      return new HourCurve(start, from, deciwatts);
    }
  }
}
