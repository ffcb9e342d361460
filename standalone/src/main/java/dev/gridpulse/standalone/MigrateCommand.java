package dev.gridpulse.standalone;

import dev.gridpulse.aggregator.schema.Schema;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.FlywayException;
import picocli.CommandLine.Command;

/** Makes the tables, as their owner, so that no role that goes on running has to be one. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Bring a database to this version's tables, grants and storage policies, and end.",
      "Needs GRIDPULSE_DATABASE_URL (_USER, _PASSWORD) of the tables' owner. An aggregator whose user"
          + " owns the tables does the same when it starts."
    })
final class MigrateCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    Settings settings = Settings.of(System.getenv());
    String url = settings.require(Setting.DATABASE_URL);
    try {
      Schema.migrate(
          Schema.source(
              url,
              settings.find(Setting.DATABASE_USER).orElse(null),
              settings.databasePassword().orElse(null)),
          settings.storage());
    } catch (FlywayException e) {
      throw new FailedException(
          "The database at %s was not migrated: %s".formatted(url, e.getMessage()), e);
    }
    System.out.println("The database is of this version.");
    return 0;
  }
}
