package dev.gridpulse.aggregator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.testing.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Instances of the aggregator that are killed, stopped, moved and added in mid-stream. */
@ResourceLock(Servers.LOCK)
class AggregatorKilledTest {
  /** So low that quarter-hours are closed all the time, but never one that still gets readings. */
  private static final Launch CLOSING = Launch.plain().withMaxReadings(8_000);

  @TempDir private Path folder;

  private final Servers servers = Servers.running();

  @Test
  void storesEachReadingOnceWhenInstancesAreKilledAtRandomMoments() throws Exception {
    Random random = Seeds.random("storesEachReadingOnceWhenInstancesAreKilledAtRandomMoments");
    try (Scenario scenario = new Scenario(servers, "killed", 6, Map.of())) {
      List<Instance> instances =
          List.of(
              scenario.instance(folder.resolve("one")), scenario.instance(folder.resolve("two")));
      instances.forEach(instance -> instance.start(CLOSING));
      Load load = scenario.orderlyLoad(new Random(random.nextLong()));
      instances.forEach(Instance::awaitReady);
      for (int kill = 0; kill < 5; kill++) {
        Instance victim = instances.get(random.nextInt(instances.size()));
        load.awaitMore(random.nextInt(10, 150));

        assertThat(victim.kill9()).isEqualTo(Instance.KILLED);

        victim.start(CLOSING);
        if (random.nextBoolean()) {
          victim.awaitReady();
        }
      }
      load.stop();

      scenario.assertAllStoredOnce();
      assertThat(scenario.repairs()).as("quarter-hours that were computed in parts").isZero();
    }
  }

  @Test
  void carriesOpenQuarterHoursOnWhenItsStateFolderIsDeleted() throws Exception {
    Random random = Seeds.random("carriesOpenQuarterHoursOnWhenItsStateFolderIsDeleted");
    try (Scenario scenario = new Scenario(servers, "deleted", 6, Map.of())) {
      Path state = folder.resolve("state");
      Instance instance = scenario.instance(state);
      instance.start(CLOSING);
      Load load = scenario.orderlyLoad(random);
      instance.awaitReady();
      load.awaitMore(150);
      instance.stop();

      assertThat(state).isNotEmptyDirectory();
      instance.deleteState();
      assertThat(Files.exists(state)).isFalse();

      instance.start(CLOSING.withThreads(3));
      instance.awaitReady();
      load.awaitMore(100);
      Instance another = scenario.instance(folder.resolve("another"));
      another.start(CLOSING);
      another.awaitOutput("Adding newly assigned partitions.*gridpulse.readings");
      another.awaitReady();
      load.awaitMore(50);
      load.stop();

      for (int thread = 1; thread <= 3; thread++) {
        instance.awaitOutput("StreamThread-" + thread + ".*to RUNNING");
      }
      scenario.assertAllStoredOnce();
      assertThat(scenario.repairs()).as("quarter-hours that were computed in parts").isZero();
    }
  }
}
