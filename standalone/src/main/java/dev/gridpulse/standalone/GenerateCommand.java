package dev.gridpulse.standalone;

import dev.gridpulse.generator.Generator;
import dev.gridpulse.generator.GeneratorOptions;
import dev.gridpulse.generator.Shape;
import dev.gridpulse.model.Durations;
import dev.gridpulse.model.ReadingPublisher;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Synthetic readings into Kafka. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Generate readings of synthetic sensors: history first, then live until Ctrl-C.",
      "The same seed gives the same readings."
    },
    footer = {
      "",
      "Durations are a number and one of ms s m h d w, for --backfill also mo y.",
      "",
      "Examples:",
      "  ./gridpulse generate --sensors 100 --interval 1s",
      "  ./gridpulse generate --backfill 3mo --interval 1m --for 0s"
    })
final class GenerateCommand implements Callable<Integer> {
  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      defaultValue = "power",
      description = "power, colours or constant (default: ${DEFAULT-VALUE})")
  private String shape = "power";

  @Option(
      names = "--sensors",
      paramLabel = "N",
      description = "how many sensors (default: as is usual for the shape)")
  private @Nullable Integer sensors;

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description = "time between two readings of a sensor (default: ${DEFAULT-VALUE})")
  private String interval = "1s";

  @Option(
      names = "--backfill",
      paramLabel = "DURATION",
      description = "how much history to generate first (default: none)")
  private @Nullable String backfill;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "how long, counted from the start (default: until Ctrl-C)")
  private @Nullable String duration;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "another seed gives other readings (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      defaultValue = GeneratorOptions.DEFAULT_PREFIX,
      description = "what the sensors' names begin with (default: ${DEFAULT-VALUE})")
  private String prefix = GeneratorOptions.DEFAULT_PREFIX;

  @Option(
      names = "--time-zone",
      paramLabel = "ZONE",
      defaultValue = "Europe/Berlin",
      description = "the zone the sensors live in (default: ${DEFAULT-VALUE})")
  private ZoneId timeZone = ZoneId.of("Europe/Berlin");

  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Override
  public Integer call() {
    Settings settings = Settings.of(System.getenv());
    GeneratorOptions options = options();
    var kafka = new Running(settings, dataDir.folder()).kafka();
    try (ReadingPublisher publisher = ReadingPublisher.connect(kafka, "gridpulse-generate");
        Generator generator = new Generator(options, publisher, Clock.systemUTC())) {
      Thread stop = Thread.ofPlatform().name("gridpulse-stop").unstarted(generator::close);
      Runtime.getRuntime().addShutdownHook(stop);
      System.out.println(generator.run().describe());
    }
    return 0;
  }

  private GeneratorOptions options() {
    try {
      Shape chosen = Shape.ofLabel(shape);
      return new GeneratorOptions(
          chosen,
          sensors == null ? chosen.usualSensors() : sensors,
          Durations.parse(interval),
          backfill == null ? null : Durations.parseAmount(backfill),
          seed,
          prefix,
          timeZone,
          duration == null ? null : Durations.parse(duration));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
