package dev.gridpulse.model;

import java.time.Duration;
import java.util.Arrays;

/** The three window lengths that are computed and stored; all others are composed from them. */
public enum Rung {
  FIVE_SECONDS("5s", Duration.ofSeconds(5)),
  ONE_MINUTE("1m", Duration.ofMinutes(1)),
  QUARTER_HOUR("15m", Duration.ofMinutes(15));

  private final String label;
  private final Duration length;

  Rung(String label, Duration length) {
    this.label = label;
    this.length = length;
  }

  /** The name on the wire, in topics and in tables: {@code 5s}, {@code 1m} or {@code 15m}. */
  public String label() {
    return label;
  }

  public Duration length() {
    return length;
  }

  /** The window length in milliseconds. */
  public long millis() {
    return length.toMillis();
  }

  /** The database table that holds this rung. */
  public String table() {
    return "aggregate_" + label;
  }

  /** Start of the window that holds {@code timestamp}; both in milliseconds since the epoch. */
  public long windowStart(long timestamp) {
    return Math.floorDiv(timestamp, millis()) * millis();
  }

  /**
   * The rung of that label.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Rung ofLabel(String label) {
    return Arrays.stream(values())
        .filter(rung -> rung.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no rung \"" + label + "\""));
  }
}
