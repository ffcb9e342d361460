package dev.gridpulse.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./gridpulse bench jmh}. */
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    description = {
      "Measure the hot paths by themselves, with JMH: nanoseconds and bytes allocated per operation",
      "(gc.alloc.rate.norm)."
    })
final class JmhCommand implements Callable<Integer> {
  private static final String OURS = "dev\\.gridpulse\\..*";

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..*",
      description = "regular expressions of names (default: all)")
  private List<String> patterns = new ArrayList<>();

  @Option(names = "--json", paramLabel = "FILE", description = "write JMH's own JSON to a file too")
  private @Nullable Path json;

  @Override
  public Integer call() throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend("-Xmx1g");
    if (patterns.isEmpty()) {
      options.include(OURS);
    }
    patterns.forEach(options::include);
    if (json != null) {
      options.resultFormat(ResultFormatType.JSON).result(json.toString());
    }
    new Runner(options.build()).run();
    return 0;
  }
}
