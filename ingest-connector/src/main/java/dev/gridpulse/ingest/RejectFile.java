package dev.gridpulse.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
   * A file, which is made or written on: a replay that goes on tells the rest.
   *
   * @throws IOException when it cannot be written
   */
  public static RejectFile to(Path file) throws IOException {
    boolean begun = Files.exists(file) && Files.size(file) > 0;
    CsvWriter csv =
        CsvWriter.builder()
            .build(file, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (!begun) {
      csv.writeRecord("file", "line", "column", "reason", "raw");
    }
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

  /** Writes out what was added. */
  void flush() {
    if (csv != null) {
      try {
        csv.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
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
