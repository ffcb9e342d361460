package dev.gridpulse.aggregator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.aggregator.faults.FaultPoint.Moment;
import dev.gridpulse.testing.Seeds;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance that stands still until others have its partitions, and then wants to go on. */
class FrozenInstanceTest {
  /** Less than the session's 10 s: whoever has lost its session is beyond it too. */
  private static final Launch IMPATIENT = Launch.plain().withKafka("max.poll.interval.ms", 8_000);

  @TempDir private Path folder;

  private final Servers servers = Servers.running();

  @Test
  void writesNothingOfWhatAnotherHasTakenOver() throws Exception {
    try (Scenario scenario = new Scenario(servers, "zombie", 6, Map.of())) {
      Instance zombie = scenario.instance(folder.resolve("zombie"));
      Instance other = scenario.instance(folder.resolve("other"));
      zombie.start(IMPATIENT.withFault(FaultPoint.freeze(Moment.BEFORE_ADVANCE, "readings", 10)));
      zombie.awaitReady();
      Load load = scenario.orderlyLoad(Seeds.random("writesNothingOfWhatAnotherHasTakenOver"));
      other.start(IMPATIENT);

      zombie.awaitOutput("^fault: FREEZE");
      load.awaitMore(50);
      load.stop();
      await("the other stores all").atMost(Scenario.PATIENCE).until(() -> scenario.lag() == 0);
      assertThat(zombie.isPaused()).isTrue();
      zombie.resume();

      zombie.awaitOutput("^gone on after: FREEZE");
      zombie.awaitOutput("was stored by another instance");
      scenario.assertAllStoredOnce();
      assertThat(zombie.isAlive()).isTrue();
    }
  }

  @Test
  void holdsNoLocksForLong() throws Exception {
    try (Scenario scenario = new Scenario(servers, "frozen", 6, Map.of())) {
      Instance zombie = scenario.instance(folder.resolve("zombie"));
      Instance other = scenario.instance(folder.resolve("other"));
      zombie.start(IMPATIENT.withFault(FaultPoint.freeze(Moment.BEFORE_COMMIT, "readings", 10)));
      zombie.awaitReady();
      Load load = scenario.orderlyLoad(Seeds.random("holdsNoLocksForLong"));
      other.start(IMPATIENT);

      zombie.awaitOutput("^fault: FREEZE");
      load.awaitMore(50);
      load.stop();
      await("the other stores all").atMost(Scenario.PATIENCE).until(() -> scenario.lag() == 0);
      assertThat(zombie.isPaused()).isTrue();
      zombie.resume();

      zombie.awaitOutput("could not be stored, trying again");
      scenario.assertAllStoredOnce();
      assertThat(zombie.isAlive()).isTrue();
    }
  }
}
