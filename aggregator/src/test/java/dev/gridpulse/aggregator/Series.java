package dev.gridpulse.aggregator;

import dev.gridpulse.model.ReadingBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Readings to send. */
final class Series {
  /** Start of a quarter-hour, of a day and of a month, in the past. */
  static final long T0 = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();

  static final long SECOND = 1000;
  static final long MINUTE = 60 * SECOND;
  static final long QUARTER_HOUR = 15 * MINUTE;
  static final long HOUR = 60 * MINUTE;
  static final long DAY = 24 * HOUR;

  private Series() {}

  /** A reading each second in records of {@code size}. */
  static List<ReadingBatch> everySecond(
      String sensor, long from, int seconds, int size, Random random) {
    List<ReadingBatch> batches = new ArrayList<>();
    for (int at = 0; at < seconds; at += size) {
      batches.add(batch(sensor, from + at * SECOND, Math.min(size, seconds - at), SECOND, random));
    }
    return batches;
  }

  /** One record of {@code size} readings with {@code interval} milliseconds between them. */
  static ReadingBatch batch(String sensor, long from, int size, long interval, Random random) {
    long[] timestamps = new long[size];
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      timestamps[i] = from + i * interval;
      values[i] = value(random);
    }
    return ReadingBatch.of(sensor, timestamps, values, size);
  }

  /** One record of one reading. */
  static ReadingBatch reading(String sensor, long timestamp, double value) {
    return ReadingBatch.of(sensor, new long[] {timestamp}, new double[] {value}, 1);
  }

  /** A number with decimals, so that the order of adding shows in a sum's last bits. */
  static double value(Random random) {
    return Math.round(random.nextGaussian() * 1e5) / 1e3;
  }
}
