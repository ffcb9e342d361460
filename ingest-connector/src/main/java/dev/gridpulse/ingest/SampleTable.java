package dev.gridpulse.ingest;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The first rows of a file, split at one delimiter.
 *
 * @param delimiter between columns
 * @param quote around columns that hold delimiters
 * @param rows the rows, broken ones left out
 * @param columns how many columns most of them have
 * @param broken how many rows were left out
 */
record SampleTable(char delimiter, char quote, List<List<String>> rows, int columns, int broken) {
  private static final int MOST_ROWS = 1_000;

  SampleTable {
    rows = List.copyOf(rows);
  }

  /**
   * Splits a sample.
   *
   * @param whole whether the sample is the whole file; otherwise its last row may be cut
   */
  static SampleTable of(String sample, boolean whole, char delimiter, char quote) {
    return of(sample, whole, delimiter, quote, MOST_ROWS);
  }

  /** Splits a whole text, however many rows it has. */
  static SampleTable whole(String text, char delimiter, char quote) {
    return of(text, true, delimiter, quote, Integer.MAX_VALUE - 1);
  }

  private static SampleTable of(
      String sample, boolean whole, char delimiter, char quote, int mostRows) {
    List<List<String>> rows = new ArrayList<>();
    int broken = 0;
    Row row;
    try (CsvRows reader = new CsvRows(new StringReader(sample), delimiter, quote)) {
      while (rows.size() <= mostRows && (row = reader.next()) != null) {
        if (row.problem() == null) {
          rows.add(columnsOf(row));
        } else {
          broken++;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory could not be read", e);
    }
    if (!rows.isEmpty() && (!whole || rows.size() > mostRows)) {
      rows.removeLast();
    }
    return new SampleTable(delimiter, quote, rows, mostFrequentWidth(rows), broken);
  }

  private static List<String> columnsOf(Row row) {
    List<String> columns = new ArrayList<>(row.columns());
    for (int i = 0; i < row.columns(); i++) {
      columns.add(row.column(i));
    }
    return columns;
  }

  private static int mostFrequentWidth(List<List<String>> rows) {
    Map<Integer, Integer> counts = new HashMap<>();
    rows.forEach(row -> counts.merge(row.size(), 1, Integer::sum));
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  /** The cells of a column, of the rows that have the usual number of columns. */
  List<char[]> column(int index) {
    return rows.stream()
        .filter(row -> row.size() == columns)
        .map(row -> row.get(index).toCharArray())
        .toList();
  }
}
