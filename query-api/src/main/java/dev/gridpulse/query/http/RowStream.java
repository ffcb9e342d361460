package dev.gridpulse.query.http;

import dev.gridpulse.query.store.Caller;
import dev.gridpulse.query.store.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows that are written as they are read, however many there are: some hundred are in memory, and
 * no more are fetched than are taken. A failure in the midst breaks the connection off, so that
 * nobody takes half an answer for a whole one.
 */
final class RowStream extends InputStream {
  private static final Logger LOG = LoggerFactory.getLogger(RowStream.class);
  private static final int ROWS_AT_A_TIME = 500;

  private final Transaction transaction;
  private final Rows rows;
  private final Buffer buffer = new Buffer();
  private final RowOutput out;
  private final RequestCaller caller;
  private boolean ended;

  /** Where rows come from. */
  interface Rows extends AutoCloseable {
    /** Writes the next row; false when there is none left. */
    boolean writeNext(RowOutput out) throws IOException, SQLException;

    @Override
    void close() throws SQLException;
  }

  /** How rows become bytes. */
  interface Output {
    RowOutput to(ByteArrayOutputStream bytes) throws IOException;
  }

  private RowStream(Transaction transaction, Rows rows, Output output, RequestCaller caller)
      throws IOException {
    this.caller = caller;
    this.transaction = transaction;
    this.rows = rows;
    this.out = output.to(buffer);
  }

  /** As {@link #begin(Transaction, Rows, Output, RequestCaller, int)}, with some hundred rows. */
  static RowStream begin(Transaction transaction, Rows rows, Output output, RequestCaller caller)
      throws IOException, SQLException {
    return begin(transaction, rows, output, caller, ROWS_AT_A_TIME);
  }

  /**
   * Begins, with the first rows: what fails up to there is no answer yet.
   *
   * @param transaction closed in the end
   * @param rows closed in the end
   * @param caller may go away before anything is read, and then nobody else closes it
   * @param first how many rows are read now
   */
  static RowStream begin(
      Transaction transaction, Rows rows, Output output, RequestCaller caller, int first)
      throws IOException, SQLException {
    RowStream stream = new RowStream(transaction, rows, output, caller);
    stream.fill(first);
    Caller.Watch watch = caller.whenGone(stream::closeHere);
    transaction.afterwards(watch::close);
    return stream;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (buffer.isEmpty() && !ended) {
      try {
        fill(ROWS_AT_A_TIME);
      } catch (SQLException e) {
        throw new IOException("the answer breaks off: " + e.getMessage(), e);
      }
    }
    return buffer.isEmpty() ? -1 : buffer.take(target, offset, length);
  }

  /** Whether all rows have been read, though not all of them taken. */
  synchronized boolean hasEnded() {
    return ended;
  }

  private void fill(int count) throws IOException, SQLException {
    buffer.reset();
    boolean more = true;
    for (int i = 0; i < count && more; i++) {
      more = rows.writeNext(out);
    }
    if (more) {
      out.flush();
    } else {
      out.finish();
      ended = true;
      closeHere();
    }
  }

  /** It waits for a reader and for the database, and whoever calls this may not. */
  @Override
  public void close() {
    caller.elsewhere(this::closeHere);
  }

  private synchronized void closeHere() {
    try {
      rows.close();
    } catch (SQLException e) {
      LOG.debug("Rows could not be closed", e);
    } finally {
      transaction.close();
    }
  }

  /** Bytes that are taken in the order in which they came. */
  private static final class Buffer extends ByteArrayOutputStream {
    private int taken;

    @Override
    public synchronized void reset() {
      super.reset();
      taken = 0;
    }

    boolean isEmpty() {
      return taken == count;
    }

    int take(byte[] target, int offset, int length) {
      int some = Math.min(length, count - taken);
      System.arraycopy(buf, taken, target, offset, some);
      taken += some;
      return some;
    }
  }
}
