package dev.gridpulse.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./gridpulse bench}. */
@Command(
    name = "gridpulse bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = JmhCommand.class,
    description = {
      "Measure gridpulse against what it stands on, in ratios.",
      "A broker of its own runs in this process; nothing of yours is touched.",
      ""
    },
    footer = {
      "",
      "Suites:",
      "  generate    back-fill against Kafka's producer performance tool; 100,000 readings/s live",
      "  ingest      replay of a large file against the same tool with a record for each reading",
      "  aggregate   three rungs, exactly once, against the 5 s windows of Kafka Streams' DSL",
      "  sink        readings from Kafka into the database against COPY of the same rows",
      "  end-to-end  5,000,000 rows of CSV until all can be queried, against Python with COPY",
      "  query       answers of the API against the leanest SQL for the same rows",
      "  export      the partner's export of a month against reading the same rows with COPY TO",
      "  live        from a producer to 1 and 1,000 clients of the live feed; the most events/s",
      "  storage     bytes to a reading on TimescaleDB (with --database-url)",
      "  start       `up` until it is ready; memory of the demo",
      "  growth      more sensors, more partitions and threads, more history",
      "",
      "More: benchmarks/README.md"
    })
final class Main implements Callable<Integer> {
  private static final int WRONG_USE = 2;

  @Parameters(paramLabel = "SUITE", arity = "0..*", description = "what to measure (default: all)")
  private List<String> names = new ArrayList<>();

  @Option(names = "--json", paramLabel = "FILE", description = "write the figures to a file too")
  private @Nullable Path json;

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description = {
        "JDBC URL of a server whose user may create databases, such as a TimescaleDB",
        "(jdbc:postgresql://host:5432/postgres?user=U&password=P); else PostgreSQL is embedded"
      })
  private @Nullable String databaseUrl;

  @Option(
      names = "--pictures",
      paramLabel = "FOLDER",
      description = "draw what `growth` has measured into a folder")
  private @Nullable Path pictures;

  @Option(
      names = "--demo-minutes",
      paramLabel = "N",
      defaultValue = "2",
      description = "how long `start` lets the demo run before it looks at its memory (default: 2)")
  private int demoMinutes;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main());
  }

  @Override
  public Integer call() throws IOException {
    Set<String> known = Suites.ALL.stream().map(Suite::name).collect(Collectors.toSet());
    for (String name : names) {
      if (!known.contains(name)) {
        System.err.printf("gridpulse: \"%s\" is no suite; there are %s%n", name, known);
        return WRONG_USE;
      }
    }
    List<Result> results = new ArrayList<>();
    for (Suite suite : Suites.ALL) {
      if (names.isEmpty() || names.contains(suite.name())) {
        try (Bench bench = new Bench(databaseUrl, Duration.ofMinutes(demoMinutes))) {
          bench.say(suite.name() + ": " + suite.description());
          results.addAll(suite.run(bench));
        }
      }
    }
    System.out.print(Report.table(results));
    if (json != null) {
      Report.writeJson(json, results);
    }
    if (pictures != null) {
      Pictures.write(pictures, results);
    }
    return 0;
  }
}
