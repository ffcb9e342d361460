package dev.gridpulse.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The aggregator alone, for a cluster. */
@Command(
    name = "aggregator",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run the aggregator alone: compute windows and store readings and aggregates.",
      "Needs GRIDPULSE_KAFKA_BOOTSTRAP_SERVERS and GRIDPULSE_DATABASE_URL (_USER, _PASSWORD). Start"
          + " as many as there are partitions, each with a data folder of its own."
    })
final class AggregatorCommand implements Callable<Integer> {
  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Override
  public Integer call() {
    Settings settings = Settings.of(System.getenv());
    settings.require(Setting.KAFKA_BOOTSTRAP_SERVERS);
    settings.require(Setting.DATABASE_URL);
    Pipeline pipeline = new Pipeline(settings, dataDir.folder());
    return Lifetime.run(
        pipeline,
        () -> {
          pipeline.startAggregatorAlone();
          System.out.println("The aggregator is ready. Stop it with Ctrl-C.");
        });
  }
}
