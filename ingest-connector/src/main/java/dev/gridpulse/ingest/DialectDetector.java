package dev.gridpulse.ingest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how a file is written: every known delimiter, time format and number format is tried on
 * its first rows, and the combination that reads most of them is taken. What two combinations read
 * differently and equally well is refused, never guessed.
 */
final class DialectDetector {
  private static final List<Character> DELIMITERS = List.of(';', '\t', '|', ',');

  private static final int NOT_THERE = -2;

  /** What columns of sensors and of values are called as a rule. */
  private static final Pattern SENSOR_TITLE =
      Pattern.compile(
          "(?iu).*(sensor|signal|uuid|meter|z(ä|ae)hler|device|ger(ä|ae)t|channel|kanal|series|reihe|point"
              + "|punkt|tag|name|asset|station|stelle|location|ort|source|variable|parameter|id|key).*");

  private static final Pattern VALUE_TITLE =
      Pattern.compile("(?i).*(value|wert|reading|measurement|messung).*");

  private final DialectChoice choice;
  private final ColumnChoice columns;
  private final TimeDetector times;
  private final NumberDetector numbers;

  /** What to say when a column that the user names is in none of the tables. */
  private @Nullable String missingColumn;

  /** A detector that takes for granted what the user says. */
  DialectDetector(DialectChoice choice, ColumnChoice columns) {
    this.choice = choice;
    this.columns = columns;
    this.times = new TimeDetector(choice.timeFormat());
    this.numbers = new NumberDetector(choice.decimal(), choice.thousands());
  }

  /**
   * What was found out about a file.
   *
   * @param values cells of its values
   * @param numberDecided whether these tell how numbers are written
   */
  record Detected(Dialect dialect, Layout layout, List<char[]> values, boolean numberDecided) {
    Detected {
      values = List.copyOf(values);
    }
  }

