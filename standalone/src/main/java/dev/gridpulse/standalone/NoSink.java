package dev.gridpulse.standalone;

import dev.gridpulse.model.ReadingSink;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.Sensor;

/** Where nothing is sent. */
enum NoSink implements ReadingSink {
  INSTANCE;

  @Override
  public void add(String sensor, long timestamp, double value) {
    throw new IllegalStateException("nothing is sent");
  }

  @Override
  public void reject(Reject reject) {
    throw new IllegalStateException("nothing is sent");
  }

  @Override
  public void register(Sensor sensor) {
    throw new IllegalStateException("nothing is sent");
  }

  @Override
  public void push() {}

  @Override
  public void flush() {}

  @Override
  public long delivered() {
    return 0;
  }

  @Override
  public void close() {}
}
