package dev.gridpulse.ingest;

import dev.gridpulse.model.Sensor;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Units of values, as files write them. */
final class Units {
  /** A name with its unit in brackets: {@code A:f_soll_aktiv [Hz]}. */
  private static final Pattern NAMED =
      Pattern.compile("\\s*(\\S.*?)\\s*\\[\\s*([^\\[\\]]+?)\\s*]\\s*");

  private Units() {}

  /** What values in that unit mean. */
  static Sensor.Kind kind(String unit) {
    return switch (unit) {
      case "W", "kW" -> Sensor.Kind.POWER;
      case "Wh", "kWh" -> Sensor.Kind.COUNTER;
      default -> Sensor.Kind.GAUGE;
    };
  }

  /**
   * A column's title that names its unit.
   *
   * @param name what stands before the unit
   * @param unit what stands in the brackets
   */
  record Titled(String name, String unit) {}

  /** Splits a title with a unit in brackets. */
  static Optional<Titled> split(String title) {
    Matcher matcher = NAMED.matcher(title);
    return matcher.matches()
        ? Optional.of(new Titled(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }
}
