package dev.gridpulse.standalone;

import dev.gridpulse.aggregator.sink.RepairRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Marks quarter-hours to be recomputed. */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Mark the quarter-hours of a time, so that their aggregates are computed anew from readings.",
      "A running aggregator does that in the background; live data may flow meanwhile. Needed only"
          + " after something that gridpulse could not see, such as aggregates changed by hand."
    },
    footer = {
      "",
      "Example:",
      "  ./gridpulse repair --from 2021-05-01T00:00:00Z --to 2021-05-31T23:59:59Z --sensor frequency"
    })
final class RepairCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      paramLabel = "TIME",
      required = true,
      description = "beginning of the time, such as 2021-05-02T10:00:00Z")
  private Instant from = Instant.EPOCH;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      required = true,
      description = "end of the time, inclusive")
  private Instant to = Instant.EPOCH;

  @Option(
      names = "--sensor",
      paramLabel = "NAME",
      description = "this sensor only (default: all sensors)")
  private @Nullable String sensor;

  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Override
  public Integer call() {
    Settings settings = Settings.of(System.getenv());
    if (to.isBefore(from)) {
      throw new UsageException("--to %s is before --from %s.".formatted(to, from));
    }
    try (Connection connection = new Running(settings, dataDir.folder()).database()) {
      mark(new RepairRequest(connection));
      return 0;
    } catch (SQLException e) {
      throw new FailedException("The database refuses: " + e.getMessage(), e);
    }
  }

  private void mark(RepairRequest request) throws SQLException {
    Map<String, Integer> sensors = request.sensors(sensor);
    if (sensor != null && sensors.isEmpty()) {
      throw new FailedException("There is no sensor \"%s\".".formatted(sensor));
    }
    long marked = 0;
    ProgressBarBuilder progress =
        ProgressBar.builder().setTaskName("marking").setUnit(" sensors", 1);
    for (int sensorId : ProgressBar.wrap(sensors.values(), progress)) {
      marked += request.mark(sensorId, from, to);
    }
    System.out.printf(
        "%d quarter-hours of %d sensors are marked. The running aggregator recomputes them; how many"
            + " are left: gridpulse_quarters_dirty in its metrics.%n",
        marked, sensors.size());
  }
}
