package dev.gridpulse.standalone;

import dev.gridpulse.ingest.ColumnChoice;
import dev.gridpulse.ingest.DialectChoice;
import dev.gridpulse.ingest.FileFormat;
import dev.gridpulse.ingest.KafkaReplayJournal;
import dev.gridpulse.ingest.KnownSensors;
import dev.gridpulse.ingest.MaxRejects;
import dev.gridpulse.ingest.RejectFile;
import dev.gridpulse.ingest.Replay;
import dev.gridpulse.ingest.ReplayJournal;
import dev.gridpulse.ingest.ReplayOptions;
import dev.gridpulse.ingest.ReplaySummary;
import dev.gridpulse.ingest.source.Source;
import dev.gridpulse.ingest.source.Sources;
import dev.gridpulse.model.Durations;
import dev.gridpulse.model.ReadingPublisher;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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
      "How they are written is found out from their first rows and shown with some readings"
          + " (--dry-run stops there). Every row is delivered, rejected with a reason, or skipped for a"
          + " reason that is told; the counts add up. A run that was stopped goes on where it was, and a"
          + " file that was delivered is not delivered again.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./gridpulse replay Sollfrequenz.csv --time-zone Europe/Zurich",
      "  ./gridpulse replay readings.csv.gz --sensor frequency --dry-run",
      "  ./gridpulse replay data/ --mapping mapping.csv --time-zone Europe/Berlin",
      "  ./gridpulse replay meters.csv --wide --from 2021-01-01T00:00:00Z --speed 60x",
      "  ./gridpulse replay s3://bucket/timeseries --s3-endpoint http://localhost:9000 --follow",
      "",
      "More: docs/replay.md"
    })
