package dev.gridpulse.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The short cut for records of readings: both fields in the order of {@link ReadingEncoder}. */
final class PlainReadings {
  private static final byte[] HEAD = "{\"sensor\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MIDDLE = ",\"readings\":[".getBytes(StandardCharsets.US_ASCII);

  private long[] timestamps = new long[512];
  private double[] values = new double[512];
  private int size;

  /**
   * Reads a record.
   *
   * @param appendTime of the record, milliseconds since the epoch
   * @return null when it looks different, or when anything in it is to be refused
   */
  @Nullable ReadingBatch read(byte[] value, long appendTime) {
    PlainJson json = new PlainJson(value);
    size = 0;
    String sensor = json.is(HEAD) ? json.name() : null;
    return sensor != null && json.is(MIDDLE) && readPairs(json, appendTime)
        ? ReadingBatch.of(sensor, timestamps, values, size)
        : null;
  }

  /** Reads up to the record's end. */
  private boolean readPairs(PlainJson json, long appendTime) {
    if (!json.is(']')) {
      do {
        if (!json.is('[') || !json.isWhole() || !json.is(',')) {
          return false;
        }
        long timestamp = json.whole();
        double value = json.number();
        if (!json.is(']')
            || Double.isNaN(value)
            || ReadingDecoder.outOfRange(timestamp, value, appendTime) != null) {
          return false;
        }
        add(timestamp, value);
      } while (json.is(','));
      if (!json.is(']')) {
        return false;
      }
    }
    return json.is('}') && json.atEnd();
  }

  private void add(long timestamp, double value) {
    if (size == timestamps.length) {
      timestamps = Arrays.copyOf(timestamps, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    timestamps[size] = timestamp;
    values[size] = value;
    size++;
  }
}
