package dev.gridpulse.testing;

import dev.gridpulse.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An embedded PostgreSQL of a test's own: to be stopped, crashed and paused, and started again on
 * the same port with the same data. It hands commits to the system late, so that a crash really
 * loses those that were not waited for ({@code synchronous_commit = off}).
 */
public final class BreakableDatabase implements AutoCloseable {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "fsync", "off",
          "shared_buffers", "64MB",
          "wal_writer_delay", "10000",
          "wal_writer_flush_after", "1GB",
          "max_connections", "100");

  private final TemporaryFolder folder;
  private EmbeddedDatabase server;
  private boolean running = true;

  private BreakableDatabase(TemporaryFolder folder) {
    this.folder = folder;
    this.server = EmbeddedDatabase.start(folder.path(), SETTINGS);
  }

  /** Takes some 3 s. */
  public static BreakableDatabase start() {
    return new BreakableDatabase(TemporaryFolder.create("gridpulse-postgresql-"));
  }

  /** The JDBC URL, without user and password; the same after every start. */
  public String url() {
    return server.url();
  }

  /** The user that owns the database; not a superuser. */
  public String user() {
    return server.user();
  }

  public String password() {
    return server.password();
  }

  /** A new connection, to be closed by the caller. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), user(), password());
  }

  public boolean isRunning() {
    return running;
  }

  /** Stops it as {@code pg_ctl stop -m fast} does: sessions are cut off, all is on disk. */
  public void stop() {
    server.close();
    running = false;
  }

  /** Stops it as {@code pg_ctl stop -m immediate} does: a crash. */
  public void crash() {
    ProcessHandle postmaster = postmaster();
    Signals.send("QUIT", postmaster);
    postmaster.onExit().join();
    server.close();
    running = false;
  }

  /** Starts it after a stop or a crash; returns when it answers. */
  public void startAgain() {
    String url = url();
    server = EmbeddedDatabase.start(folder.path(), SETTINGS);
    running = true;
    if (!url().equals(url)) {
      throw new IllegalStateException("another program took the port of " + url);
    }
  }

  /** Stops its clock: who asks it something waits. */
  public void pause() {
    ProcessHandle postmaster = postmaster();
    // First, so that no more come.
    Signals.send("STOP", postmaster);
    Signals.awaitStopped(postmaster);
    postmaster.children().forEach(BreakableDatabase::stopBackend);
  }

  /** Lets it go on after {@link #pause}. */
  public void resume() {
    ProcessHandle postmaster = postmaster();
    List<ProcessHandle> backends = postmaster.children().toList();
    Signals.send(
        "CONT",
        Stream.concat(backends.stream(), Stream.of(postmaster)).toArray(ProcessHandle[]::new));
  }

  private static void stopBackend(ProcessHandle backend) {
    if (backend.isAlive()) {
      Signals.send("STOP", backend);
    }
  }

  /**
   * Ends the sessions of this application that have written something and not yet committed it.
   *
   * @return how many
   */
  public int terminateWriters(String application) throws SQLException {
    String sql =
        """
        SELECT count(*) FILTER (WHERE pg_terminate_backend(pid))
        FROM pg_stat_activity
        WHERE application_name = ? AND backend_xid IS NOT NULL
        """;
    try (Connection connection = connect();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, application);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private ProcessHandle postmaster() {
    Path pidFile = folder.path().resolve("cluster").resolve("postmaster.pid");
    try {
      long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
      return ProcessHandle.of(pid).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (running) {
      stop();
    }
    folder.close();
  }
}
