package dev.gridpulse.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The API alone, for a cluster. */
@Command(
    name = "query-api",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run the HTTP API alone.",
      "Needs GRIDPULSE_DATABASE_URL (_USER, _PASSWORD) and GRIDPULSE_JWT_SECRET; for the live feed",
      "GRIDPULSE_KAFKA_BOOTSTRAP_SERVERS too."
    })
final class QueryApiCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "the port to listen on, 0 for a free one (default: ${DEFAULT-VALUE})")
  private int port;

  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Override
  public Integer call() {
    Settings settings = Settings.of(System.getenv());
    settings.require(Setting.DATABASE_URL);
    if (settings.jwtSecret().isEmpty()) {
      settings.require(Setting.JWT_SECRET);
    }
    Pipeline pipeline = new Pipeline(settings, dataDir.folder());
    return Lifetime.run(
        pipeline,
        () ->
            System.out.printf(
                "The API listens on %s%n", pipeline.startApiAlone(Ports.require("--port", port))));
  }
}
