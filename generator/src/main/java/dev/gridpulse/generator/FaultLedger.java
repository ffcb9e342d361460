package dev.gridpulse.generator;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The book of what was done wrong on purpose: CSV, a line for each fault, of each sensor in the
 * order of sending. The columns are {@code kind,sensor,time,value,sent}; {@code time} is that of
 * the reading and {@code sent} the time of the readings at which it was sent, empty for one that
 * never was, and for a reset, which is nothing that is sent. A write that fails throws {@link
 * UncheckedIOException}.
 */
public final class FaultLedger implements AutoCloseable {
  private final Writer out;

  private FaultLedger(Writer out) {
    this.out = out;
  }

  /** A ledger for nobody. */
  public static FaultLedger none() {
    return new FaultLedger(Writer.nullWriter());
  }

  /**
   * A ledger in a file, which is made anew.
   *
   * @throws IOException when the file cannot be written
   */
  public static FaultLedger to(Path file) throws IOException {
    BufferedWriter out = Files.newBufferedWriter(file);
    out.write("kind,sensor,time,value,sent\n");
    return new FaultLedger(out);
  }

  void sent(Faults.Kind kind, String sensor, long time, double value, long sent) {
    write(kind, sensor, time, value, Instant.ofEpochMilli(sent).toString());
  }

  void dropped(String sensor, long time, double value) {
    write(Faults.Kind.DROP, sensor, time, value, "");
  }

  /** A meter began at zero again since the reading before this one, whatever becomes of it. */
  void reset(String sensor, long time, double value) {
    write(Faults.Kind.RESET, sensor, time, value, "");
  }

  private void write(Faults.Kind kind, String sensor, long time, double value, String sent) {
    try {
      out.write(
          "%s,%s,%s,%s,%s\n"
              .formatted(kind.label(), quoted(sensor), Instant.ofEpochMilli(time), value, sent));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String name) {
    return name.contains(",") || name.contains("\"")
        ? '"' + name.replace("\"", "\"\"") + '"'
        : name;
  }

  /** Makes what was written so far visible to others. */
  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
