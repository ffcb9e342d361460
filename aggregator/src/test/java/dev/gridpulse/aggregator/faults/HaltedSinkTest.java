package dev.gridpulse.aggregator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.aggregator.faults.FaultPoint.Moment;
import dev.gridpulse.testing.Seeds;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sinks that end at the two moments at which what they know and what is stored differ. */
class HaltedSinkTest {
  @TempDir private Path folder;

  private final Servers servers = Servers.running();

  @ParameterizedTest
  @EnumSource(names = {"BEFORE_COMMIT", "AFTER_COMMIT"})
  void storesNothingTwiceAndLosesNothing(Moment moment) throws Exception {
    try (Scenario scenario = new Scenario(servers, "halted_" + moment, 6, Map.of())) {
      Instance instance = scenario.instance(folder.resolve("instance"));
      Load load = scenario.orderlyLoad(Seeds.random("storesNothingTwiceAndLosesNothing"));
      for (String worker : new String[] {"readings", "aggregates"}) {
        instance.start(Launch.plain().withFault(FaultPoint.halt(moment, worker, 5)));
        assertThat(instance.awaitExit()).isEqualTo(FaultPoint.EXIT_STATUS);
        instance.awaitOutput("^fault: HALT " + moment + " " + worker);
      }
      instance.start(Launch.plain());
      instance.awaitReady();
      load.stop();

      scenario.assertAllStoredOnce();
    }
  }
}
