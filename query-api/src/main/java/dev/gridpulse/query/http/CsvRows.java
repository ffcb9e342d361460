package dev.gridpulse.query.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.SerializedString;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.gridpulse.model.DecimalText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as CSV with a header. A text that a spreadsheet would take for a formula has an apostrophe
 * before it.
 */
final class CsvRows extends RowOutput {
  private static final String FORMULAS = "=+-@\t\r";

  private final CsvWriter csv;
  private CsvWriter.@Nullable CsvWriterRecord row;

  CsvRows(OutputStream out, List<SerializedString> columns) {
    csv = CsvWriter.builder().build(new OutputStreamWriter(out, UTF_8));
    csv.writeRecord(columns.stream().map(SerializedString::getValue).toList());
  }

  @Override
  void startRow() {
    row = csv.writeRecord();
  }

  private void field(@Nullable String value) {
    if (row == null) {
      throw new IllegalStateException("a field without a row");
    }
    row.writeField(value);
  }

  @Override
  void text(SerializedString column, @Nullable String value) {
    boolean formula = value != null && !value.isEmpty() && FORMULAS.indexOf(value.charAt(0)) >= 0;
    field(formula ? "'" + value : value);
  }

  @Override
  void time(SerializedString column, char[] text, int length) {
    field(new String(text, 0, length));
  }

  @Override
  void number(SerializedString column, double value) {
    field(Double.isNaN(value) ? null : DecimalText.of(value));
  }

  @Override
  void count(SerializedString column, long value) {
    field(Long.toString(value));
  }

  @Override
  void flag(SerializedString column, boolean value) {
    field(Boolean.toString(value));
  }

  @Override
  void endRow() {
    if (row != null) {
      row.endRecord();
      row = null;
    }
  }

  @Override
  void flush() throws IOException {
    csv.flush();
  }

  @Override
  void finish() throws IOException {
    csv.flush();
  }
}
