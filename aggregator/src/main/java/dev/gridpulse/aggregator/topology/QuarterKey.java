package dev.gridpulse.aggregator.topology;

import dev.gridpulse.model.Rung;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * A quarter-hour of a sensor.
 *
 * @param sensor the sensor's name
 * @param start start of the quarter-hour, milliseconds since the epoch
 */
record QuarterKey(String sensor, long start) {

  QuarterKey previous() {
    return new QuarterKey(sensor, start - Rung.QUARTER_HOUR.millis());
  }

  QuarterKey next() {
    return new QuarterKey(sensor, start + Rung.QUARTER_HOUR.millis());
  }

  /** The store's key of one of its minutes: the sensor's UTF-8 name, then the minute's start. */
  Bytes segmentKey(long minuteStart) {
    byte[] name = sensor.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(name.length + Long.BYTES).put(name).putLong(minuteStart).array());
  }

  /** The quarter-hour that the segment of this key belongs to. */
  static QuarterKey ofSegment(Bytes segmentKey) {
    byte[] key = segmentKey.get();
    String sensor = new String(key, 0, key.length - Long.BYTES, StandardCharsets.UTF_8);
    return new QuarterKey(sensor, Rung.QUARTER_HOUR.windowStart(minuteStart(segmentKey)));
  }

  static long minuteStart(Bytes segmentKey) {
    byte[] key = segmentKey.get();
    return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
  }
}
