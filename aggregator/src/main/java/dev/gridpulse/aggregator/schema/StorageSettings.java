package dev.gridpulse.aggregator.schema;

import java.time.Duration;
import java.time.Period;
import java.time.temporal.TemporalAmount;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How TimescaleDB keeps what is stored; plain PostgreSQL keeps everything, as it came.
 *
 * @param chunk time that a new chunk of readings and of 5 s windows spans, a minute or more
 * @param compressAfter how long after its end a chunk is compressed; null for never
 * @param keepReadings how long a chunk of readings is kept after it was made; null for ever
 * @param keep5s the same of 5 s windows, which are never dropped before their readings; null for
 *     ever
 * @param keep1m the same of 1 min windows
 * @param keep15m the same of 15 min windows
 */
public record StorageSettings(
    Duration chunk,
    @Nullable TemporalAmount compressAfter,
    @Nullable TemporalAmount keepReadings,
    @Nullable TemporalAmount keep5s,
    @Nullable TemporalAmount keep1m,
    @Nullable TemporalAmount keep15m) {

  /**
   * Weeks, compressed after a day; kept for 93 days, windows of 1 min 400 days, of 15 min 4 years.
   */
  public static final StorageSettings DEFAULT =
      new StorageSettings(
          Duration.ofDays(7),
          Duration.ofDays(1),
          Duration.ofDays(93),
          Duration.ofDays(93),
          Duration.ofDays(400),
          Period.ofYears(4));

  public StorageSettings {
    Objects.requireNonNull(chunk, "chunk");
    if (chunk.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException("chunk: " + chunk + " is shorter than a minute");
    }
  }
}
