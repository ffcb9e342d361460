package dev.gridpulse.query.energy;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Energy from a meter that counts up, in kWh. What it counts between two readings is spread evenly
 * over the time between them, however long that is.
 *
 * <ul>
 *   <li>A dip, of less than a quarter-hour at the highest plausible power and to no less than half,
 *       counts nothing until the meter is above where it was, for six hours.
 *   <li>Any other fall, and any rise beyond the highest plausible power, is in doubt until the next
 *       reading. If that goes on from where the meter was, it was a mistake and counts nothing.
 *       Otherwise it is another meter, which counts from there; or the same that began at 0 again,
 *       if it can have come that far, which counts what it shows.
 * </ul>
 *
 * The highest plausible power is 50 times the usual one, and 50 kW at least.
 */
final class Counter implements Integral {
  private static final double LEAST_PLAUSIBLE_KW = 50;
  private static final double TIMES_THE_USUAL = 50;
  private static final double HOUR = 3_600_000;

  /** Behind this the meter is taken for another one. */
  static final long LONGEST_DIP = 6 * 3_600_000L;

  private static final long NO_DIP = Long.MIN_VALUE;

  private final EnergyBuckets buckets;
  private final double factor;
  private final long longestGap;
  private final double plausibleKw;

  private @Nullable Point last;
  private @Nullable Point doubtful;
  private long dipSince = NO_DIP;

  /**
   * @param factor to kWh
   * @param windows those of the range and around it, from which the usual power is learned
   */
  Counter(EnergyBuckets buckets, double factor, long longestGap, List<Window> windows) {
    this.buckets = buckets;
    this.factor = factor;
    this.longestGap = longestGap;
    this.plausibleKw = Math.max(LEAST_PLAUSIBLE_KW, TIMES_THE_USUAL * usualKw(windows, factor));
  }

  /** The median of the powers of all pairs of quarter-hours between which it counted. */
  private static double usualKw(List<Window> windows, double factor) {
    double[] powers = new double[windows.size()];
    int count = 0;
    for (int i = 1; i < windows.size(); i++) {
      double rise = windows.get(i).max() - windows.get(i - 1).max();
      long time = windows.get(i).start() - windows.get(i - 1).start();
      if (rise > 0) {
        powers[count++] = rise * factor * HOUR / time;
      }
    }
    double[] sorted = Arrays.copyOf(powers, count);
    Arrays.sort(sorted);
    return count == 0 ? 0 : sorted[count / 2];
  }

  @Override
  public void doubt(@Nullable Window[] windows, boolean[] standing, long first) {
    Window before = null;
    int beforeIndex = -1;
    for (int i = 0; i < windows.length; i++) {
      Window window = windows[i];
      if (window == null) {
        continue;
      }
      boolean falls = before != null && window.min() < before.max();
      boolean leaps =
          before != null
              && (window.max() - before.max()) * factor > limit(window.start() - before.start());
      if (falls || leaps) {
        standing[i] = false;
        standing[beforeIndex] = false;
        if (i + 1 < standing.length) {
          standing[i + 1] = false;
        }
      }
      before = window;
      beforeIndex = i;
    }
  }

  /** However long it was silent, the meter has counted. */
  @Override
  public long reach() {
    return Long.MAX_VALUE;
  }

  @Override
  public void before(@Nullable Point reading) {
    if (reading != null) {
      point(reading.time(), reading.value());
    }
  }

  @Override
  public void run(List<Window> windows, @Nullable Point last, long interval) {
    windows.forEach(window -> window(window, interval));
  }

  private void window(Window window, long interval) {
    point(window.start(), window.min());
    if (window.count() > 1) {
      point(window.end() - interval, window.max());
    }
  }

  @Override
  public void reading(long time, double value, long end) {
    point(time, value);
  }

  @Override
  public void lost(Window window) {
    point(window.start(), window.min());
    if (window.count() > 1) {
      point(window.lastTime(), window.max());
    }
  }

  @Override
  public void after(@Nullable Point reading) {
    if (reading != null) {
      point(reading.time(), reading.value());
    }
  }

  /** Nothing follows that could settle a doubt. */
  void finish() {
    settle();
  }

  private void point(long time, double value) {
    double kwh = value * factor;
    if (last == null) {
      last = new Point(time, kwh);
      return;
    }
    if (time <= last.time()) {
      return;
    }
    if (doubtful != null) {
      if (goesOn(last, time, kwh)) {
        doubtful = null;
      } else {
        settle();
      }
    }
    if (goesOn(last, time, kwh)) {
      count(last, time, kwh - last.value());
      last = new Point(time, kwh);
      dipSince = NO_DIP;
    } else if (isDip(last, kwh) && time - dipSince(time) <= LONGEST_DIP) {
      count(last, time, 0);
      last = new Point(time, last.value());
      return;
    } else {
      doubtful = new Point(time, kwh);
    }
  }

  private long dipSince(long time) {
    if (dipSince == NO_DIP) {
      dipSince = time;
    }
    return dipSince;
  }

  private boolean goesOn(Point from, long time, double kwh) {
    double rise = kwh - from.value();
    return rise >= 0 && rise <= limit(time - from.time());
  }

  private boolean isDip(Point from, double kwh) {
    return kwh < from.value()
        && from.value() - kwh <= limit(Window.LENGTH)
        && kwh >= from.value() / 2;
  }

  /** The most that can be counted in a time; counters have steps, so at least a quarter-hour's. */
  private double limit(long time) {
    return plausibleKw * Math.max(time, Window.LENGTH) / HOUR;
  }

  private void settle() {
    if (doubtful == null || last == null) {
      return;
    }
    boolean restarted =
        doubtful.value() < last.value()
            && doubtful.value() >= 0
            && doubtful.value() <= limit(doubtful.time() - last.time());
    count(last, doubtful.time(), restarted ? doubtful.value() : 0);
    last = doubtful;
    doubtful = null;
    dipSince = NO_DIP;
  }

  private void count(Point from, long to, double energy) {
    buckets.add(from.time(), to, energy, to - from.time() <= longestGap);
  }
}
