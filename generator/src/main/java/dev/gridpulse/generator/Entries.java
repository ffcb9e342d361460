package dev.gridpulse.generator;

import dev.gridpulse.generator.home.Homes;
import dev.gridpulse.generator.home.Town;
import dev.gridpulse.generator.noise.Hash;
import dev.gridpulse.model.Sensor;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the registry is told of made-up sensors: where they stand, whose they are. */
final class Entries {
  private static final List<String> COLOURS = List.of("red", "green", "blue", "yellow");
  private static final List<String> OWNERS = List.of("anna", "ben", "clara", "david");
  private static final String GRID_OPERATOR = "grid";

  /** Every third home keeps its data from the partner. */
  private static final int WITHOUT_CONSENT = 3;

  private final Fleet fleet;
  private final Homes homes;

  Entries(Fleet fleet, Homes homes) {
    this.fleet = fleet;
    this.homes = homes;
  }

  Sensor home(int number) {
    return ofHome(number, "", "W", Sensor.Kind.POWER, "active_power");
  }

  Sensor meter(int number) {
    return ofHome(number, "_energy", "kWh", Sensor.Kind.COUNTER, "energy_import");
  }

  private Sensor ofHome(int number, String suffix, String unit, Sensor.Kind kind, String signal) {
    return new Sensor(
        numbered(fleet.prefix(), number) + suffix,
        null,
        unit,
        kind,
        fleet.interval(),
        fleet.timeZone(),
        numbered("home ", number),
        signal,
        location(number, "home"),
        OWNERS.get((number - 1) % OWNERS.size()),
        number % WITHOUT_CONSENT != 0);
  }

  Sensor substation(int number) {
    return new Sensor(
        numbered(fleet.prefix(), number),
        null,
        "Hz",
        Sensor.Kind.GAUGE,
        fleet.interval(),
        fleet.timeZone(),
        numbered("substation ", number),
        "frequency",
        location(number, "substation"),
        GRID_OPERATOR,
        false);
  }

  Sensor colour(int number) {
    return bare(COLOURS.get(number - 1), null, Sensor.Kind.GAUGE);
  }

  Sensor constant(int number) {
    return bare(numbered(fleet.prefix(), number), "W", Sensor.Kind.POWER);
  }

  Sensor replayable(int number) {
    return bare(numbered(fleet.prefix(), number), null, Sensor.Kind.GAUGE);
  }

  private Sensor bare(String name, @Nullable String unit, Sensor.Kind kind) {
    return new Sensor(
        name, null, unit, kind, fleet.interval(), fleet.timeZone(), null, null, null, null, null);
  }

  /** A few kilometres around its town. */
  private Sensor.@Nullable Location location(int number, String what) {
    Town town = homes.town(number);
    if (town == null) {
      return null;
    }
    long key = Hash.key(fleet.seed(), "place-of-" + what);
    return new Sensor.Location(
        degrees(town.latitude() + 0.06 * (Hash.uniform(key, 2L * number) - 0.5)),
        degrees(town.longitude() + 0.09 * (Hash.uniform(key, 2L * number + 1) - 0.5)));
  }

  private static double degrees(double exact) {
    return Math.round(exact * 10_000) / 10_000.0;
  }

  private static String numbered(String prefix, int number) {
    return String.format(Locale.ROOT, "%s%05d", prefix, number);
  }
}
