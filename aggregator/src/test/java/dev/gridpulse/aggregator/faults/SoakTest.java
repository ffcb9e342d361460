package dev.gridpulse.aggregator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.testing.Ledger;
import dev.gridpulse.testing.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One fault after the other, at random, under a load that has all the faults of its own. */
@Tag("long")
@Isolated
class SoakTest {
  private static final Logger LOG = LoggerFactory.getLogger(SoakTest.class);

  /** How many minutes it takes. */
  private static final String VARIABLE = "GRIDPULSE_TEST_SOAK_MINUTES";

  private static final Duration RECOVERY = Duration.ofMinutes(3);

  /** So low that quarter-hours are closed and opened anew all the time. */
  private static final Launch LAUNCH = Launch.plain().withMaxReadings(5_000);

  /** Impatient enough that some records end unanswered. */
  private static final Map<String, Integer> PRODUCER =
      Map.of("delivery.timeout.ms", 8_000, "request.timeout.ms", 4_000, "max.block.ms", 4_000);

  @TempDir private Path folder;

  private final Servers servers = Servers.running();
  private final Map<String, List<Duration>> recoveries = new TreeMap<>();

  @Test
  void endsInTheSameAggregatesWhateverHappens() throws Exception {
    Random random = Seeds.random("endsInTheSameAggregatesWhateverHappens");
    long end = System.nanoTime() + duration().toNanos();
    try (Scenario scenario = new Scenario(servers, "soak", 12, PRODUCER)) {
      List<Instance> instances =
          List.of(
              scenario.instance(folder.resolve("one")), scenario.instance(folder.resolve("two")));
      instances.forEach(instance -> instance.start(LAUNCH));
      instances.forEach(Instance::awaitReady);
      RandomFaults faults = new RandomFaults(servers, LAUNCH, instances, random);
      WildSeries series = new WildSeries(scenario.sensors(), new Random(random.nextLong()));
      Load load = scenario.load(series, 50);
      while (System.nanoTime() < end) {
        load.awaitMore(100);
        recover(scenario, instances, faults.next());
        assertThat(instances).allMatch(Instance::isAlive);
      }
      load.stop();

      scenario.assertAllStoredOnce();
      report(scenario.ledger());
    }
    assertThat(recoveries).isNotEmpty();
  }

  /**
   * Lets faults come and pass. They are recovered from when all is stored that was written before
   * they had passed, and every instance computes again.
   */
  private void recover(Scenario scenario, List<Instance> instances, List<Fault> faults)
      throws Exception {
    String names = faults.stream().map(Fault::name).collect(Collectors.joining(", "));
    LOG.info("Fault: {}", names);
    for (Fault fault : faults) {
      fault.begin().run();
    }
    await().pollDelay(faults.getFirst().lasting()).atMost(RECOVERY).until(() -> true);
    for (Fault fault : faults) {
      fault.end().run();
    }
    long passed = System.nanoTime();
    Scenario.Progress written = scenario.written();
    try {
      await("recovery from: " + names).atMost(RECOVERY).until(() -> scenario.isPassed(written));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("All stands still:\n" + new Situation(servers), e);
    }
    instances.forEach(Instance::awaitReady);
    Duration recovery = Duration.ofNanos(System.nanoTime() - passed);
    LOG.info("Recovered after {} ms", recovery.toMillis());
    recoveries.computeIfAbsent(names, _ -> new ArrayList<>()).add(recovery);
  }

  private void report(Ledger ledger) {
    LOG.info("{} readings written, records: {}", Ledger.readings(ledger.written()), ledger.tally());
    recoveries.forEach(
        (fault, times) ->
            LOG.info(
                "{} times {}: recovered after {} s",
                times.size(),
                fault,
                times.stream()
                    .sorted()
                    .map(time -> "%.1f".formatted(time.toMillis() / 1e3))
                    .collect(Collectors.joining(", "))));
  }

  private static Duration duration() {
    return Duration.ofMinutes(
        Optional.ofNullable(System.getenv(VARIABLE)).map(Long::parseLong).orElse(15L));
  }
}
