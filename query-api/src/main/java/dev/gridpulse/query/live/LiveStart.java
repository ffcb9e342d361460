package dev.gridpulse.query.live;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.Rung;
import java.util.List;
import java.util.Optional;

/**
 * Where a stream begins that does not resume: the latest of each sensor, and the place in the feed
 * up to which they know everything.
 *
 * @param place empty when nothing is known of it: then the stream begins now
 */
public record LiveStart(List<Latest> readings, List<Window> windows, Optional<EventId> place) {
  public LiveStart {
    readings = List.copyOf(readings);
    windows = List.copyOf(windows);
  }

  /**
   * The latest reading of a sensor.
   *
   * @param time milliseconds since the epoch
   */
  public record Latest(String sensor, long time, double value) {}

  /**
   * A window of a sensor.
   *
   * @param complete whether a reading has passed its end
   */
  public record Window(String sensor, Rung rung, Aggregate aggregate, boolean complete) {}
}
