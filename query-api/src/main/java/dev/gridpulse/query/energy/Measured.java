package dev.gridpulse.query.energy;

import dev.gridpulse.model.Sensor;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a sensor are, as far as energy follows from them.
 *
 * @param counter whether they count energy, and are no power
 * @param factor one of the sensor's units in kW or kWh
 */
public record Measured(boolean counter, double factor) {
  private static final Map<String, Double> POWER =
      Map.of("W", 1e-3, "kW", 1.0, "MW", 1e3, "GW", 1e6);
  private static final Map<String, Double> ENERGY =
      Map.of("Wh", 1e-3, "kWh", 1.0, "MWh", 1e3, "GWh", 1e6);

  /** Empty when neither power nor energy is measured, or nobody knows in which unit. */
  public static Optional<Measured> of(Sensor.@Nullable Kind kind, @Nullable String unit) {
    if (kind == null || unit == null) {
      return Optional.empty();
    }
    return switch (kind) {
      case POWER -> Optional.ofNullable(POWER.get(unit)).map(factor -> new Measured(false, factor));
      case COUNTER ->
          Optional.ofNullable(ENERGY.get(unit)).map(factor -> new Measured(true, factor));
      case GAUGE -> Optional.empty();
    };
  }

  /**
   * The power in kW with which a counter came from one reading to the next; NaN when it went back,
   * or its unit is none of energy.
   *
   * @param time1 milliseconds since the epoch, as {@code time2}, which is later
   */
  public static double power(String unit, long time1, double value1, long time2, double value2) {
    Double factor = ENERGY.get(unit);
    return factor == null || value2 < value1
        ? Double.NaN
        : (value2 - value1) * factor * 3_600_000 / (time2 - time1);
  }
}
