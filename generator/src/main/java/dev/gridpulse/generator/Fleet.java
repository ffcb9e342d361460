package dev.gridpulse.generator;

import dev.gridpulse.generator.home.Homes;
import dev.gridpulse.model.SensorName;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * The sensors of a run. What a sensor measures depends on seed and number, its shape and its zone;
 * not on how many others there are, so that several processes can share a fleet.
 *
 * @param shape what the readings look like
 * @param sensors how many sensors
 * @param first the number of the first one, 1 as a rule
 * @param counters whether homes are published as meters in kWh instead of power in W
 * @param interval between two readings of a sensor, whole milliseconds; readings lie on its
 *     multiples
 * @param seed another seed gives other values
 * @param prefix the name of a sensor up to its five digits; the colours have names of their own
 * @param timeZone the zone that the sensors live in
 */
public record Fleet(
    Shape shape,
    int sensors,
    int first,
    boolean counters,
    Duration interval,
    long seed,
    String prefix,
    ZoneId timeZone) {

  /** What sensors are called unless told otherwise: {@code sensor_00001}. */
  public static final String DEFAULT_PREFIX = "sensor_";

  private static final Duration LONGEST_INTERVAL = Duration.ofDays(7 * 520);

  /**
   * @throws IllegalArgumentException naming every option that is wrong, a line each
   */
  public Fleet {
    List<String> problems = new ArrayList<>();
    int most = shape.mostSensors();
    if (sensors < 1 || sensors > most) {
      problems.add(
          "--sensors: the shape %s has 1 to %d sensors, not %d"
              .formatted(shape.label(), most, sensors));
    } else if (first < 1 || first > most - sensors + 1) {
      problems.add(
          "--first: the sensors of the shape %s are numbered 1 to %d"
              .formatted(shape.label(), most));
    }
    if (counters && shape != Shape.HOUSEHOLD) {
      problems.add("--counters: only homes have meters (--shape household)");
    }
    if (interval.compareTo(Duration.ofMillis(1)) < 0
        || interval.compareTo(LONGEST_INTERVAL) > 0
        || interval.toNanosPart() % 1_000_000 != 0) {
      problems.add("--interval: a reading every 1 ms is the most, in whole milliseconds");
    }
    SensorName.problem(prefix + "00001_energy")
        .ifPresent(problem -> problems.add("--prefix: " + problem));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
    }
  }

  /** What the sensors are called, in the order of their numbers. */
  public List<String> sensorNames() {
    return syntheticSensors().stream().map(sensor -> sensor.entry().name()).toList();
  }

  /** The sensors in the order of their numbers. */
  List<SyntheticSensor> syntheticSensors() {
    Homes homes = new Homes(seed, timeZone);
    Entries entries = new Entries(this, homes);
    List<SyntheticSensor> list = new ArrayList<>(sensors);
    for (int number = first; number < first + sensors; number++) {
      list.add(
          switch (shape) {
            case HOUSEHOLD ->
                counters
                    ? new MeterSensor(entries.meter(number), homes.home(number))
                    : new HouseholdSensor(entries.home(number), homes.home(number));
            case GRID_FREQUENCY -> new FrequencySensor(entries.substation(number), seed);
            case COLOURS -> new ColourSensor(entries.colour(number), seed);
            case CONSTANT -> new ConstantSensor(entries.constant(number));
            case REPLAYABLE -> new ReplayableSensor(entries.replayable(number), number);
          });
    }
    return List.copyOf(list);
  }
}
