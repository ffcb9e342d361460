package dev.gridpulse.aggregator.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.ValidateResult;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Brings a database to the schema of this version. */
public final class Schema {
  /** What several who change grants and policies at once wait for; any number that is ours. */
  private static final long LOCK = 7_405_168_013L;

  private Schema() {}

  /** A database by its JDBC URL, without a pool. */
  public static DataSource source(String url, @Nullable String user, @Nullable String password) {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(url);
    if (user != null) {
      database.setUser(user);
    }
    if (password != null) {
      database.setPassword(password);
    }
    return database;
  }

  /** As {@link #migrate(DataSource, StorageSettings)}, with the defaults. */
  public static void migrate(DataSource database) {
    migrate(database, StorageSettings.DEFAULT);
  }

  /**
   * Runs the migrations that are missing, grants the roles that exist what they need, and sets
   * TimescaleDB's policies. Several roles may call it at once: one goes on and the others wait.
   *
   * @throws FlywayException when the database was changed by hand, is newer than this program, or
   *     cannot be reached
   */
  public static void migrate(DataSource database, StorageSettings storage) {
    flyway(database).migrate();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      statement.execute(resource("grants.sql"));
      new StoragePolicies(connection).apply(storage);
      connection.commit();
    } catch (SQLException e) {
      throw new FlywayException("grants and policies cannot be set: " + e.getMessage(), e);
    }
  }

  /**
   * As {@link #migrate(DataSource, StorageSettings)} for the owner of the tables; for any other
   * user, only looks whether all migrations have been run.
   *
   * @throws FlywayException as there, and when a user who is not the owner finds one missing
   */
  public static void ensure(DataSource database, StorageSettings storage) {
    if (mayMigrate(database)) {
      migrate(database, storage);
      return;
    }
    ValidateResult result = flyway(database).validateWithResult();
    if (!result.validationSuccessful) {
      throw new FlywayException(
          "the database has not the tables of this version, and this user may not make them: run"
              + " gridpulse migrate as their owner first ("
              + result.getAllErrorMessages()
              + ")");
    }
  }

  private static boolean mayMigrate(DataSource database) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT has_schema_privilege(current_schema(), 'CREATE')
                       AND coalesce((SELECT pg_has_role(relowner, 'USAGE') FROM pg_class
                                     WHERE oid = to_regclass('flyway_schema_history')), true)
                """)) {
      row.next();
      return row.getBoolean(1);
    } catch (SQLException e) {
      throw new FlywayException("the database does not answer: " + e.getMessage(), e);
    }
  }

  private static Flyway flyway(DataSource database) {
    return Flyway.configure()
        .dataSource(database)
        .locations("classpath:dev/gridpulse/aggregator/schema")
        .failOnMissingLocations(true)
        // By default a newer schema is only warned of.
        .ignoreMigrationPatterns(new String[0])
        // Numbers are given where work begins, and that may end in another order.
        .outOfOrder(true)
        .load();
  }

  private static String resource(String name) {
    try (InputStream file = Objects.requireNonNull(Schema.class.getResourceAsStream(name), name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
