package dev.gridpulse.ingest;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how a file is written: every known delimiter, time format and number format is tried on
 * its first rows, and the combination that reads most of them is taken. What two combinations read
 * differently and equally well is refused, never guessed.
 */
final class DialectDetector {
  private static final char[] DELIMITERS = {';', '\t', '|', ','};

  /** A count outside of these years is a value, not a time. */
  private static final long EARLIEST_EPOCH = Instant.parse("1980-01-01T00:00:00Z").toEpochMilli();

  private static final long LATEST_EPOCH = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

  private final String sensor;
  private final ZoneId zone;
  private final List<TimeFormat> timeFormats;
  private final boolean formatGiven;
  private final TimeFields fields = new TimeFields();

  /**
   * A detector for files of one series.
   *
   * @param sensor the series' sensor
   * @param zone the zone of times that name no offset
   * @param timeFormat the only time format to try, or null for all that are known
   */
  DialectDetector(String sensor, ZoneId zone, @Nullable TimeFormat timeFormat) {
    this.sensor = sensor;
    this.zone = zone;
    this.timeFormats = timeFormat == null ? TimeFormats.KNOWN : List.of(timeFormat);
    this.formatGiven = timeFormat != null;
  }

  /** What was found out about a file. */
  record Detected(Dialect dialect, Layout.SingleSeries layout) {}

  /**
   * Examines the beginning of a file.
   *
   * @param file its name, for messages
   * @param sample its first bytes
   * @param whole whether these are all
   * @return nothing when the file has no row of data
   * @throws RefusedInput when the rows cannot be understood, or in more than one way
   */
  Optional<Detected> detect(String file, byte[] sample, boolean whole) {
    if (sample.length >= 2 && sample[0] == 0x1f && sample[1] == (byte) 0x8b) {
      throw new RefusedInput(file + " is compressed (gzip); unpack it first");
    }
    TextEncoding encoding = TextEncoding.detect(sample);
    String text = encoding.decode(sample);
    List<Reading> readings = new ArrayList<>();
    int rows = 0;
    for (char delimiter : DELIMITERS) {
      SampleTable table = SampleTable.of(text, whole, delimiter);
      rows = table.rows().size();
      if (table.columns() >= 2) {
        readings.add(read(table));
      }
    }
    // The first of several with the same score: DELIMITERS is in order of preference.
    Reading best =
        readings.reversed().stream().max(Comparator.comparingInt(Reading::score)).orElse(null);
    if (best == null || best.score == 0) {
      if (rows <= 1 && whole) {
        return Optional.empty();
      }
      throw notUnderstood(file, text, best);
    }
    return Optional.of(detected(file, encoding, best));
  }

  /** What a table is when read in the best way. */
  private record Reading(
      SampleTable table,
      int timeColumn,
      @Nullable TimeGuess time,
      List<Integer> valueColumns,
      NumberFormat number,
      int score) {}

  /** A time format and the others that read as many cells. */
  private record TimeGuess(TimeFormat format, List<TimeFormat> rivals, int score) {}

  private Reading read(SampleTable table) {
    int timeColumn = -1;
    TimeGuess time = null;
    for (int i = 0; i < table.columns(); i++) {
      TimeGuess guess = guessTime(table.column(i));
      if (guess.score > (time == null ? 0 : time.score)) {
        timeColumn = i;
        time = guess;
      }
    }
    if (time == null) {
      return new Reading(table, -1, null, List.of(), NumberFormat.PLAIN, 0);
    }
    List<Integer> values = valueColumns(table, timeColumn);
    if (values.isEmpty()) {
      return new Reading(table, timeColumn, time, values, NumberFormat.PLAIN, 0);
    }
    List<char[]> cells = table.column(values.getFirst());
    NumberFormat number = guessNumber(cells);
    int score = rowsRead(table.column(timeColumn), time.format, cells, number);
    return new Reading(table, timeColumn, time, values, number, score);
  }

