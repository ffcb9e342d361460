package dev.gridpulse.benchmarks;

import dev.gridpulse.model.ProducerSettings;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sensors that all have a reading at equal intervals: random values of two decimals, the same each
 * time.
 *
 * @param sensors how many
 * @param intervalMs from one reading of a sensor to the next, milliseconds
 * @param readings how many each has
 */
record Fleet(int sensors, long intervalMs, int readings) {
  /** The time of the first reading of each, the beginning of a quarter-hour. */
  static final long START = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();

  /** How many readings there are together. */
  long total() {
    return (long) sensors * readings;
  }

  static String name(int sensor) {
    return String.format(Locale.ROOT, "sensor_%05d", sensor);
  }

  long timestamp(int reading) {
    return START + reading * intervalMs;
  }

  /** Between 0 and 100, from a generator that needs no state (SplitMix64). */
  double value(int sensor, int reading) {
    long z = sensor * 0x9E3779B97F4A7C15L + reading * 0xD1B54A32D192ED03L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return Long.remainderUnsigned(z ^ (z >>> 31), 10_000) / 100.0;
  }

  /** Readings {@code from} to before {@code to} of a sensor. */
  ReadingBatch batch(int sensor, int from, int to) {
    long[] timestamps = new long[to - from];
    double[] values = new double[to - from];
    for (int i = from; i < to; i++) {
      timestamps[i - from] = timestamp(i);
      values[i - from] = value(sensor, i);
    }
    return ReadingBatch.of(name(sensor), timestamps, values, to - from);
  }

  /**
   * Writes all of them to {@link Topics#READINGS}, in order of time.
   *
   * @param perRecord readings in a record
   */
  void send(Map<String, Object> connection, int perRecord) {
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            ProducerSettings.of(connection, "bench-fill"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int from = 0; from < readings; from += perRecord) {
        int to = Math.min(readings, from + perRecord);
        for (int sensor = 0; sensor < sensors; sensor++) {
          var _ =
              producer.send(
                  new ProducerRecord<>(
                      Topics.READINGS.name(),
                      name(sensor).getBytes(StandardCharsets.UTF_8),
                      ReadingEncoder.encode(batch(sensor, from, to))),
                  (metadata, e) -> {
                    if (e != null) {
                      failure.set(e);
                    }
                  });
        }
      }
    }
    if (failure.get() != null) {
      throw new IllegalStateException("the topic could not be filled", failure.get());
    }
  }
}
