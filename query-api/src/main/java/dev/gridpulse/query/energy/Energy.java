package dev.gridpulse.query.energy;

import dev.gridpulse.query.range.Buckets;
import dev.gridpulse.query.store.SensorKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The energy of a sensor by buckets. Quarter-hours that are evenly filled stand for their readings;
 * of all others, and where a counter does anything but count up, the readings themselves are taken.
 * So a year costs no more than its quarter-hours, and nothing is lost at an edge.
 */
public final class Energy {
  /** More are put together, with what lies between. */
  private static final int MOST_STRETCHES = 100;

  /** More are not read: uneven quarter-hours stand for themselves then. */
  private static final long MOST_READINGS = 3_000_000;

  /** Around a range, for what is usual. */
  private static final long USUAL = 7 * 86_400_000L;

  private static final long LEAST_GAP = Window.LENGTH;
  private static final int GAP_INTERVALS = 3;

  private final EnergyBuckets buckets;
  private final StoredQuarterHours stored;
  private final OptionalLong interval;
  private final Measured measured;
  private final long from;
  private final long to;

  private Energy(
      EnergyBuckets buckets, StoredQuarterHours stored, OptionalLong interval, Measured measured) {
    this.buckets = buckets;
    this.stored = stored;
    this.interval = interval;
    this.measured = measured;
    this.from = buckets.edge(0);
    this.to = buckets.edge(buckets.count());
  }

  /**
   * Computes the energy of these buckets.
   *
   * @param end where the last bucket is cut, milliseconds since the epoch
   */
  public static EnergyBuckets of(
      Connection connection, SensorKey sensor, Measured measured, Buckets parts, long end)
      throws SQLException {
    return of(connection, sensor, measured, edges(parts, end));
  }

  /**
   * Computes the energy of a time by its local days, the first and the last of which may be cut.
   *
   * @param from milliseconds since the epoch
   * @param to exclusive
   */
  public static EnergyBuckets ofDays(
      Connection connection, SensorKey sensor, Measured measured, ZoneId zone, long from, long to)
      throws SQLException {
    LongStream.Builder edges = LongStream.builder().add(from);
    LocalDate first = LocalDate.ofInstant(Instant.ofEpochMilli(from), zone);
    for (LocalDate date = first.plusDays(1); ; date = date.plusDays(1)) {
      long midnight = date.atStartOfDay(zone).toInstant().toEpochMilli();
      if (midnight >= to) {
        break;
      }
      edges.add(midnight);
    }
    return of(connection, sensor, measured, edges.add(to).build().distinct().toArray());
  }

  private static EnergyBuckets of(
      Connection connection, SensorKey sensor, Measured measured, long[] edges)
      throws SQLException {
    EnergyBuckets buckets = new EnergyBuckets(edges);
    if (buckets.count() > 0) {
      new Energy(
              buckets,
              new StoredQuarterHours(connection, sensor.id()),
              sensor.pulse().interval(),
              measured)
          .compute();
    }
    return buckets;
  }

  private static long[] edges(Buckets parts, long end) {
    LongStream.Builder edges = LongStream.builder();
    int count = 0;
    while (count < parts.count() && parts.edge(count) < end) {
      edges.add(parts.edge(count++));
    }
    if (count > 0) {
      edges.add(Math.min(parts.edge(count), end));
    }
    return edges.build().toArray();
  }

  /** A longer time without readings is not known. */
  private long longestGap() {
    return Math.max(LEAST_GAP, GAP_INTERVALS * interval.orElse(0));
  }

  private void compute() throws SQLException {
    long first = Math.floorDiv(from, Window.LENGTH) * Window.LENGTH;
    long last = Math.ceilDiv(to, Window.LENGTH) * Window.LENGTH;
    if (measured.counter()) {
      // What it was before tells whether it dips; what it does around, what is usual.
      first -= Counter.LONGEST_DIP;
      List<Window> around = stored.windows(first - USUAL, last + USUAL);
      Counter counter = new Counter(buckets, measured.factor(), longestGap(), around);
      List<Window> windows = stored.windows(first, last);
      compute(counter, windows, first, last);
      counter.finish();
    } else {
      compute(
          new Power(buckets, measured.factor(), longestGap(), interval.orElse(0)),
          stored.windows(first, last),
          first,
          last);
    }
  }

