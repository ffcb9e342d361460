package dev.gridpulse.aggregator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.aggregator.faults.FaultPoint.Moment;
import dev.gridpulse.testing.Seeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Sinks that end at the two moments at which what they know and what is stored differ. */
@ResourceLock(Servers.LOCK)
class HaltedSinkTest {
  @TempDir private Path folder;

  private final Servers servers = Servers.running();

  @Test
  void storesNothingTwiceAndLosesNothing() throws Exception {
    try (Scenario scenario = new Scenario(servers, "halted", 6, Map.of())) {
      Instance instance = scenario.instance(folder.resolve("instance"));
      Load load = scenario.orderlyLoad(Seeds.random("storesNothingTwiceAndLosesNothing"));
      for (Moment moment : List.of(Moment.BEFORE_COMMIT, Moment.AFTER_COMMIT)) {
        for (String worker : List.of("readings", "aggregates")) {
          instance.start(Launch.plain().withFault(FaultPoint.halt(moment, worker, 3)));

          assertThat(instance.awaitExit()).isEqualTo(FaultPoint.EXIT_STATUS);

          instance.awaitOutput("^fault: HALT " + moment + " " + worker);
        }
      }
      instance.start(Launch.plain());
      instance.awaitReady();
      load.stop();

      scenario.assertAllStoredOnce();
    }
  }
}
