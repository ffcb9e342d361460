package dev.gridpulse.standalone;

import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The partner's export alone, for a cluster. */
@Command(
    name = "partner-export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run the partner's export alone: every night the last month by the minute, and what comes back.",
      "Needs GRIDPULSE_KAFKA_BOOTSTRAP_SERVERS and GRIDPULSE_DATABASE_URL (_USER, _PASSWORD). Several"
          + " may run, each with a data folder of its own; one at a time exports. /health and"
          + " /prometheus are on --port; the latter needs the token in the data folder."
    })
final class PartnerExportCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8082",
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
          URI status = pipeline.startPartnerExportAlone(httpPort);
          System.out.printf(
              "The partner's export is ready; its health: %s/health. Stop it with Ctrl-C.%n",
              status);
        });
  }
}
