package dev.gridpulse.query.energy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Energy from power: a reading counts until the next one, behind a longer gap than allowed for one
 * interval. Of quarter-hours that stand for their readings the sum is known, and where the first
 * and the last of them are.
 */
final class Power implements Integral {
  private static final double HOUR = 3_600_000;

  private final EnergyBuckets buckets;
  private final double factor;
  private final long longestGap;
  private final long interval;

  /** The reading that counts until the next one comes; none behind a window. */
  private @Nullable Point last;

  /** Up to here everything has been counted. */
  private long counted = Long.MIN_VALUE;

  /**
   * @param factor to kW
   * @param interval in milliseconds, 0 when unknown
   */
  Power(EnergyBuckets buckets, double factor, long longestGap, long interval) {
    this.buckets = buckets;
    this.factor = factor;
    this.longestGap = longestGap;
    this.interval = interval;
  }

  @Override
  public void doubt(@Nullable Window[] windows, boolean[] standing, long first) {
    // Even filling is enough. But what its last reading was matters to a gap that follows.
    for (int i = 0; i + 1 < standing.length; i++) {
      standing[i] &= standing[i + 1];
    }
  }

  @Override
  public long reach() {
    return longestGap;
  }

  @Override
  public void before(@Nullable Point reading) {
    last = reading;
  }

  @Override
  public void run(List<Window> windows, @Nullable Point lastOfThem, long every) {
    long end = windows.getLast().end();
    // How far behind the quarter-hours' beginnings the readings are.
    long phase = lastOfThem == null ? -1 : lastOfThem.time() + every - end;
    if (lastOfThem == null || phase < 0 || phase >= every) {
      windows.forEach(window -> window(window, every));
      return;
    }
    long begin = windows.getFirst().start() + phase;
    hold(begin);
    double sum = windows.stream().mapToDouble(Window::mean).sum() * Window.LENGTH;
    double known = sum - lastOfThem.value() * every;
    if (lastOfThem.time() > begin) {
      count(begin, lastOfThem.time(), known / (lastOfThem.time() - begin));
    }
    last = lastOfThem;
  }

  private void window(Window window, long every) {
    hold(window.start());
    count(window.start(), window.end(), window.mean());
    // What its last reading was nobody knows; the mean is the best guess for what follows.
    last = new Point(window.end() - every, window.mean());
  }

  @Override
  public void reading(long time, double value, long end) {
    hold(time);
    last = new Point(time, value);
  }

  /** As two readings of its mean: where it begins, and one interval before it ends. */
  @Override
  public void lost(Window window) {
    reading(window.start(), window.mean(), window.end());
    if (window.count() > 1 || interval == 0) {
      long last = Math.max(window.start(), window.end() - interval);
      reading(last, window.mean(), window.end());
    }
  }

  @Override
  public void after(@Nullable Point reading) {
    if (reading != null) {
      hold(reading.time());
    } else if (last != null) {
      count(last.time(), last.time() + interval, last.value());
    }
  }

  /** The last reading counts up to the next. */
  private void hold(long until) {
    if (last != null) {
      boolean gap = until - last.time() > longestGap;
      count(last.time(), gap ? last.time() + interval : until, last.value());
    }
  }

  private void count(long from, long to, double value) {
    long begin = Math.max(from, counted);
    if (to > begin) {
      buckets.add(begin, to, value * factor * (to - begin) / HOUR, true);
      counted = to;
    }
  }
}