final class ReplayCommand implements Callable<Integer> {
  private static final int TOO_MANY_REJECTS = 3;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "files, folders, patterns, s3://bucket/prefix, or - for standard input")
  private List<String> paths = List.of();

  @ArgGroup(validate = false, heading = "%nWhat the files hold:%n")
  private final Content content = new Content();

  @ArgGroup(validate = false, heading = "%nHow they are written, where it cannot be found out:%n")
  private final Writing writing = new Writing();

  @ArgGroup(validate = false, heading = "%nWhat is delivered, and when:%n")
  private final Delivery delivery = new Delivery();

  @ArgGroup(validate = false, heading = "%nObject stores (credentials as AWS' tools find them):%n")
  private final ObjectStoreOptions objectStore = new ObjectStoreOptions();

  @Mixin private DataDirOption dataDir = new DataDirOption();

  /** Which column is what. */
  private static final class Content {
    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        defaultValue = "auto",
        description =
            "auto, or what the files must be: swissgrid, sensors (mapping and rows with uuids), assets"
                + " (assets, signals and measurements) (default: ${DEFAULT-VALUE})")
    private String format = "auto";

    @Option(
        names = "--sensor",
        paramLabel = "NAME",
        description = "the sensor of all readings, where the rows name none")
    private @Nullable String sensor;

    @Option(
        names = "--wide",
        description = "there is a column for each sensor; an empty cell is no reading")
    private boolean wide;

    @Option(
        names = "--time-column",
        paramLabel = "COLUMN",
        description = "the column of the times, by its title or number from 1")
    private @Nullable String timeColumn;

    @Option(
        names = "--sensor-column",
        paramLabel = "COLUMN",
        description = "the column that names the sensors: by name, uuid or signal id")
    private @Nullable String sensorColumn;

    @Option(
        names = "--value-column",
        paramLabel = "COLUMN",
        description = "the column of the values")
    private @Nullable String valueColumn;

    @Option(
        names = "--mapping",
        paramLabel = "FILE",
        description = "rows of uuid;name, for the registry and for rows that name a uuid")
    private @Nullable Path mapping;

    ColumnChoice columns() {
      return new ColumnChoice(sensor, wide, timeColumn, sensorColumn, valueColumn);
    }
  }

  /** What a file looks like. */
  private static final class Writing {
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
            "iso, epoch-s, epoch-ms, epoch-us, epoch-ns or a pattern such as \"dd.MM.yy HH:mm:ss\"")
    private @Nullable String timeFormat;

    @Option(
        names = "--delimiter",
        paramLabel = "CHAR",
        description = "between columns; tab for a tabulator")
    private @Nullable String delimiter;

    @Option(names = "--quote", paramLabel = "CHAR", description = "around columns")
    private @Nullable Character quote;

    @Option(
        names = "--header",
        negatable = true,
        fallbackValue = "true",
        description = "the first row names the columns, or does not")
    private @Nullable Boolean header;

    @Option(names = "--charset", paramLabel = "NAME", description = "such as windows-1252")
    private @Nullable Charset charset;

    @Option(
        names = "--decimal",
        paramLabel = "CHAR",
        description = "before the fraction of a number")
    private @Nullable Character decimal;

    @Option(
        names = "--thousands",
        paramLabel = "CHAR",
        description = "between groups of three digits")
    private @Nullable Character thousands;

    DialectChoice dialect() {
      return new DialectChoice(
          charset, delimiterChar(), quote, header, decimal, thousands, timeFormat, timeZone);
    }

    private @Nullable Character delimiterChar() {
      if (delimiter == null) {
        return null;
      }
      if (delimiter.equals("tab") || delimiter.equals("\\t")) {
        return '\t';
      }
      if (delimiter.length() != 1) {
        throw new IllegalArgumentException(
            "--delimiter: \"%s\" is no character".formatted(delimiter));
      }
      return delimiter.charAt(0);
    }
  }

  /** What becomes of the readings. */
  private static final class Delivery {
    @Option(names = "--dry-run", description = "say how the files are understood, and send nothing")
    private boolean dryRun;

    @Option(
        names = "--from",
        paramLabel = "TIME",
        description = "skip readings before this time, such as 2021-05-02T10:00:00Z")
    private @Nullable Instant from;

    @Option(
        names = "--to",
        paramLabel = "TIME",
        description = "skip readings at this time and after")
    private @Nullable Instant to;

    @Option(
        names = "--limit",
        paramLabel = "ROWS",
        defaultValue = "9223372036854775807",
        showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
        description = "read so many rows at most")
    private long limit = Long.MAX_VALUE;

    @Option(
        names = "--speed",
        paramLabel = "SPEED",
        defaultValue = "max",
        description =
            "max, or how fast the readings' time passes: 1x, 60x; several files are then merged by time"
                + " (default: ${DEFAULT-VALUE})")
    private String speed = "max";

    @Option(names = "--force", description = "deliver again what was delivered before")
    private boolean force;

    @Option(
        names = "--follow",
        description = "go on: load what is added to the folders or prefixes until Ctrl-C")
    private boolean follow;

    @Option(
        names = "--min-age",
        paramLabel = "DURATION",
        defaultValue = "5s",
        description =
            "with --follow, how long a file must have been left alone (default: ${DEFAULT-VALUE})")
    private String minAge = "5s";

    @Option(
        names = "--rejects",
        paramLabel = "FILE",
        description = "append rejects to this CSV file as well")
    private @Nullable Path rejects;

    @Option(
        names = "--max-rejects",
        paramLabel = "N|N%",
        defaultValue = "1%",
        description =
            "rows that may be rejected before the exit code is 3; a number stops at once, a share is"
                + " judged at the end (default: ${DEFAULT-VALUE})")
    private String maxRejects = "1%";
  }

  @Override
  public Integer call() {
    Settings settings = Settings.of(System.getenv());
    try (ObjectStoreOptions store = objectStore;
        RejectFile rejectFile = rejectFile()) {
      Sources sources = new Sources(System.in, store::open);
      // Wrong words are told before anything is waited for.
      ReplayOptions options = options(find(sources));
      if (delivery.dryRun) {
        new Replay(options, NoSink.INSTANCE, Clock.systemUTC(), new ReplayConsole()).examine();
        return 0;
      }
      Map<String, Object> kafka = new Running(settings, dataDir.folder()).kafka();
      try (ReadingPublisher publisher = ReadingPublisher.connect(kafka, "gridpulse-replay");
          ReplayJournal journal = journal(kafka)) {
        if (delivery.follow) {
          return new Following(
                  () -> find(sources),
                  this::options,
                  minAge(),
                  each -> run(each, publisher, journal, rejectFile, kafka),
                  Clock.systemUTC())
              .run();
        }
        return run(options, publisher, journal, rejectFile, kafka).hasTooManyRejects()
            ? TOO_MANY_REJECTS
            : 0;
      }
    }
  }

  private ReplayJournal journal(Map<String, Object> kafka) {
    return Double.isInfinite(Speed.parse(delivery.speed))
        ? new KafkaReplayJournal(kafka)
        : ReplayJournal.NONE;
  }

  private ReplaySummary run(
      ReplayOptions options,
      ReadingPublisher publisher,
      ReplayJournal journal,
      RejectFile rejectFile,
      Map<String, Object> kafka) {
    ReplaySummary summary =
        new Replay(
                options,
                publisher,
                Clock.systemUTC(),
                new ReplayConsole(),
                journal,
                rejectFile,
                KnownSensors.read(kafka))
            .run();
    System.out.println(summary.describe());
    if (summary.delivered() > 0) {
      System.out.println("They can be read in a moment; the last windows follow within 10 s.");
    }
    return summary;
  }

  private Duration minAge() {
    try {
      return Durations.parse(delivery.minAge);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--min-age: " + e.getMessage());
    }
  }

  private List<Source> find(Sources sources) {
    try {
      return delivery.follow ? sources.findPresent(paths) : sources.find(paths);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private ReplayOptions options(List<Source> sources) {
    try {
      return new ReplayOptions(
          sources,
          content.mapping == null ? null : new Source.LocalFile(content.mapping),
          FileFormat.ofLabel(content.format),
          writing.dialect(),
          content.columns(),
          delivery.from,
          delivery.to,
          delivery.limit,
          Speed.parse(delivery.speed),
          delivery.force,
          MaxRejects.parse(delivery.maxRejects),
          delivery.follow);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private RejectFile rejectFile() {
    if (delivery.rejects == null || delivery.dryRun) {
      return RejectFile.none();
    }
    try {
      return RejectFile.to(delivery.rejects);
    } catch (IOException e) {
      throw new UsageException(
          "--rejects: %s cannot be written: %s.".formatted(delivery.rejects, e));
    }
  }
}
