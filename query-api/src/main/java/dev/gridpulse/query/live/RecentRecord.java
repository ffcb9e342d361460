package dev.gridpulse.query.live;

/**
 * A record as it was read, not decoded yet: most are never asked for.
 *
 * @param offset its place in its partition
 * @param appendTime when the broker wrote it, milliseconds since the epoch
 * @param sensor its key
 * @param value its content
 */
@SuppressWarnings("ArrayRecordComponent") // Kafka's own array, held once
record RecentRecord(long offset, long appendTime, String sensor, byte[] value) {
  private static final int OVERHEAD = 150;

  /** About what it takes in memory. */
  int size() {
    return value.length + 2 * sensor.length() + OVERHEAD;
  }
}
