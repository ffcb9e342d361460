package dev.gridpulse.standalone;

import dev.gridpulse.ingest.MaxRejects;
import dev.gridpulse.ingest.Replay;
import dev.gridpulse.ingest.ReplayOptions;
import dev.gridpulse.ingest.ReplayProgress;
import dev.gridpulse.ingest.ReplaySummary;
import dev.gridpulse.model.ReadingPublisher;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** CSV files into Kafka. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Load CSV files of readings into a running gridpulse.",
      "Delimiter, header, character set, decimal comma and time format are found out from the first"
          + " rows and shown. A file may be loaded again: a reading that comes twice counts once."
    },
    footer = {
      "",
      "Example:",
      "  ./gridpulse replay Sollfrequenz.csv --sensor frequency --time-zone Europe/Zurich"
    })
final class ReplayCommand implements Callable<Integer> {
  private static final int TOO_MANY_REJECTS = 3;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "the files, in order")
  private List<Path> paths = List.of();

  @Option(
      names = "--sensor",
      paramLabel = "NAME",
      required = true,
      description = "the sensor that the readings belong to")
  private String sensor = "";

  @Option(
      names = "--time-zone",
      paramLabel = "ZONE",
      defaultValue = "UTC",
      description = "the zone of times without an offset (default: ${DEFAULT-VALUE})")
  private ZoneId timeZone = ZoneId.of("UTC");

  @Option(
      names = "--time-format",
      paramLabel = "FORMAT",
      description =
          "how times are written, where it cannot be found out: iso, epoch-s, epoch-ms, epoch-us,"
              + " epoch-ns or a pattern such as \"dd.MM.yy HH:mm:ss\"")
  private @Nullable String timeFormat;

  @Option(
      names = "--max-rejects",
      paramLabel = "N|N%",
      defaultValue = "1%",
      description =
          "rows that may be rejected before the exit code is 3; a number stops at once, a share is"
              + " judged at the end (default: ${DEFAULT-VALUE})")
  private String maxRejects = "1%";

  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Override
  public Integer call() {
    Settings settings = Settings.of(System.getenv());
    ReplayOptions options = options();
    var kafka = new Running(settings, dataDir.folder()).kafka();
    ReplaySummary summary;
    try (ReadingPublisher publisher = ReadingPublisher.connect(kafka, "gridpulse-replay");
        ReplayProgress progress = new ReplayConsole()) {
      summary = new Replay(options, publisher, Clock.systemUTC(), progress).run();
    }
    System.out.println(summary.describe());
    System.out.println("They can be read in a moment; the last windows follow within 10 s.");
    return summary.hasTooManyRejects() ? TOO_MANY_REJECTS : 0;
  }

  private ReplayOptions options() {
    try {
      return new ReplayOptions(paths, sensor, timeZone, timeFormat, MaxRejects.parse(maxRejects));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
