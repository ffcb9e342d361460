package dev.gridpulse.model;

/**
 * Where a source of readings delivers them. What was added is delivered once {@link #flush} has
 * returned without an exception: then the readings added equal {@link #delivered}.
 *
 * <p>Every method but {@code delivered} may block while the receiver is slower than the source, and
 * throws {@link DeliveryFailed} once something could not be delivered; nothing is accepted after
 * that.
 */
public interface ReadingSink extends AutoCloseable {
  /**
   * Takes one reading.
   *
   * @param sensor the sensor's name, see {@link SensorName}
   * @param timestamp event time, milliseconds since the epoch
   * @param value a finite value in the sensor's unit
   */
  void add(String sensor, long timestamp, double value);

  /**
   * Takes readings of one sensor, as many as a record holds. Threads that do so at once for
   * different sensors need not wait for each other.
   */
  default void add(ReadingBatch readings) {
    for (int i = 0; i < readings.size(); i++) {
      add(readings.sensor(), readings.timestamp(i), readings.value(i));
    }
  }

  /** Takes what was not a reading, for whoever looks for it later. */
  void reject(Reject reject);

  /** Takes an entry of the registry. */
  void register(Sensor sensor);

  /** Sends what has been gathered so far, without waiting for its acknowledgement. */
  void push();

  /** Returns when everything taken so far has been acknowledged. */
  void flush();

  /** How many readings have been acknowledged so far. */
  long delivered();

  /** Delivers what is left, unless the sink has failed, and frees what it holds. */
  @Override
  void close();
}
