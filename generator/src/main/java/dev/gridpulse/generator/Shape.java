package dev.gridpulse.generator;

import dev.gridpulse.model.Sensor;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the readings look like. */
public enum Shape {
  /** Electric power over the day, in W with two decimals. */
  POWER(5),
  /** The demo with four sensors named as colours, whole numbers from 1 to 100. */
  COLOURS(4),
  /** 100, always. */
  CONSTANT(1);

  private static final List<String> COLOUR_NAMES = List.of("red", "green", "blue", "yellow");
  private static final double CONSTANT_VALUE = 100;

  private final int usualSensors;

  Shape(int usualSensors) {
    this.usualSensors = usualSensors;
  }

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How many sensors there are when nobody says. */
  public int usualSensors() {
    return usualSensors;
  }

  /** The most sensors it has. */
  int mostSensors() {
    return this == COLOURS ? COLOUR_NAMES.size() : 99_999;
  }

  /**
   * The shape of that label.
   *
   * @throws IllegalArgumentException when there is none, with a message for the user
   */
  public static Shape ofLabel(String label) {
    List<String> labels = Arrays.stream(values()).map(Shape::label).toList();
    if (!labels.contains(label)) {
      throw new IllegalArgumentException(
          "\"%s\" is no shape; there are %s".formatted(label, String.join(", ", labels)));
    }
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /** The sensors of a run, in order. */
  public List<SyntheticSensor> sensors(GeneratorOptions options) {
    WallClock clock = new WallClock(options.timeZone());
    List<SyntheticSensor> sensors = new ArrayList<>(options.sensors());
    for (int i = 0; i < options.sensors(); i++) {
      String numbered = String.format(Locale.ROOT, "%s%05d", options.prefix(), i + 1);
      sensors.add(
          switch (this) {
            case POWER ->
                new PowerSensor(
                    entry(numbered, "W", Sensor.Kind.POWER, options), options.seed(), clock);
            case COLOURS ->
                new ColourSensor(
                    entry(COLOUR_NAMES.get(i), null, Sensor.Kind.GAUGE, options), options.seed());
            case CONSTANT ->
                new ConstantSensor(
                    entry(numbered, "W", Sensor.Kind.POWER, options), CONSTANT_VALUE);
          });
    }
    return List.copyOf(sensors);
  }

  private static Sensor entry(
      String name, @Nullable String unit, Sensor.Kind kind, GeneratorOptions options) {
    Duration interval = options.interval();
    ZoneId zone = options.timeZone();
    return new Sensor(name, null, unit, kind, interval, zone, null, null, null, null, null);
  }
}
