package dev.gridpulse.aggregator.schema;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
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

  /** What a chunk of 1 min windows spans, since the hypertables were made. */
  private static final int CHUNK_DAYS_1M = 30;

  public StorageSettings {
    Objects.requireNonNull(chunk, "chunk");
    if (chunk.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException("chunk: " + chunk + " is shorter than a minute");
    }
  }

  /**
   * For how many days windows of 1 min are there at least. What comes into a chunk at its end goes
   * with what came at its beginning; while readings are kept, their windows are too.
   *
   * @return {@link Long#MAX_VALUE} for ever
   */
  public long daysOfMinutes() {
    return Math.max(days(keep1m, Duration.ofDays(CHUNK_DAYS_1M)), days(keepReadings, chunk));
  }

  private static long days(@Nullable TemporalAmount keep, Duration span) {
    LocalDateTime made = LocalDate.EPOCH.atStartOfDay();
    return keep == null
        ? Long.MAX_VALUE
        : Math.max(0, Duration.between(made, made.plus(keep)).minus(span).toDays());
  }
}
