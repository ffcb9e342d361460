package dev.gridpulse.model;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A sensor as the registry knows it: a record of {@link Topics#SENSORS}. All but the name may be
 * unknown (null).
 *
 * @param name the identity, see {@link SensorName}
 * @param uuid an attribute, unique among sensors
 * @param unit the unit of the values, such as {@code kW}
 * @param kind what the values mean
 * @param interval the time between two readings, 1 ms to 520 weeks, 1 ms or longer
 * @param timeZone the zone whose days and months count for this sensor
 * @param asset the plant, home or substation it belongs to
 * @param signalId its id in the system it comes from
 * @param location where it stands
 * @param owner who may see it besides the operator
 * @param partnerConsent whether its consumption may be exported to the partner
 */
public record Sensor(
    String name,
    @Nullable UUID uuid,
    @Nullable String unit,
    @Nullable Kind kind,
    @Nullable Duration interval,
    @Nullable ZoneId timeZone,
    @Nullable String asset,
    @Nullable String signalId,
    @Nullable Location location,
    @Nullable String owner,
    @Nullable Boolean partnerConsent) {

  private static final Duration LONGEST_INTERVAL = Duration.ofDays(520 * 7);

  public Sensor {
    SensorName.require(name);
    if (interval != null
        && (interval.compareTo(Duration.ofMillis(1)) < 0
            || interval.compareTo(LONGEST_INTERVAL) > 0)) {
      throw new IllegalArgumentException("\"interval\" must be 1 ms to 520 weeks");
    }
  }

  /** A sensor of which only the name is known. */
  public static Sensor named(String name) {
    return new Sensor(name, null, null, null, null, null, null, null, null, null, null);
  }

  /** What the values of a sensor mean. */
  public enum Kind {
    /** Power in W or kW. */
    POWER,
    /** An energy meter that counts up, in Wh or kWh. */
    COUNTER,
    /** Anything else; the default. */
    GAUGE;

    /** The name in JSON and in the database. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A place on Earth.
   *
   * @param latitude degrees north, −90 to 90
   * @param longitude degrees east, −180 to 180
   */
  public record Location(double latitude, double longitude) {
    public Location {
      if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) {
        throw new IllegalArgumentException(
            "\"location\" is not on Earth: %s, %s".formatted(latitude, longitude));
      }
    }
  }
}
