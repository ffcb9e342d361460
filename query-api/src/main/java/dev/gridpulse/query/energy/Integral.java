package dev.gridpulse.query.energy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes energy of what a sensor measured, which comes in order of time. */
interface Integral {
  /**
   * Decides which quarter-hours do not stand for their readings.
   *
   * @param windows by their place, null where there is none
   * @param standing is set to false for those
   * @param first where the first begins
   */
  void doubt(@Nullable Window[] windows, boolean[] standing, long first);

  /** How far outside of the range a reading matters, in milliseconds. */
  long reach();

  /** The last reading before the range, if any. */
  void before(@Nullable Point reading);

  /**
   * Quarter-hours on end that stand for their readings.
   *
   * @param last the last reading in them, null when it is not known
   */
  void run(List<Window> windows, @Nullable Point last, long interval);

  /**
   * A reading of a stretch that is read.
   *
   * @param end where the stretch ends
   */
  void reading(long time, double value, long end);

  /** A quarter-hour of such a stretch, or a part of one, whose readings are no longer kept. */
  void lost(Window window);

  /** The first reading behind the range, if any. */
  void after(@Nullable Point reading);

  /** A reading. */
  record Point(long time, double value) {}
}
