package dev.gridpulse.benchmarks;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingSink;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.Sensor;
import java.time.Instant;

/** Passes on, and measures how far behind its time each push of live readings is. */
final class LagSink implements ReadingSink {
  private final ReadingSink sink;
  private final long ahead;
  private long newest;
  private long lastLag;
  private long longestLag;

  /**
   * @param start the time of the readings when this is made
   */
  LagSink(ReadingSink sink, Instant start) {
    this.sink = sink;
    this.ahead = start.toEpochMilli() - System.currentTimeMillis();
  }

  /** Milliseconds between the time of the last readings and their push. */
  long lastLag() {
    return lastLag;
  }

  /** The longest of all pushes, milliseconds. */
  long longestLag() {
    return longestLag;
  }

  @Override
  public void add(String sensor, long timestamp, double value) {
    newest = timestamp;
    sink.add(sensor, timestamp, value);
  }

  @Override
  public void add(ReadingBatch readings) {
    newest = readings.timestamp(readings.size() - 1);
    sink.add(readings);
  }

  @Override
  public void push() {
    sink.push();
    lastLag = System.currentTimeMillis() + ahead - newest;
    longestLag = Math.max(longestLag, lastLag);
  }

  @Override
  public void reject(Reject reject) {
    sink.reject(reject);
  }

  @Override
  public void register(Sensor sensor) {
    sink.register(sensor);
  }

  @Override
  public void flush() {
    sink.flush();
  }

  @Override
  public long delivered() {
    return sink.delivered();
  }

  @Override
  public void close() {
    sink.close();
  }
}
