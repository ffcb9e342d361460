package dev.gridpulse.aggregator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.aggregator.faults.FaultPoint.Moment;
import dev.gridpulse.testing.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Instances that stand still until another has their partitions, and then want to go on. */
@ResourceLock(Servers.LOCK)
class FrozenInstanceTest {
  /** Less than the session's 10 s: whoever has lost its session is beyond it too. */
  private static final Launch IMPATIENT = Launch.plain().withKafka("max.poll.interval.ms", 8_000);

  @TempDir private Path folder;

  private final Servers servers = Servers.running();

  @Test
  void writeNothingOfWhatAnotherHasTakenOver() throws Exception {
    try (Scenario scenario = new Scenario(servers, "frozen", 12, Map.of())) {
      Instance withRecords = scenario.instance(folder.resolve("with-records"));
      Instance withLocks = scenario.instance(folder.resolve("with-locks"));
      Instance other = scenario.instance(folder.resolve("other"));
      withRecords.start(frozen(Moment.BEFORE_ADVANCE));
      withLocks.start(frozen(Moment.BEFORE_COMMIT));
      other.start(IMPATIENT);
      List.of(withRecords, withLocks, other).forEach(Instance::awaitReady);
      Load load = scenario.orderlyLoad(Seeds.random("writeNothingOfWhatAnotherHasTakenOver"));

      for (Instance zombie : List.of(withRecords, withLocks)) {
        zombie.awaitOutput("^fault: FREEZE");
      }
      load.awaitMore(20);
      load.stop();
      await("the other stores all").atMost(Scenario.PATIENCE).until(() -> scenario.lag() == 0);
      for (Instance zombie : List.of(withRecords, withLocks)) {
        assertThat(zombie.isPaused()).isTrue();
        zombie.resume();
        zombie.awaitOutput("^gone on after: FREEZE");
      }

      // What a zombie writes, it writes at once.
      await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
      scenario.assertAllStoredOnce();
      withRecords.awaitOutput("was stored by another instance");
      withLocks.awaitOutput("could not be stored, trying again");
      assertThat(List.of(withRecords, withLocks)).allMatch(Instance::isAlive);
    }
  }

  private static Launch frozen(Moment moment) {
    return IMPATIENT.withFault(FaultPoint.freeze(moment, "readings", 4));
  }
}
