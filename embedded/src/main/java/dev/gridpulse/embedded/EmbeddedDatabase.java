package dev.gridpulse.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of this program's own, with a database {@code gridpulse} that belongs to a
 * user of that name. It listens on 127.0.0.1 only and asks for a password; its data are kept in a
 * folder and survive a restart, also after {@code kill -9}.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final String DATABASE = "gridpulse";
  private static final int ATTEMPTS = 5;

  /** How long the last processes of a server that was killed may take to notice. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("listen_addresses", "127.0.0.1"),
          Map.entry("unix_socket_directories", ""),
          Map.entry("max_connections", "100"),
          Map.entry("shared_buffers", "256MB"),
          Map.entry("max_wal_size", "2GB"),
          Map.entry("wal_compression", "on"),
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("jit", "off"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          Map.entry("lc_messages", "C"),
          Map.entry("log_checkpoints", "off"));

  private final FolderLock lock;
  private final PostgresServer server;
  private final Credentials credentials;
  private final int port;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedDatabase(
      FolderLock lock, PostgresServer server, Credentials credentials, int port) {
    this.lock = lock;
    this.server = server;
    this.credentials = credentials;
    this.port = port;
  }

  /**
   * Starts the server on a free port (that of the last time where nobody took it) and returns when
   * it answers. What a killed program left behind, a running server or half a data folder, is
   * cleared up first.
   *
   * @param dataDir the server's own folder, made when missing; one server at a time
   * @throws EmbeddedServerException when it does not start
   */
  public static EmbeddedDatabase start(Path dataDir) {
    return start(dataDir, Map.of());
  }

  /**
   * As {@link #start(Path)}, with settings of {@code postgresql.conf} that go before ours.
   *
   * @param settings names and values as in {@code postgresql.conf}, without quotes
   */
  public static EmbeddedDatabase start(Path dataDir, Map<String, String> settings) {
    Path folder = dataDir.toAbsolutePath().normalize();
    FolderLock lock = FolderLock.acquire(folder);
    try {
      // The one name of the folder, whatever links lead to it: a survivor is known by it.
      return start(lock, folder.toRealPath(), settings);
    } catch (IOException | SQLException e) {
      lock.close();
      throw new EmbeddedServerException("PostgreSQL did not start: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  private static EmbeddedDatabase start(FolderLock lock, Path folder, Map<String, String> overrides)
      throws IOException, SQLException {
    var server = new PostgresServer(PostgresBinaries.unpacked(folder), folder);
    var credentialsFile = folder.resolve("credentials.properties");
    if (Files.exists(server.dataFolder()) && !Files.exists(credentialsFile)) {
      throw new EmbeddedServerException(
          credentialsFile + " is missing: without its passwords the database cannot be opened.");
    }
    Credentials credentials = Credentials.of(credentialsFile);
    server.initialise(Credentials.ADMINISTRATOR, credentials.administratorPassword());
    server.stopSurvivor();
    int port = startServer(server, overrides);
    var database = new EmbeddedDatabase(lock, server, credentials, port);
    try {
      database.createWhatIsMissing();
    } catch (SQLException | RuntimeException | Error e) {
      server.stop();
      throw e;
    }
    LOG.debug("PostgreSQL listens on 127.0.0.1:{}", port);
    return database;
  }

  /** Returns the port. */
  private static int startServer(PostgresServer server, Map<String, String> overrides)
      throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int port = lastPort(server);
    for (int attempt = 1; ; attempt++) {
      if (port == 0 || !Ports.isFree(port)) {
        port = Ports.free();
      }
      try {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(overrides);
        settings.put("port", Integer.toString(port));
        server.start(settings);
        return port;
      } catch (EmbeddedServerException e) {
        String complaint = String.valueOf(e.getMessage());
        boolean portTaken = complaint.contains("could not create any TCP/IP sockets");
        boolean inUse =
            complaint.contains("pre-existing shared memory block")
                || complaint.contains("lock file \"postmaster.pid\" already exists");
        if (!(portTaken && attempt < ATTEMPTS) && !(inUse && System.nanoTime() < deadline)) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedServerException("Interrupted while PostgreSQL was starting", e);
    }
  }

  private static int lastPort(PostgresServer server) throws IOException {
    Path file = server.dataFolder().resolve("postgresql.conf");
    Matcher port = Pattern.compile("(?m)^port = '(\\d+)'").matcher(Files.readString(file));
    return port.find() ? Integer.parseInt(port.group(1)) : 0;
  }

  private void createWhatIsMissing() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                url("postgres"), Credentials.ADMINISTRATOR, credentials.administratorPassword());
        Statement statement = connection.createStatement()) {
      if (isMissing(statement, "pg_roles WHERE rolname = '" + user() + "'")) {
        statement.execute(
            "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(user(), credentials.password()));
      }
      if (isMissing(statement, "pg_database WHERE datname = '" + DATABASE + "'")) {
        statement.execute("CREATE DATABASE %s OWNER %s".formatted(DATABASE, user()));
      }
    }
  }

  private static boolean isMissing(Statement statement, String what) throws SQLException {
    try (ResultSet found = statement.executeQuery("SELECT FROM " + what)) {
      return !found.next();
    }
  }

  /** The JDBC URL of the database {@code gridpulse}, without user and password. */
  public String url() {
    return url(DATABASE);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  /** The user that owns the database; not a superuser. */
  public String user() {
    return Credentials.USER;
  }

  /** The password of {@link #user()}. */
  public String password() {
    return credentials.password();
  }

  /** The superuser, for tests that make databases of their own. */
  public String administrator() {
    return Credentials.ADMINISTRATOR;
  }

  /** The password of {@link #administrator()}. */
  public String administratorPassword() {
    return credentials.administratorPassword();
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** Ends all connections, stops the server in order and returns when all is on disk. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        server.stop();
      } catch (IOException e) {
        throw new EmbeddedServerException("PostgreSQL could not be stopped: " + e, e);
      } finally {
        lock.close();
      }
    }
  }
}
