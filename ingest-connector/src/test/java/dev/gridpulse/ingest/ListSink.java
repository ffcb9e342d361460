package dev.gridpulse.ingest;

import dev.gridpulse.model.Reading;
import dev.gridpulse.model.ReadingSink;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.Sensor;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is given; like Kafka, it acknowledges no earlier than on {@link #flush}. */
final class ListSink implements ReadingSink {
  final List<Reading> readings = new ArrayList<>();
  final List<Reject> rejects = new ArrayList<>();
  final List<Sensor> sensors = new ArrayList<>();
  private long delivered;

  @Override
  public void add(String sensor, long timestamp, double value) {
    readings.add(new Reading(sensor, timestamp, value));
  }

  @Override
  public void reject(Reject reject) {
    rejects.add(reject);
  }

  @Override
  public void register(Sensor sensor) {
    sensors.add(sensor);
  }

  @Override
  public void push() {}

  @Override
  public void flush() {
    delivered = readings.size();
  }

  @Override
  public long delivered() {
    return delivered;
  }

  @Override
  public void close() {
    flush();
  }
}
