package dev.gridpulse.generator;

import dev.gridpulse.model.Digest;
import dev.gridpulse.model.ReadingSink;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.Sensor;

/** Keeps a hash of all readings, whatever their order, and how many there were. */
final class DigestSink implements ReadingSink {
  private long digest;
  private long readings;

  long digest() {
    return digest;
  }

  @Override
  public synchronized void add(String sensor, long timestamp, double value) {
    digest += Digest.of(timestamp, value) * (2L * sensor.hashCode() + 1);
    readings++;
  }

  @Override
  public void reject(Reject reject) {
    throw new UnsupportedOperationException("a generator rejects nothing");
  }

  @Override
  public void register(Sensor sensor) {
    // Not part of the hash.
  }

  @Override
  public void push() {
    // Everything has been taken.
  }

  @Override
  public void flush() {
    // Everything has been taken.
  }

  @Override
  public long delivered() {
    return readings;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
