package dev.gridpulse.ingest;

import dev.gridpulse.ingest.source.Source;
import dev.gridpulse.model.SensorName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be replayed, and how.
 *
 * @param sources the files, in the order in which they are read
 * @param mapping a file of the registry besides those among the sources, null for none
 * @param format what the files must be
 * @param dialect what the user says about how they are written
 * @param columns what the user says about their columns
 * @param from readings before this time are skipped, null for none
 * @param to readings at or after this time are skipped, null for none
 * @param limit how many rows are read at most
 * @param speed how many times as fast as the clock the readings' time passes, infinite for as fast
 *     as can be
 * @param force whether what was delivered before is delivered again
 * @param maxRejects how many values may be rejected
 * @param leaveRefused whether a file that cannot be understood or read to its end is told and left,
 *     instead of ending the replay
 */
public record ReplayOptions(
    List<Source> sources,
    @Nullable Source mapping,
    FileFormat format,
    DialectChoice dialect,
    ColumnChoice columns,
    @Nullable Instant from,
    @Nullable Instant to,
    long limit,
    double speed,
    boolean force,
    MaxRejects maxRejects,
    boolean leaveRefused) {

  /**
   * @throws IllegalArgumentException naming every option that is wrong, a line each
   */
  public ReplayOptions {
    sources = List.copyOf(sources);
    List<String> problems = new ArrayList<>();
    if (columns.sensor() != null) {
      SensorName.problem(columns.sensor())
          .ifPresent(problem -> problems.add("--sensor: " + problem));
      if (columns.wide() || columns.sensorColumn() != null) {
        problems.add("--sensor: with --wide or --sensor-column the file names its sensors");
      }
    }
    if (columns.wide() && (columns.sensorColumn() != null || columns.valueColumn() != null)) {
      problems.add("--wide: every column but that of the time is a sensor");
    }
    if (from != null && to != null && !from.isBefore(to)) {
      problems.add("--to: must be after --from");
    }
    if (!(speed > 0)) {
      problems.add("--speed: must be more than 0");
    }
    if (limit < 1) {
      problems.add("--limit: must be 1 or more");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
    }
  }

  /** Whether readings wait for their time. */
  boolean isPaced() {
    return Double.isFinite(speed);
  }

  /** All of these sources, everything found out, naive times in that zone. */
  public static ReplayOptions of(
      List<Source> sources, DialectChoice dialect, ColumnChoice columns, MaxRejects maxRejects) {
    return new ReplayOptions(
        sources,
        null,
        FileFormat.AUTO,
        dialect,
        columns,
        null,
        null,
        Long.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        false,
        maxRejects,
        false);
  }
}
