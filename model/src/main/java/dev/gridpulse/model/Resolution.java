package dev.gridpulse.model;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The bucket lengths in which a range can be asked for, finest first. */
public enum Resolution {
  SECOND("1s", 1, ChronoUnit.SECONDS),
  SECONDS_5("5s", 5, ChronoUnit.SECONDS),
  SECONDS_15("15s", 15, ChronoUnit.SECONDS),
  SECONDS_30("30s", 30, ChronoUnit.SECONDS),
  MINUTE("1m", 1, ChronoUnit.MINUTES),
  MINUTES_5("5m", 5, ChronoUnit.MINUTES),
  MINUTES_10("10m", 10, ChronoUnit.MINUTES),
  MINUTES_15("15m", 15, ChronoUnit.MINUTES),
  MINUTES_30("30m", 30, ChronoUnit.MINUTES),
  HOUR("1h", 1, ChronoUnit.HOURS),
  HOURS_6("6h", 6, ChronoUnit.HOURS),
  DAY("1d", 1, ChronoUnit.DAYS),
  WEEK("1w", 1, ChronoUnit.WEEKS),
  MONTH("1M", 1, ChronoUnit.MONTHS);

  private final String label;
  private final int amount;
  private final ChronoUnit unit;

  Resolution(String label, int amount, ChronoUnit unit) {
    this.label = label;
    this.amount = amount;
    this.unit = unit;
  }

  /** The name in requests and answers, such as {@code 30s} or {@code 1M}. */
  public String label() {
    return label;
  }

  /** How many of {@link #unit} a bucket is long. */
  public int amount() {
    return amount;
  }

  /** Seconds to hours, or a calendar unit of the zone: days, weeks, months. */
  public ChronoUnit unit() {
    return unit;
  }

  /** A bucket's length; of a calendar unit the usual one (a month is 30.4 days). */
  public Duration length() {
    return unit.getDuration().multipliedBy(amount);
  }

  /** The coarsest stored rung that divides this resolution; empty below 5 s. */
  public Optional<Rung> rung() {
    if (unit.compareTo(ChronoUnit.DAYS) >= 0) {
      return Optional.of(Rung.QUARTER_HOUR);
    }
    return Arrays.stream(Rung.values())
        .filter(rung -> length().toMillis() % rung.millis() == 0)
        .reduce((finer, coarser) -> coarser);
  }

  /** The resolution of that label, or empty. */
  public static Optional<Resolution> ofLabel(String label) {
    return Arrays.stream(values()).filter(r -> r.label.equals(label)).findFirst();
  }

  /** All labels, finest first, for messages. */
  public static String labels() {
    return Arrays.stream(values()).map(Resolution::label).collect(Collectors.joining(" "));
  }
}
