package dev.gridpulse.generator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the readings look like. */
public enum Shape {
  /** Power of homes, in W; as counters what their meters show, in kWh. */
  HOUSEHOLD(5),
  /** The frequency of a grid at its substations, around 50 Hz. */
  GRID_FREQUENCY(1),
  /** The demo with four sensors named as colours, whole numbers from 1 to 100. */
  COLOURS(4),
  /** 100, always. */
  CONSTANT(1),
  /** What anybody can compute again, see {@link ReplayableSensor}. */
  REPLAYABLE(5);

  private static final int MOST_SENSORS = 99_999;

  private final int usualSensors;

  Shape(int usualSensors) {
    this.usualSensors = usualSensors;
  }

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How many sensors there are when nobody says. */
  public int usualSensors() {
    return usualSensors;
  }

  /** The highest number of a sensor. */
  int mostSensors() {
    return this == COLOURS ? usualSensors : MOST_SENSORS;
  }

  /**
   * The shape of that label.
   *
   * @throws IllegalArgumentException when there is none, with a message for the user
   */
  public static Shape ofLabel(String label) {
    for (Shape shape : values()) {
      if (shape.label().equals(label)) {
        return shape;
      }
    }
    List<String> labels = Arrays.stream(values()).map(Shape::label).toList();
    throw new IllegalArgumentException(
        "\"%s\" is no shape; there are %s".formatted(label, String.join(", ", labels)));
  }
}
