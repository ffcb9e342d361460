package dev.gridpulse.generator;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingPublisher;
import dev.gridpulse.model.ReadingSink;

/** Publishes each reading once and at its time. */
final class PlainFeed implements Feed {
  private final SyntheticSensor sensor;
  private final String name;
  private final long interval;
  private final ReadingSink sink;

  /**
   * @param interval milliseconds between two readings
   */
  PlainFeed(SyntheticSensor sensor, long interval, ReadingSink sink) {
    this.sensor = sensor;
    this.name = sensor.entry().name();
    this.interval = interval;
    this.sink = sink;
  }

  @Override
  public void emit(long from, long to) {
    if (to - from > (ReadingPublisher.MAX_READINGS - 1) * interval) {
      sink.add(record(from));
      return;
    }
    for (long tick = from; tick < to; tick += interval) {
      sink.add(name, tick, sensor.value(tick));
    }
  }

  private ReadingBatch record(long from) {
    long[] timestamps = new long[ReadingPublisher.MAX_READINGS];
    double[] values = new double[ReadingPublisher.MAX_READINGS];
    for (int i = 0; i < timestamps.length; i++) {
      timestamps[i] = from + i * interval;
      values[i] = sensor.value(timestamps[i]);
    }
    return ReadingBatch.of(name, timestamps, values, timestamps.length);
  }

  @Override
  public void finish() {
    // Nothing is held back.
  }
}
