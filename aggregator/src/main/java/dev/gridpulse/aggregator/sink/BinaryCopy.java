package dev.gridpulse.aggregator.sink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows in PostgreSQL's binary COPY format (the chapter on COPY in PostgreSQL's manual,
 * "Binary Format"). Columns of fixed width only.
 */
final class BinaryCopy {
  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

  /** From when PostgreSQL counts, in milliseconds since the epoch. */
  private static final long POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

  private static final int MAX_FIELD_BYTES = Integer.BYTES + Long.BYTES;

  private final CopyIn copy;
  private final int columns;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

  BinaryCopy(CopyIn copy, int columns) {
    this.copy = copy;
    this.columns = columns;
    buffer.put(SIGNATURE).putInt(0).putInt(0);
  }

  /** What is to be copied. */
  @FunctionalInterface
  interface Rows {
    void writeTo(BinaryCopy copy) throws SQLException;
  }

  /** Copies rows into these columns of a table; what fails leaves the connection usable. */
  static void into(Connection connection, String table, List<String> columns, Rows rows)
      throws SQLException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "COPY %s (%s) FROM STDIN (FORMAT binary)"
                    .formatted(table, String.join(", ", columns)));
    try {
      BinaryCopy all = new BinaryCopy(copy, columns.size());
      rows.writeTo(all);
      var _ = all.finish();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  void startRow() throws SQLException {
    if (buffer.remaining() < Short.BYTES + columns * MAX_FIELD_BYTES) {
      flush();
    }
    buffer.putShort((short) columns);
  }

  void int4(int value) {
    buffer.putInt(Integer.BYTES).putInt(value);
  }

  void int8(long value) {
    buffer.putInt(Long.BYTES).putLong(value);
  }

  void float8(double value) {
    buffer.putInt(Double.BYTES).putDouble(value);
  }

  /** A time in milliseconds since the epoch. */
  void timestamptz(long millis) {
    int8((millis - POSTGRES_EPOCH) * 1000);
  }

  /** Ends the COPY; the number of rows that the database took. */
  long finish() throws SQLException {
    if (buffer.remaining() < Short.BYTES) {
      flush();
    }
    buffer.putShort((short) -1);
    flush();
    return copy.endCopy();
  }

  private void flush() throws SQLException {
    copy.writeToCopy(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}
