package dev.gridpulse.standalone;

import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The aggregator alone, for a cluster. */
@Command(
    name = "aggregator",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run the aggregator alone: compute windows and store readings and aggregates.",
      "Needs GRIDPULSE_KAFKA_BOOTSTRAP_SERVERS and GRIDPULSE_DATABASE_URL (_USER, _PASSWORD); a user"
          + " who may not make tables finds them made by gridpulse migrate. Start"
          + " as many as there are partitions, each with a data folder of its own. /health and"
          + " /prometheus are on --port; the latter needs the token in the data folder."
    })
final class AggregatorCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description =
          "the port of /health and /prometheus, 0 for a free one (default: ${DEFAULT-VALUE})")
  private int port;

  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Override
  public Integer call() {
    Settings settings = Settings.of(System.getenv());
    settings.require(Setting.KAFKA_BOOTSTRAP_SERVERS);
    settings.require(Setting.DATABASE_URL);
    int httpPort = Ports.require("--port", port);
    Pipeline pipeline = new Pipeline(settings, dataDir.folder());
    return Lifetime.run(
        pipeline,
        () -> {
          URI status = pipeline.startAggregatorAlone(httpPort);
          System.out.printf(
              "The aggregator is ready; its health: %s/health. Stop it with Ctrl-C.%n", status);
        });
  }
}
