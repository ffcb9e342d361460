package dev.gridpulse.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the files must be, when the user says so. No format implies a time zone. */
public enum FileFormat {
  /** Whatever is found out. */
  AUTO('.', NumberFormat.NONE),
  /** Swissgrid's frequency: {@code Datum Zeit;A:f_soll_aktiv [Hz]}. */
  SWISSGRID(',', NumberFormat.NONE, "Datum Zeit"),
  /** A mapping of uuids to names, and rows of {@code timestamp;sensor_uuid;sensor_value}. */
  SENSORS('.', NumberFormat.NONE, "timestamp", "sensor_uuid", "sensor_value"),
  /** Assets and signals in JSON, and rows of {@code Ts|SignalId|MeasurementValue}. */
  ASSETS('.', ',', "Ts", "SignalId", "MeasurementValue");

  /** Separated by line ends. */
  private final String titles;

  private final char decimal;
  private final char thousands;

  FileFormat(char decimal, char thousands, String... titles) {
    this.decimal = decimal;
    this.thousands = thousands;
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

  /** How numbers are written in the one of these formats that has such a header. */
  static Optional<NumberFormat> numberOf(List<String> header) {
    return Stream.of(SWISSGRID, SENSORS, ASSETS)
        .filter(format -> format.allows(header))
        .map(format -> new NumberFormat(format.decimal, format.thousands))
        .findFirst();
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
