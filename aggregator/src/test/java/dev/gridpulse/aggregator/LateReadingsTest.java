package dev.gridpulse.aggregator;

import static dev.gridpulse.aggregator.Series.DAY;
import static dev.gridpulse.aggregator.Series.SECOND;
import static dev.gridpulse.aggregator.Series.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** However late a reading is, it counts. */
class LateReadingsTest {
  /** So small that what a late reading belongs to was closed long ago. */
  @AutoClose private static final TestAggregator AGGREGATOR = TestAggregator.start(2_000);

  private static final int LIVE = 3600;

  private final SentReadings sent = AGGREGATOR.sending();
  private final Random random = Seeds.random("LateReadingsTest");

  @Test
  @Execution(CONCURRENT)
  void takesReadingsInThatAreADayLate() throws Exception {
    completesPastHourWhileLiveDataFlows("a_day_late", DAY);
  }

  @Test
  @Execution(CONCURRENT)
  void takesReadingsInThatAreAMonthLate() throws Exception {
    completesPastHourWhileLiveDataFlows("a_month_late", 30 * DAY);
  }

  @Test
  @Execution(CONCURRENT)
  void takesHistoryInWhileLiveDataOfTheSameSensorsFlows() throws Exception {
    List<String> sensors = List.of("home_0", "home_1", "home_2");
    int historySeconds = 12 * 3600;
    List<ReadingBatch> history = new ArrayList<>();
    for (String sensor : sensors) {
      history.addAll(Series.everySecond(sensor, T0 - DAY, historySeconds, 100, random));
    }
    // As several replays beside each other, each in its own order.
    List<ReadingBatch> replays = interleaved(history, sensors.size());

    for (int i = 0; i < replays.size(); i++) {
      sent.send(replays.get(i));
      for (String sensor : sensors) {
        sent.send(Series.batch(sensor, T0 + i * SECOND, 1, 0, random));
      }
    }

    sent.awaitNoDifferences();
    for (String sensor : sensors) {
      assertThat(late(sensor, DAY / 4)).as("history behind live data").isGreaterThan(40_000);
    }
    assertThat(AGGREGATOR.rejects()).isEmpty();
  }

  private void completesPastHourWhileLiveDataFlows(String sensor, long lateness) throws Exception {
    List<ReadingBatch> past = Series.everySecond(sensor, T0 - lateness, LIVE, 1, random);
    List<ReadingBatch> late = new ArrayList<>();
    for (ReadingBatch reading : past) {
      if (random.nextInt(3) == 0) {
        late.add(reading);
      } else {
        sent.send(reading);
      }
    }
    List<ReadingBatch> live = Series.everySecond(sensor, T0, LIVE, 1, random);
    for (int i = 0; i < LIVE; i++) {
      sent.send(live.get(i));
      if (i >= LIVE - late.size()) {
        sent.send(late.get(i - LIVE + late.size()));
      }
    }

    sent.awaitNoDifferences();
    assertThat(late(sensor, lateness - LIVE * SECOND)).isEqualTo(late.size()).isGreaterThan(100);
    assertThat(sent.repaired(sensor)).as("quarter-hours that were opened anew").isPositive();
    assertThat(AGGREGATOR.rejects()).isEmpty();
  }

  /** How many readings were taken in that long after a later one. */
  private static long late(String sensor, long millis) throws Exception {
    return AGGREGATOR.number(
        """
        SELECT count(*) FROM (
          SELECT ts, max(ts) OVER (ORDER BY seq ROWS UNBOUNDED PRECEDING) AS newest
          FROM reading_log JOIN sensor ON id = sensor_id WHERE name = ?) log
        WHERE ts <= newest - ? * interval '1 ms'
        """,
        sensor,
        millis);
  }

  /** The first of each of {@code parts} equal parts, then the second of each, and so on. */
  private static <T> List<T> interleaved(List<T> list, int parts) {
    List<T> interleaved = new ArrayList<>();
    int length = list.size() / parts;
    for (int i = 0; i < length; i++) {
      for (int part = 0; part < parts; part++) {
        interleaved.add(list.get(part * length + i));
      }
    }
    return interleaved;
  }
}
