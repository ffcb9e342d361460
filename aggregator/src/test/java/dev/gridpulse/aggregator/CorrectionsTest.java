package dev.gridpulse.aggregator;

import static dev.gridpulse.aggregator.Series.QUARTER_HOUR;
import static dev.gridpulse.aggregator.Series.SECOND;
import static dev.gridpulse.aggregator.Series.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Rung;
import dev.gridpulse.testing.Seeds;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** Of two readings of the same sensor and time the later one counts, whenever it comes. */
class CorrectionsTest {
  private static final int BOUND = 5_000;

  @AutoClose private static final TestAggregator AGGREGATOR = TestAggregator.start(BOUND);

  /** No other value comes near, so that the maximum of a window tells whether it counts. */
  private static final double CORRECTED = 1e6;

  private static final int CORRECTED_SECOND = 333;

  private final SentReadings sent = AGGREGATOR.sending();
  private final Random random = Seeds.random("CorrectionsTest");

  @Test
  @Execution(CONCURRENT)
  void countsACorrectionThatComesBeforeItsWindowIsPassed() throws Exception {
    for (ReadingBatch reading : Series.everySecond("running", T0, 1000, 1, random)) {
      sent.send(reading);
      if (reading.timestamp(0) == T0 + CORRECTED_SECOND * SECOND) {
        correct("running");
      }
    }

    sent.awaitNoDifferences();
    assertCorrected("running");
  }

  @Test
  @Execution(CONCURRENT)
  void countsACorrectionWithinTheRecordOfTheReading() throws Exception {
    Series.everySecond("in_a_record", T0, CORRECTED_SECOND, 50, random).forEach(sent::send);
    long timestamp = T0 + CORRECTED_SECOND * SECOND;
    sent.send(
        ReadingBatch.of(
            "in_a_record",
            new long[] {timestamp, timestamp + SECOND, timestamp},
            new double[] {1, 2, CORRECTED},
            3));

    sent.awaitNoDifferences();
    assertCorrected("in_a_record");
  }

  @Test
  @Execution(CONCURRENT)
  void countsACorrectionThatComesAfterItsWindowsAreStored() throws Exception {
    Series.everySecond("stored", T0, 1000, 50, random).forEach(sent::send);
    sent.awaitNoDifferences();

    correct("stored");

    sent.awaitNoDifferences();
    assertCorrected("stored");
  }

  @Test
  @Execution(CONCURRENT)
  void countsACorrectionThatComesAfterItsQuarterHourIsClosed() throws Exception {
    Series.everySecond("closed", T0, 900, 50, random).forEach(sent::send);
    // The same partition, hence the same bound: these push the quarter-hour out.
    Series.everySecond("closed", T0 + QUARTER_HOUR, BOUND + 900, 300, random).forEach(sent::send);
    sent.awaitNoDifferences();
    assertThat(sent.repaired("closed")).isZero();

    correct("closed");

    sent.awaitNoDifferences();
    assertCorrected("closed");
    assertThat(sent.repaired("closed")).as("quarter-hours that were opened anew").isEqualTo(1);
  }

  private void correct(String sensor) {
    sent.send(Series.reading(sensor, T0 + CORRECTED_SECOND * SECOND, CORRECTED));
  }

  /** That the earlier value was taken in and counts nowhere, and the later one everywhere. */
  private void assertCorrected(String sensor) throws Exception {
    assertThat(sent.logged(sensor)).isEqualTo(sent.stored(sensor) + 1);
    assertThat(
            AGGREGATOR.row(
                "SELECT max(value) FROM reading JOIN sensor ON id = sensor_id WHERE name = ?",
                sensor))
        .containsExactly("1000000");
    for (Rung rung : Rung.values()) {
      long start = rung.windowStart(T0 + CORRECTED_SECOND * SECOND);
      assertThat(
              AGGREGATOR.row(
                  """
                  SELECT max FROM %s a JOIN sensor ON id = sensor_id
                  WHERE a.start = timestamptz 'epoch' + ? * interval '1 ms' AND name = ?
                  """
                      .formatted(rung.table()),
                  start,
                  sensor))
          .as(rung.label())
          .containsExactly("1000000");
    }
  }
}
