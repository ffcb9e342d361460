package dev.gridpulse.generator;

import dev.gridpulse.model.ReadingSink;

/** Publishes each reading once and at its time. */
final class PlainFeed implements Feed {
  private final SyntheticSensor sensor;
  private final String name;
  private final ReadingSink sink;

  PlainFeed(SyntheticSensor sensor, ReadingSink sink) {
    this.sensor = sensor;
    this.name = sensor.entry().name();
    this.sink = sink;
  }

  @Override
  public void emit(long tick) {
    sink.add(name, tick, sensor.value(tick));
  }

  @Override
  public void finish() {
    // Nothing is held back.
  }
}
