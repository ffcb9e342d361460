package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of one row after the other, in the order of the columns. What is not known is
 * null, or NaN.
 */
abstract sealed class RowOutput permits JsonRows, CsvRows {
  abstract void startRow() throws IOException;

  abstract void text(SerializedString column, @Nullable String value) throws IOException;

  /** A time, which has nothing to be escaped. */
  abstract void time(SerializedString column, char[] text, int length) throws IOException;

  abstract void number(SerializedString column, double value) throws IOException;

  abstract void count(SerializedString column, long value) throws IOException;

  abstract void flag(SerializedString column, boolean value) throws IOException;

  abstract void endRow() throws IOException;

  /** Passes on what was gathered. */
  abstract void flush() throws IOException;

  /** All rows were written. */
  abstract void finish() throws IOException;
}
