package dev.gridpulse.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * Readings of one sensor in the order in which they were written: the content of one record of
 * {@link Topics#READINGS}. Timestamps may repeat; the later position wins. Columns of primitives,
 * as everything that reads a batch is on the hot path.
 */
public final class ReadingBatch {
  private final String sensor;
  private final long[] timestamps;
  private final double[] values;
  private final int size;

  private ReadingBatch(String sensor, long[] timestamps, double[] values, int size) {
    this.sensor = sensor;
    this.timestamps = timestamps;
    this.values = values;
    this.size = size;
  }

  /**
   * A batch of the first {@code size} elements of both arrays, which are copied.
   *
   * @param timestamps milliseconds since the epoch
   * @param values finite values, one for each timestamp
   */
  public static ReadingBatch of(String sensor, long[] timestamps, double[] values, int size) {
    Objects.requireNonNull(sensor, "sensor");
    Objects.checkFromIndexSize(0, size, Math.min(timestamps.length, values.length));
    return new ReadingBatch(
        sensor, Arrays.copyOf(timestamps, size), Arrays.copyOf(values, size), size);
  }

  /** A batch of one. */
  public static ReadingBatch of(Reading reading) {
    return new ReadingBatch(
        reading.sensor(), new long[] {reading.timestamp()}, new double[] {reading.value()}, 1);
  }

  /** The readings from index {@code from} to before {@code to}. */
  public ReadingBatch slice(int from, int to) {
    Objects.checkFromToIndex(from, to, size);
    return new ReadingBatch(
        sensor,
        Arrays.copyOfRange(timestamps, from, to),
        Arrays.copyOfRange(values, from, to),
        to - from);
  }

  public String sensor() {
    return sensor;
  }

  /** The number of readings, 0 or more. */
  public int size() {
    return size;
  }

  /** Milliseconds since the epoch of the reading at {@code index}. */
  public long timestamp(int index) {
    return timestamps[Objects.checkIndex(index, size)];
  }

  /** The value at {@code index}, in the sensor's unit. */
  public double value(int index) {
    return values[Objects.checkIndex(index, size)];
  }

  /** The reading at {@code index}. */
  public Reading reading(int index) {
    return new Reading(sensor, timestamp(index), value(index));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReadingBatch that
        && sensor.equals(that.sensor)
        && Arrays.equals(timestamps, that.timestamps)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * sensor.hashCode() + Arrays.hashCode(timestamps)) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "ReadingBatch[" + sensor + ", " + size + " readings]";
  }
}
