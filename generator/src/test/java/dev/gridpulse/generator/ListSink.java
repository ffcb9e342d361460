package dev.gridpulse.generator;

import dev.gridpulse.model.Reading;
import dev.gridpulse.model.ReadingSink;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.Sensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps what it is given; like Kafka, it acknowledges no earlier than on {@link #flush}. */
final class ListSink implements ReadingSink {
  final List<Reading> readings = new ArrayList<>();
  final List<Sensor> sensors = new CopyOnWriteArrayList<>();
  private final AtomicLong delivered = new AtomicLong();
  int pushes;
  Runnable onAdd = () -> {};

  @Override
  public synchronized void add(String sensor, long timestamp, double value) {
    readings.add(new Reading(sensor, timestamp, value));
    onAdd.run();
  }

  @Override
  public void reject(Reject reject) {
    throw new UnsupportedOperationException("a generator rejects nothing");
  }

  @Override
  public void register(Sensor sensor) {
    sensors.add(sensor);
  }

  @Override
  public void push() {
    pushes++;
  }

  @Override
  public void flush() {
    delivered.set(readings.size());
  }

  @Override
  public long delivered() {
    return delivered.get();
  }

  @Override
  public void close() {
    flush();
  }
}
