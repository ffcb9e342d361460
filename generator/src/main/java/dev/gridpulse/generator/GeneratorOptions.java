package dev.gridpulse.generator;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be generated.
 *
 * @param fleet the sensors
 * @param backfill how much history to generate before the start, or null for none or when {@code
 *     since} is given
 * @param since the history is what comes after this instant, or null
 * @param from the start, or null for now
 * @param duration how long readings are generated from the start on, in their own time, or null for
 *     ever; zero means the back-fill only
 * @param speed how fast the time of the readings goes, 1 as the clock, infinite as fast as can be
 * @param faults what is to go wrong on purpose
 */
public record GeneratorOptions(
    Fleet fleet,
    @Nullable TemporalAmount backfill,
    @Nullable Instant since,
    @Nullable Instant from,
    @Nullable Duration duration,
    double speed,
    Faults faults) {

  /**
   * @throws IllegalArgumentException naming every option that is wrong, a line each
   */
  public GeneratorOptions {
    List<String> problems = new ArrayList<>();
    if (duration != null && duration.isNegative()) {
      problems.add("--for: cannot be less than nothing");
    }
    if (backfill != null && since != null) {
      problems.add("--backfill: the history begins in one place only");
    }
    Instant start = from == null ? Instant.now() : from;
    if (start.isBefore(Instant.EPOCH)) {
      problems.add("--from: readings before 1970 are rejected");
    } else if (backfill != null && isBefore1970(start, backfill, fleet)) {
      problems.add("--backfill: goes back before 1970, and such readings are rejected");
    }
    if (!(speed > 0)) {
      problems.add("--speed: must be more than 0");
    }
    if (faults.reset() > 0 && !fleet.counters()) {
      problems.add("--faults: only meters are reset (--counters)");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
    }
  }

  /** History and live readings without end, nothing going wrong. */
  public static GeneratorOptions of(Fleet fleet, @Nullable TemporalAmount backfill) {
    return new GeneratorOptions(fleet, backfill, null, null, null, 1, Faults.NONE);
  }

  /** The same, but that the history is what comes after an instant. */
  public GeneratorOptions resumedAt(Instant last) {
    return new GeneratorOptions(fleet, null, last, from, duration, speed, faults);
  }

  private static boolean isBefore1970(Instant start, TemporalAmount amount, Fleet fleet) {
    try {
      return start.atZone(fleet.timeZone()).minus(amount).toInstant().isBefore(Instant.EPOCH);
    } catch (DateTimeException | ArithmeticException _) {
      return true;
    }
  }

  /** Where the history before a start begins, or null when there is none. */
  @Nullable Instant historyBefore(Instant start) {
    return backfill == null ? since : start.atZone(fleet.timeZone()).minus(backfill).toInstant();
  }
}
