package dev.gridpulse.standalone;

import dev.gridpulse.generator.FaultLedger;
import dev.gridpulse.generator.Faults;
import dev.gridpulse.generator.Fleet;
import dev.gridpulse.generator.Generator;
import dev.gridpulse.generator.GeneratorOptions;
import dev.gridpulse.generator.Shape;
import dev.gridpulse.model.Durations;
import dev.gridpulse.model.ReadingPublisher;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
      "",
      "A reading depends on seed, sensor number and time only: the same seed gives the same readings,"
          + " in whatever portions they are generated.",
      ""
    },
    footer = {
      "",
      "Shapes:",
      "  household       power of homes in W, the sum of their appliances; with --counters their"
          + " meters, in kWh",
      "  grid-frequency  a grid around 50 Hz, with noise, swings at full hours and lost plants",
      "  colours         four sensors named as colours, whole numbers from 1 to 100",
      "  constant        100, always",
      "  replayable      n + (t mod 86400000) / 100000000.0 for sensor number n at t ms since 1970",
      "",
      "Durations are a number and one of ms s m h d w, for --backfill also mo y.",
      "",
      "Examples:",
      "  ./gridpulse generate --sensors 100 --backfill 3mo --resume",
      "  ./gridpulse generate --counters --interval 15m --backfill 3y --for 0s",
      "  ./gridpulse generate --shape replayable --prefix test_ --from 2026-01-01T00:00:00Z --for 1d"
          + " --speed max",
      "  ./gridpulse generate --prefix faulty_ --faults late=1%,duplicate=0.5%,drop=0.1%,out-of-order=1%",
      "",
      "More: docs/generator.md"
    })
final class GenerateCommand implements Callable<Integer> {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      defaultValue = "household",
      description =
          "household, grid-frequency, colours, constant or replayable (default:"
              + " ${DEFAULT-VALUE})")
  private String shape = "household";

  @Option(
      names = "--sensors",
      paramLabel = "N",
      description = "how many sensors (default: as is usual for the shape)")
  private @Nullable Integer sensors;

  @Option(
      names = "--first",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description =
          "the number of the first sensor, so that several processes share the sensors (default:"
              + " ${DEFAULT-VALUE})")
  private int first;

  @Option(
      names = "--counters",
      description = "publish the homes' meters (kWh, sensor_00001_energy) instead of their power")
  private boolean counters;

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description =
          "time between two readings of a sensor, which lie on its multiples (default:"
              + " ${DEFAULT-VALUE})")
  private String interval = "1s";

  @Option(
      names = "--backfill",
      paramLabel = "DURATION",
      description = "how much history to generate before the start (default: none)")
  private @Nullable String backfill;

  @Option(
      names = "--resume",
      description =
          "go on where the stored readings of these sensors end, instead of --backfill, if all of"
              + " them have some")
  private boolean resume;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "the start (default: now), such as 2026-01-01T00:00:00Z")
  private @Nullable Instant from;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description =
          "how long, counted from the start in the readings' own time; 0s for the history only"
              + " (default: until Ctrl-C)")
  private @Nullable String duration;

  @Option(
      names = "--speed",
      paramLabel = "SPEED",
      defaultValue = "1x",
      description =
          "how fast the readings' time goes from the start on: 60x, or max; at most 12 hours ahead of"
              + " the clock (default: ${DEFAULT-VALUE})")
  private String speed = "1x";

  @Option(
      names = "--faults",
      paramLabel = "SHARES",
      description =
          "what goes wrong on purpose: late, duplicate, drop, out-of-order as shares of the"
              + " readings, reset (of --counters) as a share of the days (default: nothing)")
  private @Nullable String faults;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description =
          "where each injected fault is written, as CSV (default: faults-<time>.csv in the data"
              + " folder)")
  private @Nullable Path ledger;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "another seed gives other readings (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      defaultValue = Fleet.DEFAULT_PREFIX,
      description =
          "what the sensors' names begin with; two shapes need two (default: ${DEFAULT-VALUE})")
  private String prefix = Fleet.DEFAULT_PREFIX;

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
    Running running = new Running(settings, dataDir.folder());
    GeneratorOptions options = resumed(options(), running);
    var kafka = running.kafka();
    CountDownLatch stopped = new CountDownLatch(1);
    try {
      return run(options, kafka, stopped);
    } finally {
      stopped.countDown();
    }
  }

  /**
   * @param stopped awaited before a process that was asked to stop ends, so that it can say what it
   *     did
   */
  private int run(GeneratorOptions options, Map<String, Object> kafka, CountDownLatch stopped) {
    try (FaultLedger book = ledger(options);
        ReadingPublisher publisher = ReadingPublisher.connect(kafka, "gridpulse-generate");
        Generator generator = new Generator(options, publisher, book, Clock.systemUTC());
        BackfillConsole progress = new BackfillConsole()) {
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform().name("gridpulse-stop").unstarted(() -> stop(generator, stopped)));
      System.out.println(generator.run(progress).describe());
    }
    return 0;
  }

  private static void stop(Generator generator, CountDownLatch stopped) {
    generator.close();
    try {
      var _ = stopped.await(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private GeneratorOptions options() {
    if (resume && from != null) {
      throw new UsageException("--resume: goes on where readings end, not at --from.");
    }
    try {
      Shape chosen = Shape.ofLabel(shape);
      Fleet fleet =
          new Fleet(
              chosen,
              sensors == null ? chosen.usualSensors() : sensors,
              first,
              counters,
              Durations.parse(interval),
              seed,
              prefix,
              timeZone);
      return new GeneratorOptions(
          fleet,
          backfill == null ? null : Durations.parseAmount(backfill),
          null,
          from,
          duration == null ? null : Durations.parse(duration),
          Speed.parse(speed),
          faults == null ? Faults.NONE : Faults.parse(faults));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private GeneratorOptions resumed(GeneratorOptions options, Running running) {
    if (!resume) {
      return options;
    }
    try (Connection database = running.database()) {
      return StoredReadings.lastOf(options.fleet(), database)
          .map(options::resumedAt)
          .orElse(options);
    } catch (SQLException e) {
      throw new FailedException("The stored readings cannot be read: " + e.getMessage(), e);
    }
  }

  private FaultLedger ledger(GeneratorOptions options) {
    if (!options.faults().any()) {
      return FaultLedger.none();
    }
    Path file = ledger;
    if (file == null) {
      dataDir.folder().create();
      file = dataDir.folder().path().resolve("faults-" + now() + ".csv");
    }
    try {
      FaultLedger book = FaultLedger.to(file);
      System.out.println("Injected faults are written to " + file);
      return book;
    } catch (IOException e) {
      throw new UsageException("--ledger: %s cannot be written: %s.".formatted(file, e));
    }
  }

  private static String now() {
    return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT)
        .withZone(ZoneOffset.UTC)
        .format(Instant.now());
  }
}
