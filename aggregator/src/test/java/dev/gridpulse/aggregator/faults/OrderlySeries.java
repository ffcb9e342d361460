package dev.gridpulse.aggregator.faults;

import dev.gridpulse.model.ReadingBatch;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Readings of some sensors at 1 s, in order and without gaps: nothing of what comes out of an
 * aggregator that works needs a repair.
 */
final class OrderlySeries implements Supplier<ReadingBatch> {
  private static final long START = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final long SECOND = 1000;

  private final List<String> sensors;
  private final int batchSize;
  private final Random random;
  private long batches;

  /**
   * @param batchSize readings to a batch
   */
  OrderlySeries(List<String> sensors, int batchSize, Random random) {
    this.sensors = List.copyOf(sensors);
    this.batchSize = batchSize;
    this.random = random;
  }

  /** The next batch, of one sensor after the other. */
  @Override
  public ReadingBatch get() {
    String sensor = sensors.get((int) (batches % sensors.size()));
    long from = START + batches / sensors.size() * batchSize * SECOND;
    batches++;
    long[] timestamps = new long[batchSize];
    double[] values = new double[batchSize];
    for (int i = 0; i < batchSize; i++) {
      timestamps[i] = from + i * SECOND;
      values[i] = Math.round(random.nextGaussian() * 1e5) / 1e3;
    }
    return ReadingBatch.of(sensor, timestamps, values, batchSize);
  }
}
