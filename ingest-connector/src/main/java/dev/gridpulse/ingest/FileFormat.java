package dev.gridpulse.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the files must be, when the user says so. No format implies a time zone. */
public enum FileFormat {
  /** Whatever is found out. */
  AUTO(),
  /** Swissgrid's frequency: {@code Datum Zeit;A:f_soll_aktiv [Hz]}. */
  SWISSGRID("Datum Zeit"),
  /** A mapping of uuids to names, and rows of {@code timestamp;sensor_uuid;sensor_value}. */
  SENSORS("timestamp", "sensor_uuid", "sensor_value"),
  /** Assets and signals in JSON, and rows of {@code Ts|SignalId|MeasurementValue}. */
  ASSETS("Ts", "SignalId", "MeasurementValue");

  /** Separated by line ends. */
  private final String titles;

  FileFormat(String... titles) {
    this.titles = String.join("\n", titles);
  }

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a file with that header can be of this format. */
  boolean allows(List<String> header) {
    return header.stream().map(String::strip).toList().containsAll(titles.lines().toList());
  }

  /** For people: the columns that it must have. */
  String describe() {
    return "columns " + String.join(", ", titles.lines().toList());
  }

  /**
   * The format of that label.
   *
   * @throws IllegalArgumentException when there is none, with a message for the user
   */
  public static FileFormat ofLabel(String label) {
    return Arrays.stream(values())
        .filter(format -> format.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--format: \"%s\" is none of auto, swissgrid, sensors, assets"
                        .formatted(label)));
  }
}
