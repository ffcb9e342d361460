package dev.gridpulse.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The predecessor of the whole: a file by way of a pool of Python processes into a table, without
 * Kafka and without aggregates. It needs Python with psycopg2 (Debian's python3-psycopg2).
 */
final class PythonPeer {
  private static final String SCRIPT = "predecessor.py";
  private static final List<String> CANDIDATES = List.of("python3", "/usr/bin/python3");
  private static final long PATIENCE_MINUTES = 8;

  private final String python;
  private final Path script;

  private PythonPeer(String python, Path script) {
    this.python = python;
    this.script = script;
  }

  /** When it begins with COPY. */
  enum Copy {
    /** When all lines were transformed. */
    THEN,
    /** With the first lines that come back. */
    MEANWHILE
  }

  /** The peer, where there is a Python that has what it needs. */
  static Optional<PythonPeer> find(Bench bench) throws IOException, InterruptedException {
    for (String python : CANDIDATES) {
      if (answers(python)) {
        Path script = bench.path(SCRIPT);
        try (InputStream resource =
            Objects.requireNonNull(PythonPeer.class.getResourceAsStream(SCRIPT), SCRIPT)) {
          Files.copy(resource, script);
        }
        return Optional.of(new PythonPeer(python, script));
      }
    }
    return Optional.empty();
  }

  private static boolean answers(String python) throws InterruptedException {
    try {
      return new ProcessBuilder(python, "-c", "import psycopg2")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Brings a file into a table of the peer's own, a hypertable where TimescaleDB is there.
   *
   * @return seconds, from the start of Python to its end
   */
  double load(DatabaseServer.Database database, boolean timescaleDb, Path file, Copy copy)
      throws SQLException, IOException, InterruptedException {
    database.execute(
        "CREATE TABLE predecessor (ts timestamptz NOT NULL, sensor text NOT NULL,"
            + " value double precision)");
    // Either way with an index on time, which is what TimescaleDB makes by itself.
    database.execute(
        timescaleDb
            ? "SELECT create_hypertable('predecessor', by_range('ts', INTERVAL '7 days'))"
            : "CREATE INDEX ON predecessor (ts DESC)");
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(
                python,
                script.toString(),
                database.url().substring("jdbc:".length()),
                file.toString(),
                copy.name().toLowerCase(Locale.ROOT))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("the Python peer takes too long");
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException("the Python peer failed: " + process.exitValue());
    }
    return (System.nanoTime() - begin) / 1e9;
  }
}
