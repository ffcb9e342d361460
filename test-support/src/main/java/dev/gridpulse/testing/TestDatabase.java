package dev.gridpulse.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A fresh, empty database on the server of this JVM's tests: {@code GRIDPULSE_TEST_DATABASE_URL}
 * (with {@code …_USER} and {@code …_PASSWORD}) where it is set, else TimescaleDB from
 * Testcontainers where Docker answers, else embedded PostgreSQL.
 */
public final class TestDatabase implements AutoCloseable {
  private static final String BACKUP = "_backup";

  private final DatabaseServer server;
  private final String name;

  private TestDatabase(DatabaseServer server, String name) {
    this.server = server;
    this.name = name;
  }

  /** Takes milliseconds, but for the first call of a JVM, which starts the server. */
  public static TestDatabase create() {
    DatabaseServer server = DatabaseServer.shared();
    String name =
        "gridpulse_test_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    execute(server, "CREATE DATABASE %s OWNER \"%s\"".formatted(name, server.owner().user()));
    return new TestDatabase(server, name);
  }

  /** The JDBC URL, without user and password. */
  public String url() {
    return server.url(name);
  }

  /** The user that owns the database. */
  public String user() {
    return server.owner().user();
  }

  public String password() {
    return server.owner().password();
  }

  /** A new connection, to be closed by the caller. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), user(), password());
  }

  /** Keeps a copy of all that it holds now. Sessions are cut off, as a copy needs it alone. */
  public void backUp() {
    copy(name, name + BACKUP);
  }

  /** Puts the last copy in its place, as the restore of a dump does. Sessions are cut off. */
  public void restore() {
    execute(server, "DROP DATABASE " + name + " WITH (FORCE)");
    copy(name + BACKUP, name);
  }

  private void copy(String from, String to) {
    execute(server, "ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(from));
    execute(
        server,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
            .formatted(from));
    execute(
        server,
        "CREATE DATABASE %s TEMPLATE %s OWNER \"%s\"".formatted(to, from, server.owner().user()));
    execute(server, "ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(from));
  }

  /** Drops the database, whoever is still connected. */
  @Override
  public void close() {
    execute(server, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    execute(server, "DROP DATABASE IF EXISTS " + name + BACKUP + " WITH (FORCE)");
  }

  private static void execute(DatabaseServer server, String sql) {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("The tests' database server refuses: " + sql, e);
    }
  }
}
