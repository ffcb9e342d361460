package dev.gridpulse.standalone;

import dev.gridpulse.aggregator.AggregatorNotStarted;
import dev.gridpulse.embedded.EmbeddedServerException;
import dev.gridpulse.embedded.PortTakenException;
import dev.gridpulse.ingest.RefusedInput;
import dev.gridpulse.ingest.ReplayFailed;
import dev.gridpulse.model.DeliveryFailed;
import dev.gridpulse.partner.PartnerExportNotStarted;
import dev.gridpulse.query.HttpServerNotStarted;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program's entry: finds the command and turns what it throws into a message and a code. */
@Command(
    name = "gridpulse",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Event streaming for sensor and energy time series, on Kafka and TimescaleDB.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      ReplayCommand.class,
      ReadingsCommand.class,
      GenerateCommand.class,
      AggregatorCommand.class,
      QueryApiCommand.class,
      MigrateCommand.class,
      PartnerExportCommand.class,
      ExportCommand.class,
      PartnerSimulatorCommand.class,
      RepairCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong use",
      "3:finished, with more rejects than allowed"
    },
    footer = {
      "",
      "Start with:",
      "  ./gridpulse demo                     sensors with history and live data, nothing to install",
      "  ./gridpulse up                       the same without the sensors: bring your own",
      "  ./gridpulse replay FILE --sensor N   load a CSV file into a running gridpulse",
      "",
      "Two more commands belong to the sources: ./gridpulse test [--all] runs the tests,",
      "./gridpulse bench measures how fast all is."
    })
final class Main implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;

  @Spec private CommandSpec spec;

  Main(CommandSpec spec) {
    this.spec = spec;
  }

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The commands, for {@link #main} and for tests. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main(CommandSpec.create()));
    commandLine.registerConverter(ZoneId.class, new ZoneConverter());
    commandLine.registerConverter(Instant.class, new InstantConverter());
    commandLine.setExecutionExceptionHandler(
        (failure, command, _) -> {
          PrintWriter err = command.getErr();
          return switch (failure) {
            case UsageException e -> say(err, e.getMessage(), WRONG_USE);
            case FailedException e -> say(err, e.getMessage(), FAILED);
            case PortTakenException e ->
                say(err, e.getMessage() + " Its option is --kafka-port.", FAILED);
            case EmbeddedServerException e -> say(err, e.getMessage(), FAILED);
            case AggregatorNotStarted e -> say(err, e.getMessage(), FAILED);
            case PartnerExportNotStarted e -> say(err, e.getMessage(), FAILED);
            case HttpServerNotStarted e -> say(err, e.getMessage(), FAILED);
            case RefusedInput e -> say(err, e.getMessage(), WRONG_USE);
            case ReplayFailed e -> say(err, e.getMessage(), FAILED);
            case DeliveryFailed e -> say(err, e.getMessage(), FAILED);
            default -> {
              LOG.debug("Unexpected", failure);
              yield say(err, "Unexpected: " + failure, FAILED);
            }
          };
        });
    return commandLine;
  }

  private static int say(PrintWriter err, @Nullable String message, int exitCode) {
    err.println("gridpulse: " + message);
    err.flush();
    return exitCode;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }
}
