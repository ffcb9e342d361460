package dev.gridpulse.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out how times are written; not thread-safe. */
final class TimeDetector {
  /** A count outside of these years is a value, not a time. */
  private static final long EARLIEST_EPOCH = Instant.parse("1980-01-01T00:00:00Z").toEpochMilli();

  private static final long LATEST_EPOCH = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

  private final List<TimeFormat> formats;
  private final boolean given;
  private final TimeFields fields = new TimeFields();

  /**
   * @param given the format that the user names
   */
  TimeDetector(@Nullable String given) {
    this.formats = given == null ? TimeFormats.KNOWN : List.of(TimeFormats.parse(given));
    this.given = given != null;
  }

  /**
   * The format that reads most cells.
   *
   * @param rivals others that read as many
   * @param score how many those are
   */
  record Guess(TimeFormat format, List<TimeFormat> rivals, int score) {}

  /** What the user named, if anything. */
  Optional<TimeFormat> given() {
    return given ? Optional.of(formats.getFirst()) : Optional.empty();
  }

  Guess detect(List<char[]> cells) {
    List<TimeFormat> best = new ArrayList<>();
    int most = 0;
    for (TimeFormat format : formats) {
      int score = 0;
      for (char[] cell : cells) {
        score += isTime(format, cell) ? 1 : 0;
      }
      if (score > most) {
        best.clear();
        most = score;
      }
      if (score == most && score > 0) {
        best.add(format);
      }
    }
    return best.isEmpty()
        ? new Guess(formats.getFirst(), List.of(), 0)
        : new Guess(best.getFirst(), best.subList(1, best.size()), most);
  }

  boolean isTime(TimeFormat format, char[] cell) {
    if (!TimeParser.readFields(format, cell, 0, cell.length, fields)) {
      return false;
    }
    return given
        || !(format instanceof EpochTime)
        || (fields.millis() >= EARLIEST_EPOCH && fields.millis() < LATEST_EPOCH);
  }

  static boolean hasWeekday(char[] cell) {
    return TimeText.skipWeekday(cell, 0, cell.length) > 0;
  }

  Dialect.Offsets offsets(TimeFormat format, List<char[]> cells) {
    int naive = 0;
    int aware = 0;
    for (char[] cell : cells) {
      if (isTime(format, cell)) {
        naive += fields.isNaive() ? 1 : 0;
        aware += fields.isNaive() ? 0 : 1;
      }
    }
    if (naive == 0) {
      return Dialect.Offsets.ALL;
    }
    return aware == 0 ? Dialect.Offsets.NONE : Dialect.Offsets.SOME;
  }

  /**
   * Refuses formats that read the cells equally well but not as the same times.
   *
   * @throws RefusedInput naming both, and the option that decides
   */
  void refuseRivals(String file, Guess guess, List<char[]> cells) {
    for (TimeFormat rival : guess.rivals) {
      if (isTwin(guess.format, rival) || differs(guess.format, rival, cells)) {
        throw new RefusedInput(
            ("%s: the times can be read as %s or as %s, and the first rows do not tell which;"
                    + " say --time-format \"%s\" or --time-format \"%s\"")
                .formatted(
                    file,
                    guess.format.describe(),
                    rival.describe(),
                    guess.format.describe(),
                    rival.describe()));
      }
    }
  }

  /** Day and month swapped: equal as long as only days such as 01/01 have been seen. */
  private static boolean isTwin(TimeFormat one, TimeFormat other) {
    String swapped = one.describe().replace('M', '?').replace('d', 'M').replace('?', 'd');
    return swapped.equals(other.describe());
  }

  private boolean differs(TimeFormat one, TimeFormat other, List<char[]> cells) {
    TimeFields otherFields = new TimeFields();
    for (char[] cell : cells) {
      boolean both =
          TimeParser.readFields(one, cell, 0, cell.length, fields)
              && TimeParser.readFields(other, cell, 0, cell.length, otherFields);
      if (both && fields.millis() != otherFields.millis()) {
        return true;
      }
    }
    return false;
  }
}