  private void compute(Integral integral, List<Window> windows, long first, long last)
      throws SQLException {
    boolean[] standing = new boolean[Math.toIntExact((last - first) / Window.LENGTH)];
    @Nullable Window[] byIndex = new @Nullable Window[standing.length];
    boolean tooMany = uneven(windows) > MOST_READINGS;
    for (Window window : windows) {
      int index = (int) ((window.start() - first) / Window.LENGTH);
      byIndex[index] = window;
      standing[index] =
          interval.isPresent()
              && (tooMany || window.isEven(interval.getAsLong()))
              && window.start() >= first
              && window.end() <= to;
    }
    freeEdges(standing, first);
    integral.doubt(byIndex, standing, first);
    putTogether(standing);
    before(integral, first);
    int index = 0;
    while (index < standing.length) {
      int end = index + 1;
      while (end < standing.length && standing[end] == standing[index]) {
        end++;
      }
      List<Window> within = new ArrayList<>();
      for (int i = index; i < end; i++) {
        Window some = byIndex[i];
        if (some != null) {
          within.add(some);
        }
      }
      long until = first + end * Window.LENGTH;
      if (standing[index]) {
        Integral.Point newest = measured.counter() ? null : stored.lastBefore(until, Window.LENGTH);
        integral.run(within, newest, interval.orElse(0));
      } else {
        stored.stretch(first + index * Window.LENGTH, until, within, buckets, integral);
      }
      index = end;
    }
    integral.after(after(integral, last));
  }

  /** What the sensor measured last before the range, by its quarter-hour where that is all. */
  private void before(Integral integral, long first) throws SQLException {
    Integral.Point reading = stored.lastBefore(first, integral.reach());
    boolean looks = measured.counter() || reading == null;
    Window window = looks ? stored.windowBefore(first, integral.reach()) : null;
    if (window == null || (reading != null && reading.time() >= window.start())) {
      integral.before(reading);
    } else if (measured.counter()) {
      integral.before(new Integral.Point(window.lastTime(), window.max()));
    } else {
      integral.lost(window);
    }
  }

  /**
   * The first reading behind the range; of a counter its quarter-hour where that is all there is.
   */
  private Integral.@Nullable Point after(Integral integral, long last) throws SQLException {
    Integral.Point reading = stored.firstFrom(to, integral.reach());
    Window window = measured.counter() ? stored.windowFrom(last) : null;
    return window == null || (reading != null && reading.time() < window.end())
        ? reading
        : new Integral.Point(window.start(), window.min());
  }

  /** How many readings the quarter-hours have that are not evenly filled. */
  private long uneven(List<Window> windows) {
    return windows.stream()
        .filter(window -> interval.isEmpty() || !window.isEven(interval.getAsLong()))
        .mapToLong(Window::count)
        .sum();
  }

  /** At an edge the very readings beside it decide. */
  private void freeEdges(boolean[] standing, long first) {
    for (int edge = 0; edge <= buckets.count(); edge++) {
      int index = (int) Math.floorDiv(buckets.edge(edge) - first, Window.LENGTH);
      for (int i = Math.max(0, index - 1); i <= index && i < standing.length; i++) {
        standing[i] = false;
      }
    }
  }

  /** Few long stretches of readings are cheaper than many short ones. */
  private static void putTogether(boolean[] standing) {
    for (int distance = 1; stretches(standing) > MOST_STRETCHES; distance *= 2) {
      int run = 0;
      for (int i = 0; i <= standing.length; i++) {
        if (i < standing.length && standing[i]) {
          run++;
        } else {
          for (int j = i - run; run <= distance && j < i; j++) {
            standing[j] = false;
          }
          run = 0;
        }
      }
    }
  }

  private static int stretches(boolean[] standing) {
    int stretches = 0;
    for (int i = 0; i < standing.length; i++) {
      stretches += !standing[i] && (i == 0 || standing[i - 1]) ? 1 : 0;
    }
    return stretches;
  }
}
