package dev.gridpulse.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the files must be, when the user says so. No format implies a time zone. */
public enum FileFormat {
  /** Whatever is found out. */
  AUTO(Set.of()),
  /** Swissgrid's frequency: {@code Datum Zeit;A:f_soll_aktiv [Hz]}. */
  SWISSGRID(Set.of("Datum Zeit")),
  /** A mapping of uuids to names, and rows of {@code timestamp;sensor_uuid;sensor_value}. */
  SENSORS(Set.of("timestamp", "sensor_uuid", "sensor_value")),
  /** Assets and signals in JSON, and rows of {@code Ts|SignalId|MeasurementValue}. */
  ASSETS(Set.of("Ts", "SignalId", "MeasurementValue"));

  private final Set<String> titles;

  FileFormat(Set<String> titles) {
    this.titles = titles;
  }

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a file with that header can be of this format. */
  boolean allows(List<String> header) {
    return header.stream().map(String::strip).toList().containsAll(titles);
  }

  /** For people: the columns that it must have. */
  String describe() {
    return "columns " + String.join(", ", titles.stream().sorted().toList());
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
