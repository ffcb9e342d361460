package dev.gridpulse.benchmarks;

import dev.gridpulse.aggregator.schema.Schema;
import dev.gridpulse.embedded.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server that {@code --database-url} names, or an embedded PostgreSQL; suites get databases of
 * their own there, which are dropped again.
 */
final class DatabaseServer implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("(jdbc:postgresql://[^/]+/)([^?]*)(\\?.*)?");
  private static final String PREFIX = "gridpulse_bench_";

  private final String url;
  private final @Nullable EmbeddedDatabase embedded;
  private int databases;

  private DatabaseServer(String url, @Nullable EmbeddedDatabase embedded) {
    this.url = url;
    this.embedded = embedded;
  }

  static DatabaseServer open(Bench bench) {
    if (bench.databaseUrl().isPresent()) {
      return new DatabaseServer(bench.databaseUrl().get(), null);
    }
    // As gridpulse runs it, durable or not: what is compared runs on the same.
    EmbeddedDatabase embedded = EmbeddedDatabase.start(bench.path("postgres"), Map.of());
    String url =
        "%s?user=%s&password=%s"
            .formatted(embedded.url(), embedded.administrator(), embedded.administratorPassword());
    return new DatabaseServer(url, embedded);
  }

  /** What it is, for people. */
  String version() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1)
                  || CASE WHEN current_setting('timescaledb.disable_load', true) IS NULL THEN ''
                     ELSE coalesce((SELECT ', TimescaleDB ' || default_version
                                    FROM pg_available_extensions WHERE name = 'timescaledb'), '') END
                """)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Whether TimescaleDB is there and preloaded, which is what the schema asks too. */
  boolean hasTimescaleDb() throws SQLException {
    return version().contains("TimescaleDB");
  }

  /** A new database that is empty; TimescaleDB is in it where the server has it. */
  Database create() throws SQLException {
    String name = PREFIX + ProcessHandle.current().pid() + "_" + ++databases;
    execute(url, "CREATE DATABASE " + name);
    Database database = new Database(name);
    if (hasTimescaleDb()) {
      execute(database.url(), "CREATE EXTENSION IF NOT EXISTS timescaledb");
    }
    return database;
  }

  private String url(String database) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "--database-url must look like jdbc:postgresql://host:5432/postgres?user=U&password=P");
    }
    return parts.group(1) + database + (parts.group(3) == null ? "" : parts.group(3));
  }

  private static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }

  /** A database of a suite's own. */
  final class Database implements AutoCloseable {
    private final String name;

    private Database(String name) {
      this.name = name;
    }

    /** Its JDBC URL, with user and password. */
    String url() {
      return DatabaseServer.this.url(name);
    }

    Connection connect() throws SQLException {
      return DriverManager.getConnection(url());
    }

    /** Makes gridpulse's tables. */
    Database migrate() {
      Schema.migrate(Schema.source(url(), null, null));
      return this;
    }

    void execute(String sql) throws SQLException {
      DatabaseServer.execute(url(), sql);
    }

    /** The one number that a query answers. */
    long number(String sql) throws SQLException {
      try (Connection connection = connect();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getLong(1);
      }
    }

    @Override
    public void close() throws SQLException {
      DatabaseServer.execute(
          DatabaseServer.this.url, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
  }
}
