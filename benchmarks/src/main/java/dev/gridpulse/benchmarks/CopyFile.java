package dev.gridpulse.benchmarks;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.postgresql.PGConnection;

/**
 * Readings of a fleet as the rows of a binary COPY, made beforehand: bringing them into a table is
 * what the database can do at most with one connection.
 */
final class CopyFile {
  private static final long POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
  private static final int BUFFER = 1 << 16;

  private CopyFile() {}

  /**
   * Writes the rows {@code (sensor_id, ts, value)}, and {@code seq} behind them if asked for, in
   * the order in which {@link Fleet#send} writes the readings.
   */
  static Path write(Path file, Fleet fleet, int perRecord, boolean withSeq) {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER))) {
      out.write("PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1));
      out.writeLong(0);
      long seq = 0;
      for (int from = 0; from < fleet.readings(); from += perRecord) {
        int to = Math.min(fleet.readings(), from + perRecord);
        for (int sensor = 0; sensor < fleet.sensors(); sensor++) {
          for (int reading = from; reading < to; reading++) {
            out.writeShort(withSeq ? 4 : 3);
            out.writeInt(Integer.BYTES);
            out.writeInt(sensor + 1);
            writeLong(out, (fleet.timestamp(reading) - POSTGRES_EPOCH) * 1000);
            writeLong(out, Double.doubleToLongBits(fleet.value(sensor, reading)));
            if (withSeq) {
              writeLong(out, seq++);
            }
          }
        }
      }
      out.writeShort(-1);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeLong(DataOutputStream out, long value) throws IOException {
    out.writeInt(Long.BYTES);
    out.writeLong(value);
  }

  /**
   * Brings the file into a table, in one transaction.
   *
   * @return seconds
   */
  static double copy(DatabaseServer.Database database, Path file, String table)
      throws SQLException, IOException {
    try (Connection connection = database.connect();
        Statement set = connection.createStatement();
        InputStream rows = Files.newInputStream(file)) {
      // As the sink has it.
      set.execute("SET synchronous_commit = off");
      long begin = System.nanoTime();
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + table + " FROM STDIN (FORMAT binary)", rows, BUFFER);
      return (System.nanoTime() - begin) / 1e9;
    }
  }
}
