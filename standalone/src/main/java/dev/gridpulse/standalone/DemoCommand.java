package dev.gridpulse.standalone;

import java.time.YearMonth;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code up} with sensors that have a past and are alive. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run everything in this process, with five homes, their meters, the grid and a partner: history, then live.",
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
          pipeline.add(() -> DemoPartner.start(runtime, settings));
          Greeting.printSignedIn(runtime, options.folder(), begin);
          System.out.println(DemoSensors.SUMMARY);
          System.out.println(DemoPartner.SUMMARY.formatted(YearMonth.now(DemoSensors.ZONE)));
        });
  }
}
