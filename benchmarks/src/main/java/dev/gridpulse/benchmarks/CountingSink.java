package dev.gridpulse.benchmarks;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingSink;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.Sensor;

/** Takes readings and forgets them. */
final class CountingSink implements ReadingSink {
  private long readings;
  private double sum;

  /** So that no compiler finds the values useless. */
  double sum() {
    return sum;
  }

  @Override
  public synchronized void add(String sensor, long timestamp, double value) {
    readings++;
    sum += value;
  }

  @Override
  public void add(ReadingBatch batch) {
    double more = 0;
    for (int i = 0; i < batch.size(); i++) {
      more += batch.value(i);
    }
    synchronized (this) {
      readings += batch.size();
      sum += more;
    }
  }

  @Override
  public void reject(Reject reject) {
    // There are none.
  }

  @Override
  public void register(Sensor sensor) {
    // Nobody asks for them.
  }

  @Override
  public void push() {
    // Nothing is gathered.
  }

  @Override
  public void flush() {
    // Nothing is gathered.
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
