package dev.gridpulse.standalone;

import dev.gridpulse.generator.Generator;
import dev.gridpulse.generator.GeneratorOptions;
import dev.gridpulse.generator.Shape;
import dev.gridpulse.model.ReadingPublisher;
import java.time.Clock;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code up} with sensors that have a past and are alive. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run everything in this process, with five sensors: three months of history, then live.",
      "Data are kept in the data folder. Stop with Ctrl-C."
    })
final class DemoCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);
  private static final GeneratorOptions SENSORS =
      new GeneratorOptions(
          Shape.POWER,
          Shape.POWER.usualSensors(),
          Duration.ofSeconds(10),
          Period.ofMonths(3),
          1,
          "home_",
          ZoneId.of("Europe/Berlin"),
          null);

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
          pipeline.add(() -> sensors(runtime.kafkaBootstrapServers()));
          Greeting.print(runtime, options.folder(), begin);
          System.out.println(
              "Five sensors, home_00001 to home_00005, get three months of history now (about a"
                  + " minute) and then a reading every 10 s.");
        });
  }

  /** Generates in a thread of its own until it is closed. */
  private static AutoCloseable sensors(String bootstrapServers) {
    ReadingPublisher publisher =
        ReadingPublisher.connect(Settings.kafka(bootstrapServers), "gridpulse-demo");
    Generator generator = new Generator(SENSORS, publisher, Clock.systemUTC());
    Thread.ofPlatform().name("gridpulse-demo").daemon().start(() -> generate(generator));
    return () -> {
      generator.close();
      publisher.close();
    };
  }

  private static void generate(Generator generator) {
    try {
      var _ = generator.run();
    } catch (RuntimeException e) {
      LOG.error("The demo's sensors have stopped: {}", e.getMessage());
    }
  }
}
