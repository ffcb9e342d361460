package dev.gridpulse.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code up} with sensors that have a past and are alive. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run everything in this process, with five homes, their meters and the grid: history, then live.",
      "Data are kept in the data folder. Stop with Ctrl-C."
    })
final class DemoCommand implements Callable<Integer> {
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
          pipeline.add(() -> DemoSensors.start(runtime));
          Greeting.print(runtime, options.folder(), begin);
          System.out.println(DemoSensors.SUMMARY);
        });
  }
}
