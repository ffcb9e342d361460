package dev.gridpulse.aggregator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.aggregator.topology.RandomStreams.Step;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Random streams against a plain computation from the readings that stand in the end. */
class OpenQuartersTest {

  @Property(tries = 10_000)
  void emitsEveryWindowOfEveryAccumulationAsItIsInTheEnd(
      @ForAll("streams") List<Step> stream, @ForAll("bounds") long maxWeight) {
    StreamRun run = StreamRun.of(stream, maxWeight);

    assertThat(run.emitted()).isEqualTo(run.plain().windows());
    atLeast(20, "restarted", run.restarts() > 0);
    atLeast(20, "closed by the bound", run.plain().closed() > 0);
    atLeast(10, "opened anew", run.plain().reopened());
    atLeast(20, "a reading replaced", run.plain().replaced());
  }

  /** That so many of a hundred streams had what they are to show. */
  private static void atLeast(int percent, String what, boolean happened) {
    Statistics.label(what)
        .collect(happened)
        .coverage(of -> of.check(true).percentage(percentage -> percentage > percent));
  }

  @Provide
  Arbitrary<List<Step>> streams() {
    return RandomStreams.streams(20);
  }

  /** From one that keeps nothing to one that is never reached. */
  @Provide
  Arbitrary<Long> bounds() {
    return Arbitraries.of(1L, 20L, 40L, 100L, Long.MAX_VALUE);
  }
}
