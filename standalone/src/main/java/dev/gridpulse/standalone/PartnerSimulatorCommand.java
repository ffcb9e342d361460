package dev.gridpulse.standalone;

import dev.gridpulse.simulator.PartnerSimulator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A partner that is played, for those who try the export out. */
@Command(
    name = "partner-simulator",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Play the partner: read exports, verify them, and answer with a split by use, until Ctrl-C.",
      "It knows the homes of ./gridpulse generate with the same --seed; of other sensors it says"
          + " nothing. See docs/partner.md."
    })
final class PartnerSimulatorCommand implements Callable<Integer> {
  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "the seed of the homes (default: ${DEFAULT-VALUE})")
  private long seed;

  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Override
  public Integer call() {
    Settings settings = Settings.of(System.getenv());
    var kafka = new Running(settings, dataDir.folder()).kafka();
    try (PartnerSimulator simulator = PartnerSimulator.start(kafka, seed)) {
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("gridpulse-stop").unstarted(simulator::close));
      System.out.println("The partner waits for exports. Stop it with Ctrl-C.");
      simulator
          .awaitEnd()
          .ifPresent(
              reason -> {
                throw new FailedException("The partner could not go on: " + reason);
              });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}
