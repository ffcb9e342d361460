package dev.gridpulse.aggregator;

import static dev.gridpulse.aggregator.Series.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Rung;
import dev.gridpulse.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** An aggregator that may keep nothing: every record is an accumulation of its own. */
class LowBoundTest {
  @AutoClose private static final TestAggregator AGGREGATOR = TestAggregator.start(1);

  private final SentReadings sent = AGGREGATOR.sending();
  private final Random random = Seeds.random("LowBoundTest");

  @Test
  void storesTheSameWhenTheBoundClosesQuarterHoursAllTheTime() throws Exception {
    List<ReadingBatch> shuffled = new ArrayList<>();
    for (int sensor = 0; sensor < 4; sensor++) {
      shuffled.addAll(Series.everySecond("closed_" + sensor, T0, 3 * 3600, 20, random));
    }
    Collections.shuffle(shuffled, random);

    shuffled.forEach(sent::send);
    shuffled.forEach(sent::send);

    sent.awaitNoDifferences();
    // What was sent again changes nothing, and may still be on its way.
    await()
        .atMost(TestAggregator.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(AGGREGATOR.aggregates(Rung.QUARTER_HOUR))
                    .as("windows that went out with what a single record said")
                    .hasSize(2 * shuffled.size())
                    .allMatch(batch -> batch.opened() == batch.upTo()));
    assertThat(AGGREGATOR.number("SELECT count(*) FROM quarter WHERE repaired IS NULL"))
        .as("quarter-hours that one accumulation held all of")
        .isZero();
  }
}
