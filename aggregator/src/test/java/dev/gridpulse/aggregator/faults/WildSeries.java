package dev.gridpulse.aggregator.faults;

import dev.gridpulse.model.ReadingBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Readings as the world sends them: live data and history of the same sensors side by side, late
 * ones, repeated ones and corrections, and all of it shuffled.
 */
final class WildSeries implements Supplier<ReadingBatch> {
  private static final long LIVE = Instant.parse("2026-05-01T00:00:00Z").toEpochMilli();
  private static final long HISTORY = LIVE - Duration.ofDays(30).toMillis();
  private static final long SECOND = 1000;
  private static final int LIVE_SIZE = 20;
  private static final int HISTORY_SIZE = 200;
  private static final int REMEMBERED = 500;
  private static final int SHUFFLED = 20;

  private final List<String> sensors;
  private final Random random;
  private final long[] live;
  private final long[] history;
  private final List<ReadingBatch> late = new ArrayList<>();
  private final List<ReadingBatch> remembered = new ArrayList<>();
  private final List<ReadingBatch> waiting = new ArrayList<>();

  WildSeries(List<String> sensors, Random random) {
    this.sensors = List.copyOf(sensors);
    this.random = random;
    this.live = new long[sensors.size()];
    this.history = new long[sensors.size()];
  }

  @Override
  public ReadingBatch get() {
    while (waiting.size() < SHUFFLED) {
      waiting.add(next());
    }
    ReadingBatch batch = takeAny(waiting);
    remember(batch);
    return batch;
  }

  private ReadingBatch next() {
    int kind = random.nextInt(100);
    if (kind < 10 && !remembered.isEmpty()) {
      return remembered.get(random.nextInt(remembered.size()));
    }
    if (kind < 20 && !remembered.isEmpty()) {
      return correction(remembered.get(random.nextInt(remembered.size())));
    }
    if (kind < 25 && !late.isEmpty()) {
      return takeAny(late);
    }
    if (kind < 30) {
      // Comes when a 5 s window, and often its quarter-hour, has long been passed.
      late.add(onward(live, LIVE, LIVE_SIZE));
    }
    return kind < 50 ? onward(history, HISTORY, HISTORY_SIZE) : onward(live, LIVE, LIVE_SIZE);
  }

  /** The next batch of any sensor, at 1 s. */
  private ReadingBatch onward(long[] sent, long start, int size) {
    int sensor = random.nextInt(sensors.size());
    long[] timestamps = new long[size];
    for (int i = 0; i < size; i++) {
      timestamps[i] = start + (sent[sensor] + i) * SECOND;
    }
    sent[sensor] += size;
    return ReadingBatch.of(sensors.get(sensor), timestamps, values(size), size);
  }

  private ReadingBatch correction(ReadingBatch wrong) {
    long[] timestamps = new long[wrong.size()];
    for (int i = 0; i < timestamps.length; i++) {
      timestamps[i] = wrong.timestamp(i);
    }
    return ReadingBatch.of(wrong.sensor(), timestamps, values(wrong.size()), wrong.size());
  }

  private double[] values(int size) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = Math.round(random.nextGaussian() * 1e5) / 1e3;
    }
    return values;
  }

  private ReadingBatch takeAny(List<ReadingBatch> batches) {
    return batches.remove(random.nextInt(batches.size()));
  }

  private void remember(ReadingBatch batch) {
    if (remembered.size() < REMEMBERED) {
      remembered.add(batch);
    } else {
      remembered.set(random.nextInt(REMEMBERED), batch);
    }
  }
}
