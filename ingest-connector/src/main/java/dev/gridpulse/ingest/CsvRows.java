package dev.gridpulse.ingest;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV text, of any length. FastCSV splits them; where it gives up (quotes that do not
 * match, a row longer than {@link Row#MAX_LENGTH}), that one line is handed out as a row with a
 * problem and reading goes on with the line behind it. Empty lines are passed over.
 */
final class CsvRows implements Closeable {
  /** What is kept of a line that could not be read; a reject holds no more. */
  private static final int RAW_LIMIT = 4096;

  /** FastCSV wants room for what it reads next beside the longest column. */
  private static final int READ_AHEAD = 1 << 14;

  private final RewindableReader text;
  private final char delimiter;
  private final char quote;
  private final Row row = new Row();
  private Iterator<Row> rows;

  CsvRows(Reader text, char delimiter, char quote) {
    this.text = new RewindableReader(text);
    this.delimiter = delimiter;
    this.quote = quote;
    this.rows = parser(this.text, delimiter, quote, new Handler(row, 0));
  }

  // FastCSV's reader holds nothing but the text, which this class closes.
  @SuppressWarnings("resource")
  private static Iterator<Row> parser(Reader text, char delimiter, char quote, Handler handler) {
    return CsvReader.builder()
        .fieldSeparator(delimiter)
        .quoteCharacter(quote)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .allowUnclosedQuote(false)
        .maxBufferSize(Row.MAX_LENGTH + READ_AHEAD)
        .build(handler, text)
        .iterator();
  }

  /** The next row, valid until the next call, or null at the end. */
  @Nullable Row next() throws IOException {
    try {
      return rows.hasNext() ? rows.next() : null;
    } catch (CsvParseException e) {
      if (e.getCause() != null) {
        throw e; // not about the text
      }
      return passOver();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Row passOver() throws IOException {
    long line = row.line();
    text.rewindToLine(line);
    RewindableReader.Line raw = text.readLine(RAW_LIMIT);
    boolean tooLong = raw.length() > Row.MAX_LENGTH;
    row.fail(line, tooLong ? RejectReason.TOO_LONG : RejectReason.BROKEN_QUOTES, raw.text());
    rows = parser(text, delimiter, quote, new Handler(row, line));
    return row;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }

  /** Gathers the columns of a row. */
  private static final class Handler extends AbstractBaseCsvCallbackHandler<Row> {
    private final Row row;
    private final long linesBefore;

    Handler(Row row, long linesBefore) {
      this.row = row;
      this.linesBefore = linesBefore;
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
      row.begin(linesBefore + startingLineNumber);
    }

    @Override
    protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
      if (!row.hasRoom(length)) {
        throw new CsvParseException("row too long");
      }
      row.add(buffer, offset, length, quoted);
    }

    @Override
    protected Row buildRecord() {
      return row;
    }
  }
}
