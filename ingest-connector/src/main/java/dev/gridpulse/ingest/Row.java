package dev.gridpulse.ingest;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One row of a CSV file. The reader uses the same object for every row, so that a row costs no
 * garbage: whoever wants to keep something copies it.
 */
final class Row {
  /** The longest row, in characters. */
  static final int MAX_LENGTH = 1 << 20;

  private char[] text = new char[256];
  private int[] ends = new int[8];
  private boolean[] quoted = new boolean[8];
  private int columns;
  private long line;
  private @Nullable RejectReason problem;

  /** The line on which the row starts, from 1. */
  long line() {
    return line;
  }

  /** How many columns the row has. */
  int columns() {
    return columns;
  }

  /**
   * Why the row could not be read, or null when it could; then it has one column: the line itself.
   */
  @Nullable RejectReason problem() {
    return problem;
  }

  /** The characters of all columns; a column's part goes from {@link #start} to {@link #end}. */
  char[] text() {
    return text;
  }

  int start(int column) {
    return column == 0 ? 0 : ends[column - 1];
  }

  int end(int column) {
    return ends[column];
  }

  String column(int column) {
    return new String(text, start(column), end(column) - start(column));
  }

  /** The row as it stood in the file. */
  String raw(char delimiter, char quote) {
    StringBuilder raw = new StringBuilder();
    for (int i = 0; i < columns; i++) {
      if (i > 0) {
        raw.append(delimiter);
      }
      if (quoted[i]) {
        String twice = String.valueOf(quote).repeat(2);
        raw.append(quote).append(column(i).replace(String.valueOf(quote), twice)).append(quote);
      } else {
        raw.append(text, start(i), end(i) - start(i));
      }
    }
    return raw.toString();
  }

  void begin(long startLine) {
    line = startLine;
    columns = 0;
    problem = null;
  }

  /** Whether another column of that length would make the row longer than is allowed. */
  boolean hasRoom(int length) {
    return (columns == 0 ? 0 : ends[columns - 1]) + columns + length <= MAX_LENGTH;
  }

  void add(char[] source, int offset, int length, boolean wasQuoted) {
    if (columns == ends.length) {
      ends = Arrays.copyOf(ends, columns * 2);
      quoted = Arrays.copyOf(quoted, columns * 2);
    }
    int from = columns == 0 ? 0 : ends[columns - 1];
    if (from + length > text.length) {
      text = Arrays.copyOf(text, Math.max(from + length, text.length * 2));
    }
    System.arraycopy(source, offset, text, from, length);
    ends[columns] = from + length;
    quoted[columns] = wasQuoted;
    columns++;
  }

  /** Makes this a row that could not be read. */
  void fail(long atLine, RejectReason reason, String rawLine) {
    begin(atLine);
    add(rawLine.toCharArray(), 0, rawLine.length(), false);
    problem = reason;
  }
}
