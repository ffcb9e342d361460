package dev.gridpulse.ingest;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Rejects as CSV for people: {@code file,line,column,reason,raw}. The column is counted from 1 and
 * empty when it is the row as a whole. A write that fails throws {@link UncheckedIOException}.
 */
public final class RejectFile implements AutoCloseable {
  private final @Nullable CsvWriter csv;

  private RejectFile(@Nullable CsvWriter csv) {
    this.csv = csv;
  }

  /** For nobody. */
  public static RejectFile none() {
    return new RejectFile(null);
  }

  /**
   * A file that is made anew.
   *
   * @throws IOException when it cannot be written
   */
  public static RejectFile to(Path file) throws IOException {
    CsvWriter csv = CsvWriter.builder().build(file);
    csv.writeRecord("file", "line", "column", "reason", "raw");
    return new RejectFile(csv);
  }

  void add(String file, long line, int column, RejectReason reason, String raw) {
    if (csv != null) {
      csv.writeRecord(
          file,
          Long.toString(line),
          column < 0 ? "" : Integer.toString(column + 1),
          reason.text(),
          raw);
    }
  }

  @Override
  public void close() {
    if (csv != null) {
      try {
        csv.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
