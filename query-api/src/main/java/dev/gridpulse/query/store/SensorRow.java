package dev.gridpulse.query.store;

import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Sensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sensor and what is held of it.
 *
 * @param sensor its registry entry
 * @param first the oldest reading that is kept; null when there is none
 * @param last the newest reading; null when there is none
 * @param rungs the rungs of which there are windows, finest first
 */
public record SensorRow(
    Sensor sensor, @Nullable Point first, @Nullable Point last, List<Rung> rungs) {
  public SensorRow {
    rungs = List.copyOf(rungs);
  }

  /**
   * One reading of a sensor that is known from the context.
   *
   * @param time milliseconds since the epoch
   */
  public record Point(long time, double value) {}
}
