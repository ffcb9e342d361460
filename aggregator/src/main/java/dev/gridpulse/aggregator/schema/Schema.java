package dev.gridpulse.aggregator.schema;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings a database to the schema of this version. */
public final class Schema {
  private Schema() {}

  /**
   * Runs the migrations that are missing. Several roles may call it at once: Flyway lets one go on
   * and the others wait.
   *
   * @throws org.flywaydb.core.api.FlywayException when the database was changed by hand, is newer
   *     than this program, or cannot be reached
   */
  public static void migrate(DataSource database) {
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:dev/gridpulse/aggregator/schema")
        .failOnMissingLocations(true)
        // By default a newer schema is only warned of.
        .ignoreMigrationPatterns(new String[0])
        .load()
        .migrate();
  }
}
