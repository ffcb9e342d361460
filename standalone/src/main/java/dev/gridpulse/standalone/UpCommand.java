package dev.gridpulse.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Everything but the generator, until Ctrl-C. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run everything in this process: Kafka, PostgreSQL, the aggregator, the API and the partner's",
      "export.",
      "Data are kept in the data folder. Stop with Ctrl-C."
    })
final class UpCommand implements Callable<Integer> {
  @Mixin private UpOptions options = new UpOptions();

  @Override
  public Integer call() {
    Settings settings = Settings.of(System.getenv());
    int httpPort = options.httpPort();
    int kafkaPort = options.kafkaPort();
    Pipeline pipeline = new Pipeline(settings, options.folder());
    return Lifetime.run(
        pipeline,
        () -> {
          long begin = System.nanoTime();
          RuntimeFile runtime = pipeline.start(httpPort, kafkaPort);
          Greeting.print(runtime, options.folder(), begin);
        });
  }
}
