package dev.gridpulse.generator.home;

import org.jspecify.annotations.Nullable;

/**
 * Counts what a home takes from the grid: the sum of its power over the seconds in which it is
 * positive. The hour asked for last is kept; from there the next is a step, and any other is
 * reached by adding up what lies between, which takes some ten microseconds a day (some hundred
 * where there are solar panels).
 */
final class ImportMeter {
  /** 2025-01-01T00:00:00Z: when the meter showed its first number. */
  static final long EPOCH = 1_735_689_600;

  private final Household home;
  private final long first;

  private volatile @Nullable Hour latest;

  ImportMeter(Household home, long firstDeciwattSeconds) {
    this.home = home;
    this.first = firstDeciwattSeconds;
  }

  /** An hour's curve, what was counted before it, and at the beginning of each of its steps. */
  private static final class Hour {
    private final HourCurve curve;
    private final long before;
    private final long[] atStep;
    private final long after;

    Hour(HourCurve curve, long before, long[] atStep, long after) {
      this.curve = curve;
      this.before = before;
      this.atStep = atStep;
      this.after = after;
    }

    long start() {
      return curve.start();
    }
  }

  /** Tenths of a watt times seconds, counted until a second since the epoch. */
  long deciwattSeconds(long second) {
    Hour hour = hour(HourCurve.hourOf(second));
    int offset = (int) (second - hour.start());
    int step = hour.curve.step(offset);
    return hour.atStep[step] + taken(hour.curve, step, offset);
  }

  private Hour hour(long start) {
    Hour known = latest;
    if (known != null && known.start() == start) {
      return known;
    }
    Hour hour = count(home.curve(start), counted(known, start));
    latest = hour;
    return hour;
  }

  private long counted(@Nullable Hour known, long start) {
    if (known == null) {
      return first + between(EPOCH, start);
    }
    if (start == known.start() + HourCurve.SECONDS) {
      return known.after;
    }
    return known.before + between(known.start(), start);
  }

  private Hour count(HourCurve curve, long before) {
    long[] atStep = new long[curve.steps()];
    long sum = before;
    for (int step = 0; step < atStep.length; step++) {
      atStep[step] = sum;
      sum += taken(curve, step, curve.from(step + 1));
    }
    return new Hour(curve, before, atStep, sum);
  }

  /** What is taken from the beginning of a step to a second of the hour. */
  private long taken(HourCurve curve, int step, int until) {
    Flicker flicker = home.flicker();
    int deciwatts = curve.deciwatts(step);
    long from = curve.start() + curve.from(step);
    long to = curve.start() + until;
    if (deciwatts >= flicker.limit()) {
      return deciwatts * (to - from) + flicker.sum(from, to);
    }
    long sum = 0;
    if (deciwatts > -flicker.limit()) {
      for (long second = from; second < to; second++) {
        sum += Math.max(0, deciwatts + flicker.at(second));
      }
    }
    return sum;
  }

  /** What is taken from one hour to another; negative when that one is earlier. */
  private long between(long from, long to) {
    if (to < from) {
      return -between(to, from);
    }
    if (home.traits().solarPeak() == 0) {
      return home.deciwattSeconds(from, to);
    }
    long sum = 0;
    for (long hour = from; hour < to; hour += HourCurve.SECONDS) {
      sum += count(home.curve(hour), 0).after;
    }
    return sum;
  }
}
