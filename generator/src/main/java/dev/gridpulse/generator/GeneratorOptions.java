package dev.gridpulse.generator;

import dev.gridpulse.model.SensorName;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be generated.
 *
 * @param shape what the readings look like
 * @param sensors how many sensors
 * @param interval between two readings of a sensor, whole milliseconds; readings lie on its
 *     multiples
 * @param backfill how much history to generate before the live readings, or null for none
 * @param seed another seed gives other values
 * @param prefix the name of a sensor up to its five digits; the colours have names of their own
 * @param timeZone the zone that the sensors live in
 * @param duration how long readings are generated from the start on, or null for ever; zero means
 *     the back-fill only
 */
public record GeneratorOptions(
    Shape shape,
    int sensors,
    Duration interval,
    @Nullable TemporalAmount backfill,
    long seed,
    String prefix,
    ZoneId timeZone,
    @Nullable Duration duration) {

  /** What sensors are called unless told otherwise: {@code sensor_00001}. */
  public static final String DEFAULT_PREFIX = "sensor_";

  /**
   * @throws IllegalArgumentException naming every option that is wrong, a line each
   */
  public GeneratorOptions {
    List<String> problems = new ArrayList<>();
    if (sensors < 1 || sensors > shape.mostSensors()) {
      problems.add(
          "--sensors: the shape %s has 1 to %d sensors, not %d"
              .formatted(shape.label(), shape.mostSensors(), sensors));
    }
    if (interval.compareTo(Duration.ofMillis(1)) < 0 || interval.toNanosPart() % 1_000_000 != 0) {
      problems.add("--interval: a reading every 1 ms is the most, in whole milliseconds");
    }
    if (duration != null && duration.isNegative()) {
      problems.add("--for: cannot be less than nothing");
    }
    SensorName.problem(prefix + "00001").ifPresent(problem -> problems.add("--prefix: " + problem));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
    }
  }
}