  /** How numbers are written, by more cells than those of the first rows. */
  NumberFormat number(List<char[]> cells) {
    return numbers.detect(cells);
  }

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
    TextEncoding encoding = encoding(sample);
    String text = encoding.decode(sample);
    List<Reading> readings = new ArrayList<>();
    missingColumn = null;
    int rows = 0;
    int broken = 0;
    for (SampleTable table : tables(text, whole)) {
      rows = table.rows().size();
      broken = table.broken();
      if (table.columns() >= 2) {
        readings.add(read(file, table));
      }
    }
    // The first of several with the same score: DELIMITERS is in order of preference.
    Reading best =
        readings.reversed().stream().max(Comparator.comparingInt(Reading::score)).orElse(null);
    if (best == null || best.score == 0) {
      if (rows <= 1 && whole && broken == 0) {
        return Optional.empty();
      }
      throw missingColumn == null
          ? notUnderstood(file, text, best)
          : new RefusedInput(missingColumn);
    }
    return Optional.of(detected(file, encoding, best));
  }

  TextEncoding encoding(byte[] sample) {
    return choice.charset() == null
        ? TextEncoding.detect(sample)
        : TextEncoding.of(choice.charset(), sample);
  }

  /** The text split at each delimiter that it can have. */
  List<SampleTable> tables(String text, boolean whole) {
    char quote = choice.quote() == null ? Quotes.detect(text) : choice.quote();
    List<Character> delimiters =
        choice.delimiter() == null ? DELIMITERS : List.of(choice.delimiter());
    return delimiters.stream()
        .filter(delimiter -> delimiter != quote)
        .map(delimiter -> SampleTable.of(text, whole, delimiter, quote))
        .toList();
  }

  /**
   * What a table is when read in the best way.
   *
   * @param sensorColumn the column of sensors, -1 when there is none
   */
  private record Reading(
      SampleTable table,
      int timeColumn,
      TimeDetector.@Nullable Guess time,
      int sensorColumn,
      List<Integer> valueColumns,
      NumberFormat number,
      int score) {
    List<char[]> valueCells() {
      return valueColumns.stream().flatMap(column -> table.column(column).stream()).toList();
    }

    static Reading nothing(SampleTable table, int timeColumn, TimeDetector.@Nullable Guess time) {
      return new Reading(table, timeColumn, time, -1, List.of(), NumberFormat.PLAIN, 0);
    }
  }

  private Reading read(String file, SampleTable table) {
    int timeColumn = named(file, table, columns.timeColumn(), "--time-column");
    int sensorColumn = named(file, table, columns.sensorColumn(), "--sensor-column");
    int valueColumn = named(file, table, columns.valueColumn(), "--value-column");
    if (Math.min(timeColumn, Math.min(sensorColumn, valueColumn)) == NOT_THERE) {
      return Reading.nothing(table, -1, null);
    }
    TimeDetector.Guess time = timeColumn < 0 ? null : times.detect(table.column(timeColumn));
    if (timeColumn < 0) {
      for (int i = 0; i < table.columns(); i++) {
        TimeDetector.Guess guess = times.detect(table.column(i));
        if (guess.score() > (time == null ? 0 : time.score())) {
          timeColumn = i;
          time = guess;
        }
      }
    }
    if (time == null || time.score() == 0) {
      return Reading.nothing(table, -1, null);
    }
    List<Integer> values =
        valueColumn >= 0
            ? List.of(valueColumn)
            : columns.wide() ? others(table, timeColumn) : valueColumns(table, timeColumn);
    if (!columns.wide() && columns.sensor() == null) {
      if (sensorColumn < 0) {
        sensorColumn = sensorColumn(table, timeColumn, values);
      }
      values = withoutTitled(table, sensorColumn, values);
    }
    if (values.isEmpty()) {
      return Reading.nothing(table, timeColumn, time);
    }
    List<char[]> cells =
        columns.wide()
            ? values.stream().flatMap(column -> table.column(column).stream()).toList()
            : table.column(values.getFirst());
    NumberFormat number = numbers.detect(cells);
    int score =
        columns.wide()
            ? Math.min(time.score(), NumberDetector.count(cells, number))
            : rowsRead(table.column(timeColumn), time.format(), cells, number);
    return new Reading(table, timeColumn, time, sensorColumn, values, number, score);
  }

  /** The column of that title or number; -1 when none is asked for, or {@link #NOT_THERE}. */
  private int named(String file, SampleTable table, @Nullable String wanted, String option) {
    if (wanted == null) {
      return -1;
    }
    List<String> titles = table.rows().isEmpty() ? List.of() : table.rows().getFirst();
    for (int i = 0; i < Math.min(titles.size(), table.columns()); i++) {
      if (titles.get(i).strip().equals(wanted)) {
        return i;
      }
    }
    if (wanted.matches("\\d{1,4}")
        && Integer.parseInt(wanted) >= 1
        && Integer.parseInt(wanted) <= table.columns()) {
      return Integer.parseInt(wanted) - 1;
    }
    if (missingColumn == null && titles.size() > 1) {
      missingColumn =
          "%s: there is no column \"%s\" (%s); there are %s"
              .formatted(file, wanted, option, String.join(", ", titles));
    }
    return NOT_THERE;
  }

  private static List<Integer> others(SampleTable table, int timeColumn) {
    return IntStream.range(0, table.columns()).filter(i -> i != timeColumn).boxed().toList();
  }

  /**
   * The column that names the sensors: the one that is called so, or where nothing is called
   * anything the only one that is left beside time and values.
   */
  private int sensorColumn(SampleTable table, int timeColumn, List<Integer> values) {
    List<Integer> left = new ArrayList<>(others(table, timeColumn));
    if (values.size() == 1) {
      left.removeAll(values);
      if (left.size() == 1 && !hasTitles(table, timeColumn)) {
        return left.getFirst();
      }
    }
    List<Integer> titled = left.stream().filter(i -> isTitled(table, i, SENSOR_TITLE)).toList();
    return titled.size() == 1 ? titled.getFirst() : -1;
  }

  /** The value columns but the one of the sensors; of several the one that is called so. */
  private List<Integer> withoutTitled(SampleTable table, int sensorColumn, List<Integer> values) {
    List<Integer> left = values.stream().filter(i -> i != sensorColumn).toList();
    List<Integer> titled = left.stream().filter(i -> isTitled(table, i, VALUE_TITLE)).toList();
    return sensorColumn >= 0 && titled.size() == 1 ? titled : left;
  }

  /** Whether the first row is no data, as it has no time. */
  private boolean hasTitles(SampleTable table, int timeColumn) {
    return !Boolean.FALSE.equals(choice.header())
        && table.rows().getFirst().size() == table.columns()
        && times.detect(List.of(table.rows().getFirst().get(timeColumn).toCharArray())).score()
            == 0;
  }

  private boolean isTitled(SampleTable table, int column, Pattern title) {
    if (Boolean.FALSE.equals(choice.header()) || table.rows().isEmpty()) {
      return false;
    }
    List<String> first = table.rows().getFirst();
    return column < first.size() && title.matcher(first.get(column).strip()).matches();
  }

  /** The columns of numbers: those where at least half of the cells are some, else the best one. */
  private List<Integer> valueColumns(SampleTable table, int timeColumn) {
    List<Integer> columns = new ArrayList<>();
    int best = -1;
    int most = 0;
    for (int i = 0; i < table.columns(); i++) {
      List<char[]> cells = table.column(i);
      int count = i == timeColumn ? 0 : NumberDetector.count(cells, numbers.detect(cells));
      if (count > most) {
        best = i;
        most = count;
      }
      if (count > 0 && count * 2 >= cells.size()) {
        columns.add(i);
      }
    }
    return columns.isEmpty() && best >= 0 ? List.of(best) : columns;
  }

  private int rowsRead(
      List<char[]> timeCells, TimeFormat format, List<char[]> values, NumberFormat number) {
    NumberParser parser = new NumberParser(number);
    int read = 0;
    for (int i = 0; i < timeCells.size(); i++) {
      read +=
          times.isTime(format, timeCells.get(i)) && NumberDetector.isNumber(parser, values.get(i))
              ? 1
              : 0;
    }
    return read;
  }

  private Detected detected(String file, TextEncoding encoding, Reading best) {
    TimeDetector.Guess time = best.time;
    if (time == null) {
      throw new IllegalStateException("a score without a time");
    }
    List<char[]> cells = best.table.column(best.timeColumn);
    times.refuseRivals(file, time, cells);
    List<String> header = header(file, best, time.format());
    Layout layout = layout(file, best, header);
    Dialect dialect =
        new Dialect(
            encoding,
            best.table.delimiter(),
            best.table.quote(),
            header,
            best.number,
            time.format(),
            cells.stream().anyMatch(TimeDetector::hasWeekday),
            times.offsets(time.format(), cells),
            choice.zone());
    List<char[]> values = best.valueCells();
    return new Detected(dialect, layout, values, numbers.isDecided(values));
  }

  private Layout layout(String file, Reading best, List<String> header) {
    int width = best.table.columns();
    if (columns.wide()) {
      return wide(file, best, header);
    }
    if (best.valueColumns.size() > 1) {
      throw severalValues(file, best);
    }
    int valueColumn = best.valueColumns.getFirst();
    if (columns.sensor() != null) {
      refuseSeveralSeries(file, best, header);
      return new Layout.SingleSeries(columns.sensor(), null, width, best.timeColumn, valueColumn);
    }
    if (best.sensorColumn >= 0) {
      return new Layout.Tall(width, best.timeColumn, best.sensorColumn, valueColumn);
    }
    // A title with its unit, such as "A:f_soll_aktiv [Hz]", is the name of what is measured.
    return Optional.ofNullable(header.isEmpty() || width != 2 ? null : header.get(valueColumn))
        .flatMap(Units::split)
        .<Layout>map(
            title ->
                new Layout.SingleSeries(
                    title.name(), title.unit(), width, best.timeColumn, valueColumn))
        .orElseThrow(() -> noSensor(file, best));
  }

  private static Layout wide(String file, Reading best, List<String> header) {
    if (header.isEmpty()) {
      throw new RefusedInput(
          file + ": with --wide the first row names the sensors, and this one has none");
    }
    List<Layout.Wide.Series> series =
        best.valueColumns.stream()
            .map(column -> new Layout.Wide.Series(header.get(column).strip(), column))
            .toList();
    Set<String> names = new HashSet<>();
    for (Layout.Wide.Series each : series) {
      if (!names.add(each.sensor())) {
        throw new RefusedInput(
            "%s: two columns are called \"%s\"; with --wide each sensor has one"
                .formatted(file, each.sensor()));
      }
    }
    return new Layout.Wide(best.table.columns(), best.timeColumn, series);
  }

  private static RefusedInput noSensor(String file, Reading best) {
    return new RefusedInput(
        best.table.columns() == 2
            ? file + ": its rows do not say which sensor they are of; say --sensor NAME"
            : "%s: which of its columns names the sensor is not clear; say --sensor-column, --sensor, or --wide when each sensor has a column"
                .formatted(file));
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

  private List<String> header(String file, Reading best, TimeFormat format) {
    List<String> first = best.table.rows().getFirst();
    if (choice.header() != null) {
      if (choice.header() && first.size() != best.table.columns()) {
        throw new RefusedInput(
            "%s: the first row has %d columns and the others %d, so it is no header (--no-header)"
                .formatted(file, first.size(), best.table.columns()));
      }
      return choice.header() ? first : List.of();
    }
    NumberParser parser = new NumberParser(best.number);
    boolean isHeader =
        first.size() == best.table.columns()
            && !times.isTime(format, first.get(best.timeColumn).toCharArray())
            && (columns.wide()
                || best.valueColumns.stream()
                    .noneMatch(
                        column ->
                            NumberDetector.isNumber(parser, first.get(column).toCharArray())));
    return isHeader ? first : List.of();
  }

  private static RefusedInput severalValues(String file, Reading best) {
    return new RefusedInput(
        "%s: the columns %s all hold numbers; say which are the values with --value-column, or --wide when each is a sensor"
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
        times
            .given()
            .map(format -> "no time in the format " + format.describe())
            .orElse("no column of times");
    return new RefusedInput(
        ("%s: %s was found in its first rows; its first row is: %s. If it has times and values"
                + " separated by ; , tab or |, name the format: --time-format \"dd.MM.yyyy HH:mm\"")
            .formatted(file, what, shown));
  }
}
