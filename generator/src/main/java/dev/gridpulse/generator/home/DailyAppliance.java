package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Hash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An appliance that people use by the clock on the wall; nothing of it runs past midnight. The day
 * asked for last is kept.
 */
abstract sealed class DailyAppliance implements Appliance
    permits Cooking, Entertainment, Lighting, Washing, WaterHeater {
  static final int MINUTE = 60;
  static final int HOUR = 3_600;
  private static final int CHANCES_PER_DAY = 256;

  private final Usage usage;
  private final LocalCalendar calendar;
  final long key;

  private volatile @Nullable Plan latest;

  DailyAppliance(Usage usage, long key, LocalCalendar calendar) {
    this.usage = usage;
    this.key = key;
    this.calendar = calendar;
  }

  @Override
  public final Usage usage() {
    return usage;
  }

  @Override
  public final void draw(long from, long to, Load load) {
    LocalDay day = calendar.dayOf(from);
    planned(day).draw(from, to, load);
    while (day.end() < to) {
      day = calendar.day(day.epochDay() + 1);
      planned(day).draw(from, to, load);
    }
  }

  private Plan planned(LocalDay day) {
    Plan plan = latest;
    if (plan == null || plan.epochDay != day.epochDay()) {
      plan = new Plan(day.epochDay());
      plan(day, plan);
      latest = plan;
    }
    return plan;
  }

  /** Tells everything of one day. */
  abstract void plan(LocalDay day, Load load);

  /** The day's chance of that number, 0 to 255, in [0, 1). */
  final double chance(LocalDay day, int number) {
    return Hash.uniform(key, day.epochDay() * CHANCES_PER_DAY + number);
  }

  /** A whole number in [0, bound), the day's chance of that number. */
  final int below(int bound, LocalDay day, int number) {
    return Hash.below(bound, key, day.epochDay() * CHANCES_PER_DAY + number);
  }

  /**
   * Runs at constant power.
   *
   * @param local when, in local seconds since midnight
   */
  static void run(LocalDay day, int local, int seconds, double watts, Load load) {
    long from = day.at(local);
    long to = Math.min(from + seconds, day.end());
    if (from < to) {
      load.add(from, to, (int) (watts * 10));
    }
  }

  /** Switches on and off again and again, as a thermostat does. */
  static void cycle(
      LocalDay day, int local, int seconds, int period, int on, double watts, Load load) {
    for (int from = 0; from < seconds; from += period) {
      run(day, local + from, Math.min(on, seconds - from), watts, load);
    }
  }

  /** The stretches of a day; not changed any more once it is published. */
  private static final class Plan implements Load {
    private final long epochDay;
    private long[] starts = new long[8];
    private long[] ends = new long[8];
    private int[] deciwatts = new int[8];
    private int size;

    Plan(long epochDay) {
      this.epochDay = epochDay;
    }

    @Override
    public void add(long from, long to, int tenths) {
      if (size == starts.length) {
        starts = Arrays.copyOf(starts, 2 * size);
        ends = Arrays.copyOf(ends, 2 * size);
        deciwatts = Arrays.copyOf(deciwatts, 2 * size);
      }
      starts[size] = from;
      ends[size] = to;
      deciwatts[size] = tenths;
      size++;
    }

    void draw(long from, long to, Load load) {
      for (int i = 0; i < size; i++) {
        if (starts[i] < to && ends[i] > from) {
          load.add(starts[i], ends[i], deciwatts[i]);
        }
      }
    }
  }
}
