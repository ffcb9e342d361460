package dev.gridpulse.aggregator;

import static dev.gridpulse.aggregator.Series.SECOND;
import static dev.gridpulse.aggregator.Series.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.testing.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** Readings that come twice or in another order end in the same aggregates. */
class RepeatedReadingsTest {
  /** Small enough that quarter-hours are closed between the first and the second time. */
  @AutoClose private static final TestAggregator AGGREGATOR = TestAggregator.start(10_000);

  private final SentReadings sent = AGGREGATOR.sending();
  private final Random random = Seeds.random("RepeatedReadingsTest");

  @Test
  @Execution(CONCURRENT)
  void storesTheWholeInputOnceThatIsSentTwice() throws Exception {
    List<String> sensors = List.of("twice_0", "twice_1", "twice_2", "twice_3");
    List<ReadingBatch> input = new ArrayList<>();
    sensors.forEach(name -> input.addAll(Series.everySecond(name, T0, 4 * 3600, 300, random)));

    input.forEach(sent::send);
    input.forEach(sent::send);

    sent.awaitNoDifferences();
    for (String sensor : sensors) {
      assertThat(sent.logged(sensor)).isEqualTo(2 * 4 * 3600);
      assertThat(sent.stored(sensor)).isEqualTo(4 * 3600);
      assertThat(sent.accumulations(sensor)).as("some were closed in between").isGreaterThan(4 * 4);
    }
  }

  @Test
  @Execution(CONCURRENT)
  void storesEachReadingOnceThatIsSentTwiceInARow() throws Exception {
    for (int i = 0; i < 3000; i++) {
      ReadingBatch reading = Series.reading("in_a_row", T0 + i * SECOND, Series.value(random));
      // Within a record, and as one record after the other.
      if (i % 2 == 0) {
        sent.send(twice(reading));
      } else {
        sent.send(reading);
        sent.send(reading);
      }
    }

    sent.awaitNoDifferences();
    assertThat(sent.logged("in_a_row")).isEqualTo(6000);
    assertThat(sent.stored("in_a_row")).isEqualTo(3000);
  }

  @Test
  @Execution(CONCURRENT)
  void storesTheSameWhenReadingsAreShuffledWithinAWindowOfAThousand() throws Exception {
    List<ReadingBatch> shuffled =
        shuffledWithin(1000, Series.everySecond("shuffled", T0, 3 * 3600, 1, random));

    shuffled.forEach(sent::send);

    sent.awaitNoDifferences();
    assertThat(sent.stragglers("shuffled")).isGreaterThan(3600);
  }

  @Test
  @Execution(CONCURRENT)
  void storesTheSameWhenAllReadingsOfASensorComeInReverse() throws Exception {
    Series.everySecond("reversed", T0, 3 * 3600, 1, random).reversed().forEach(sent::send);

    sent.awaitNoDifferences();
    assertThat(sent.stragglers("reversed")).isEqualTo(3 * 3600 - 1);
  }

  private static ReadingBatch twice(ReadingBatch reading) {
    long timestamp = reading.timestamp(0);
    double value = reading.value(0);
    return ReadingBatch.of(
        reading.sensor(), new long[] {timestamp, timestamp}, new double[] {value, value}, 2);
  }

  /** Each element at most {@code window} places away from where it was. */
  private List<ReadingBatch> shuffledWithin(int window, List<ReadingBatch> input) {
    record Placed(int place, ReadingBatch batch) {}
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < input.size(); i++) {
      placed.add(new Placed(i + random.nextInt(window), input.get(i)));
    }
    return placed.stream()
        .sorted(Comparator.comparingInt(Placed::place))
        .map(Placed::batch)
        .toList();
  }
}
