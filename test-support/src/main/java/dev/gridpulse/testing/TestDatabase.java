package dev.gridpulse.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A fresh, empty database on the server of this JVM's tests: {@code GRIDPULSE_TEST_DATABASE_URL}
 * (with {@code …_USER} and {@code …_PASSWORD}) where it is set, else TimescaleDB from
 * Testcontainers where Docker answers, else embedded PostgreSQL.
 */
public final class TestDatabase implements AutoCloseable {
  /** The password of whom {@link #login} makes. */
  public static final String LOGIN_PASSWORD = "of the tests";

  private static final String BACKUP = "_backup";

  private final DatabaseServer server;
  private final String name;
  private final List<String> logins = new CopyOnWriteArrayList<>();

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

  /**
   * Whether the server has TimescaleDB, preloaded; the log says so when it has not. For tests of
   * what plain PostgreSQL cannot do.
   */
  public boolean hasTimescaleDb() {
    return server.hasTimescaleDb();
  }

  /**
   * A user of its own with the rights of a role, which is made where it is missing.
   *
   * @param role such as {@code gridpulse_reader}
   * @return the user, whose password is {@link #LOGIN_PASSWORD}; gone when this is closed
   */
  public String login(String role) {
    String user = name + "_" + role;
    execute(
        server,
        """
        DO $$ BEGIN
          CREATE ROLE %s NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """
            .formatted(role));
    execute(
        server,
        "CREATE ROLE %s LOGIN PASSWORD '%s' IN ROLE %s".formatted(user, LOGIN_PASSWORD, role));
    logins.add(user);
    return user;
  }

  /** A new connection, to be closed by the caller. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), user(), password());
  }

  /** A new connection of the server's administrator, to be closed by the caller. */
  public Connection connectAsAdministrator() throws SQLException {
    return DriverManager.getConnection(
        url(), server.administrator().user(), server.administrator().password());
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
    logins.forEach(user -> execute(server, "DROP ROLE " + user));
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
