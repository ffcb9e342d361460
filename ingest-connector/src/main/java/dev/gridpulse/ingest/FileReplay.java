package dev.gridpulse.ingest;

import dev.gridpulse.ingest.source.Unpacking;
import dev.gridpulse.model.ReadingDecoder;
import dev.gridpulse.model.ReadingSink;
import dev.gridpulse.model.Reject;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** One file on its way, row by row. */
final class FileReplay implements Closeable, RowOutput {
  /** Rows between two looks at the clock. */
  private static final int ROWS_BETWEEN_LOOKS = 1 << 10;

  private final String file;
  private final Dialect dialect;
  private final CsvRows csv;
  private final RowReader reader;
  private final ReadingSink sink;
  private final ReadingTaker taker;
  private final RejectFile rejectFile;
  private final Clock clock;
  private final Accounts accounts;
  private final long from;
  private final long to;
  private boolean headerAhead;
  private long done;
  private long rows;
  private long latest;
  private long rejected;
  private @Nullable Row row;

  /**
   * @param text the file's bytes from the beginning; closed with this
   * @param taker gets the readings; the sink only what is no reading
   * @param accounts where everything that is read is entered
   */
  FileReplay(
      ReplayPlan.Readings planned,
      SensorDirectory directory,
      Unpacking text,
      ReplayOptions options,
      ReadingSink sink,
      ReadingTaker taker,
      RejectFile rejectFile,
      Clock clock,
      Accounts accounts)
      throws IOException {
    this.file = planned.source().name();
    this.dialect = planned.dialect();
    this.csv = open(text, dialect);
    this.reader = RowReader.of(planned.layout(), dialect, directory);
    this.sink = sink;
    this.taker = taker;
    this.rejectFile = rejectFile;
    this.clock = clock;
    this.accounts = accounts;
    this.from = options.from() == null ? Long.MIN_VALUE : options.from().toEpochMilli();
    this.to = options.to() == null ? Long.MAX_VALUE : options.to().toEpochMilli();
    this.headerAhead = dialect.hasHeader();
    this.latest = latest();
  }

  private static CsvRows open(Unpacking text, Dialect dialect) throws IOException {
    text.skipNBytes(dialect.encoding().bomLength());
    return new CsvRows(
        new InputStreamReader(text, dialect.encoding().charset()),
        dialect.delimiter(),
        dialect.quote());
  }

  /** Takes readings. */
  @FunctionalInterface
  interface ReadingTaker {
    void take(String sensor, long timestamp, double value);
  }

  /** What an earlier run accounted for is read for its times only. */
  void goOn(ReplayJournal.Entry known) {
    done = known.rows();
    rejected = known.rejected();
    accounts.rejectedBefore(rejected);
  }

  /** How many of its values were rejected, those of earlier runs included. */
  long rejected() {
    return rejected;
  }

  /** How many rows have been read, those of earlier runs included. */
  long rows() {
    return rows;
  }

  /** Reads a row and sends on what it holds; false at the end. */
  boolean next() throws IOException {
    Row next = csv.next();
    if (next != null && headerAhead && next.problem() == null) {
      headerAhead = false;
      next = csv.next();
    }
    if (next == null) {
      return false;
    }
    row = next;
    accounts.row();
    reader.read(next, latest, this);
    if (++rows % ROWS_BETWEEN_LOOKS == 0) {
      latest = latest();
    }
    return true;
  }

  /** Whether so many rows have been read that the user may want to hear of it. */
  boolean isTimeToLook() {
    return rows % ROWS_BETWEEN_LOOKS == 0;
  }

  private long latest() {
    return clock.millis() + ReadingDecoder.MAX_AHEAD_MS;
  }

  @Override
  public void reading(String sensor, long timestamp, double value) {
    if (rows < done) {
      accounts.skip(SkipReason.DONE_BEFORE);
    } else if (timestamp < from) {
      accounts.skip(SkipReason.BEFORE_FROM);
    } else if (timestamp >= to) {
      accounts.skip(SkipReason.FROM_TO_ON);
    } else {
      taker.take(sensor, timestamp, value);
    }
  }

  @Override
  public void empty() {
    accounts.skip(rows < done ? SkipReason.DONE_BEFORE : SkipReason.EMPTY_CELL);
  }

  @Override
  public void reject(RejectReason reason, int column) {
    if (row == null) {
      throw new IllegalStateException("there is no row to reject");
    }
    if (rows < done) {
      accounts.skip(SkipReason.DONE_BEFORE);
      return;
    }
    String raw =
        row.problem() == null ? row.raw(dialect.delimiter(), dialect.quote()) : row.column(0);
    sink.reject(new Reject(new Reject.InFile(file, row.line()), describe(reason, column), raw));
    rejectFile.add(file, row.line(), column, reason, raw);
    accounts.reject(reason, file, row.line(), raw);
    rejected++;
  }

  private String describe(RejectReason reason, int column) {
    if (column < 0) {
      return reason.text();
    }
    String name = dialect.hasHeader() ? " (" + dialect.header().get(column) + ")" : "";
    return "column " + (column + 1) + name + ": " + reason.text();
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