  private TimeGuess guessTime(List<char[]> cells) {
    List<TimeFormat> best = new ArrayList<>();
    int most = 0;
    for (TimeFormat format : timeFormats) {
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
        ? new TimeGuess(timeFormats.getFirst(), List.of(), 0)
        : new TimeGuess(best.getFirst(), best.subList(1, best.size()), most);
  }

  private boolean isTime(TimeFormat format, char[] cell) {
    if (!TimeParser.readFields(format, cell, 0, cell.length, fields)) {
      return false;
    }
    return formatGiven
        || !(format instanceof EpochTime)
        || (fields.millis() >= EARLIEST_EPOCH && fields.millis() < LATEST_EPOCH);
  }

  /** The columns of numbers: those where at least half of the cells are some, else the best one. */
  private static List<Integer> valueColumns(SampleTable table, int timeColumn) {
    List<Integer> columns = new ArrayList<>();
    int best = -1;
    int most = 0;
    for (int i = 0; i < table.columns(); i++) {
      List<char[]> cells = table.column(i);
      int numbers = i == timeColumn ? 0 : countNumbers(cells, guessNumber(cells));
      if (numbers > most) {
        best = i;
        most = numbers;
      }
      if (numbers > 0 && numbers * 2 >= cells.size()) {
        columns.add(i);
      }
    }
    return columns.isEmpty() && best >= 0 ? List.of(best) : columns;
  }

  private static NumberFormat guessNumber(List<char[]> cells) {
    NumberFormat best = NumberFormat.PLAIN;
    int most = 0;
    for (NumberFormat format : NumberFormat.KNOWN) {
      int numbers = countNumbers(cells, format);
      if (numbers > most && groupsAreShown(cells, format)) {
        best = format;
        most = numbers;
      }
    }
    return best;
  }

  /**
   * Whether some cell shows that the separator of thousands is one: 1.234,5 does, and 1.234.567.
   * Otherwise a point or comma in 1.234 may as well be the decimal one, and must not be dropped.
   */
  private static boolean groupsAreShown(List<char[]> cells, NumberFormat format) {
    if (format.thousands() != '.' && format.thousands() != ',') {
      return true;
    }
    NumberParser parser = new NumberParser(format);
    for (char[] cell : cells) {
      String text = new String(cell);
      int separator = text.indexOf(format.thousands());
      boolean again = separator >= 0 && text.indexOf(format.thousands(), separator + 1) >= 0;
      boolean both = separator >= 0 && text.indexOf(format.decimal()) >= 0;
      if ((again || both) && isNumber(parser, cell)) {
        return true;
      }
    }
    return false;
  }

  private static int countNumbers(List<char[]> cells, NumberFormat format) {
    NumberParser parser = new NumberParser(format);
    int numbers = 0;
    for (char[] cell : cells) {
      numbers += isNumber(parser, cell) ? 1 : 0;
    }
    return numbers;
  }

  private static boolean isNumber(NumberParser parser, char[] cell) {
    return !Double.isNaN(parser.read(cell, 0, cell.length));
  }

  private int rowsRead(
      List<char[]> times, TimeFormat format, List<char[]> values, NumberFormat number) {
    NumberParser parser = new NumberParser(number);
    int read = 0;
    for (int i = 0; i < times.size(); i++) {
      read += isTime(format, times.get(i)) && isNumber(parser, values.get(i)) ? 1 : 0;
    }
    return read;
  }

  private Detected detected(String file, TextEncoding encoding, Reading best) {
    TimeGuess time = best.time;
    if (time == null) {
      throw new IllegalStateException("a score without a time");
    }
    List<char[]> times = best.table.column(best.timeColumn);
    refuseRivals(file, time, times);
    if (best.valueColumns.size() > 1) {
      throw severalValues(file, best);
    }
    List<String> header = header(best, time.format);
    refuseSeveralSeries(file, best, header);
    Dialect dialect =
        new Dialect(
            encoding,
            best.table.delimiter(),
            SampleTable.QUOTE,
            header,
            best.number,
            time.format,
            times.stream().anyMatch(DialectDetector::hasWeekday),
            offsets(time.format, times),
            zone);
    return new Detected(
        dialect,
        new Layout.SingleSeries(
            sensor, best.table.columns(), best.timeColumn, best.valueColumns.getFirst()));
  }

  /** A third column that differs at one time tells series apart, which would become one. */
  private static void refuseSeveralSeries(String file, Reading best, List<String> header) {
    for (int i = 0; i < best.table.columns(); i++) {
      if (i == best.timeColumn || best.valueColumns.contains(i)) {
        continue;
      }
      Map<String, String> atTime = new HashMap<>();
      for (List<String> row :
          best.table.rows().subList(header.isEmpty() ? 0 : 1, best.table.rows().size())) {
        if (row.size() != best.table.columns()) {
          continue;
        }
        String before = atTime.putIfAbsent(row.get(best.timeColumn), row.get(i));
        if (before != null && !before.equals(row.get(i))) {
          throw new RefusedInput(
              "%s: column %d holds \"%s\" and \"%s\" at the same time, so the file has more than one series; a file for --sensor has one column of times and one of values"
                  .formatted(file, i + 1, before, row.get(i)));
        }
      }
    }
  }

  private List<String> header(Reading best, TimeFormat format) {
    List<String> first = best.table.rows().getFirst();
    int valueColumn = best.valueColumns.getFirst();
    boolean isHeader =
        first.size() == best.table.columns()
            && !isTime(format, first.get(best.timeColumn).toCharArray())
            && !isNumber(new NumberParser(best.number), first.get(valueColumn).toCharArray());
    return isHeader ? first : List.of();
  }

  private static boolean hasWeekday(char[] cell) {
    return TimeText.skipWeekday(cell, 0, cell.length) > 0;
  }

  private Dialect.Offsets offsets(TimeFormat format, List<char[]> times) {
    int naive = 0;
    int aware = 0;
    for (char[] cell : times) {
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

  /** Refuses formats that read the cells equally well but not as the same times. */
  private void refuseRivals(String file, TimeGuess time, List<char[]> cells) {
    for (TimeFormat rival : time.rivals) {
      if (isTwin(time.format, rival) || differs(time.format, rival, cells)) {
        throw new RefusedInput(
            ("%s: the times can be read as %s or as %s, and the first rows do not tell which;"
                    + " say --time-format \"%s\" or --time-format \"%s\"")
                .formatted(
                    file,
                    time.format.describe(),
                    rival.describe(),
                    time.format.describe(),
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

  private static RefusedInput severalValues(String file, Reading best) {
    return new RefusedInput(
        "%s: the columns %s all hold numbers; a file for --sensor has one column of times and one of values"
            .formatted(file, best.valueColumns.stream().map(column -> column + 1).toList()));
  }

  private RefusedInput notUnderstood(String file, String text, @Nullable Reading best) {
    String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    String shown = first.length() > 120 ? first.substring(0, 120) + "…" : first;
    if (best != null && best.time != null) {
      return new RefusedInput(
          "%s: there is no column of numbers beside the times in column %d; its first row is: %s"
              .formatted(file, best.timeColumn + 1, shown));
    }
    String what =
        formatGiven
            ? "no time in the format " + timeFormats.getFirst().describe()
            : "no column of times";
    return new RefusedInput(
        ("%s: %s was found in its first rows; its first row is: %s. If it has times and values"
                + " separated by ; , tab or |, name the format: --time-format \"dd.MM.yyyy HH:mm\"")
            .formatted(file, what, shown));
  }
}
