package dev.gridpulse.aggregator.topology;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.Rung;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The readings of one minute of an open quarter-hour, in order of time, and which of the minute's
 * windows have changed since they were emitted. A mutable working copy, as the store holds it by
 * the next commit.
 *
 * <p>Stored as {@code opened:8 upTo:8 quarterEmitted:8 unemitted:2}, then for each reading {@code
 * milliseconds in the minute:2 value:8}.
 */
final class MinuteSegment {
  /** No record has this offset: what was never emitted was emitted up to here. */
  static final long NEVER = -1;

  private static final int HEADER_BYTES = 26;
  private static final int READING_BYTES = 10;

  /** Bits 0 to 11 stand for the windows of 5 s, this one for the minute. */
  private static final int MINUTE_BIT = 1 << 12;

  private final long start;
  private long opened;
  private long upTo;
  private long quarterEmitted;
  private int unemitted;
  private long[] timestamps;
  private double[] values;
  private int size;
  private boolean changed;

  private MinuteSegment(long start, int capacity) {
    this.start = start;
    this.timestamps = new long[capacity];
    this.values = new double[capacity];
  }

  /** An empty segment of the accumulation that the record at {@code opened} opened. */
  static MinuteSegment empty(long start, long opened) {
    MinuteSegment segment = new MinuteSegment(start, 8);
    segment.opened = opened;
    segment.upTo = opened;
    segment.quarterEmitted = NEVER;
    return segment;
  }

  /** Reads what {@link #toBytes} wrote. */
  static MinuteSegment of(long start, byte[] stored) {
    int size = (stored.length - HEADER_BYTES) / READING_BYTES;
    MinuteSegment segment = new MinuteSegment(start, size + 8);
    ByteBuffer in = ByteBuffer.wrap(stored);
    segment.opened = in.getLong();
    segment.upTo = in.getLong();
    segment.quarterEmitted = in.getLong();
    segment.unemitted = in.getShort();
    for (int i = 0; i < size; i++) {
      segment.timestamps[i] = start + Short.toUnsignedInt(in.getShort());
      segment.values[i] = in.getDouble();
    }
    segment.size = size;
    return segment;
  }

  byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + size * READING_BYTES);
    out.putLong(opened).putLong(upTo).putLong(quarterEmitted).putShort((short) unemitted);
    for (int i = 0; i < size; i++) {
      out.putShort((short) (timestamps[i] - start)).putDouble(values[i]);
    }
    return out.array();
  }

  /** What became of a reading that was taken in. */
  enum Put {
    ADDED,
    REPLACED,
    /** The reading was there, with this very value. */
    SAME
  }

  /** Takes a reading of this minute in; one with the same timestamp is replaced. */
  Put put(long timestamp, double value) {
    int at = position(timestamp);
    if (at < 0) {
      insert(-at - 1, timestamp, value);
      changedAt(timestamp);
      return Put.ADDED;
    }
    if (Double.doubleToLongBits(values[at]) == Double.doubleToLongBits(value)) {
      return Put.SAME;
    }
    values[at] = value;
    changedAt(timestamp);
    return Put.REPLACED;
  }

  boolean contains(long timestamp) {
    return timestamp >= start && timestamp < start + Rung.ONE_MINUTE.millis();
  }

  private int position(long timestamp) {
    // Readings mostly come in order: look behind the last one first.
    if (size == 0 || timestamps[size - 1] < timestamp) {
      return -size - 1;
    }
    return Arrays.binarySearch(timestamps, 0, size, timestamp);
  }

  private void insert(int at, long timestamp, double value) {
    if (size == timestamps.length) {
      timestamps = Arrays.copyOf(timestamps, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    System.arraycopy(timestamps, at, timestamps, at + 1, size - at);
    System.arraycopy(values, at, values, at + 1, size - at);
    timestamps[at] = timestamp;
    values[at] = value;
    size++;
  }

  private void changedAt(long timestamp) {
    changed = true;
    unemitted |= MINUTE_BIT | 1 << (int) ((timestamp - start) / Rung.FIVE_SECONDS.millis());
  }

  long start() {
    return start;
  }

  int size() {
    return size;
  }

  long opened() {
    return opened;
  }

  /** Offset of the last record that touched this minute. */
  long upTo() {
    return upTo;
  }

  void touchedBy(long offset) {
    upTo = offset;
    changed = true;
  }

  /**
   * The last of the offsets up to which the quarter-hour's own window was emitted, as noted here.
   */
  long quarterEmitted() {
    return quarterEmitted;
  }

  void quarterEmitted(long offset) {
    quarterEmitted = offset;
    changed = true;
  }

  /** Whether this copy differs from what the store holds. */
  boolean changed() {
    return changed;
  }

  /** Notes that the store holds what this copy does. */
  void stored() {
    changed = false;
  }

  boolean hasUnemitted() {
    return unemitted != 0;
  }

  /** Time of the last reading; the segment must not be empty. */
  long lastTimestamp() {
    return timestamps[size - 1];
  }

  /** Takes the changed windows of 5 s and 1 min that end in {@code (from, to]} for emission. */
  void takeUnemitted(long from, long to, Emission emission) {
    for (int window = 0; window < 12; window++) {
      long windowStart = start + window * Rung.FIVE_SECONDS.millis();
      if (take(1 << window, windowStart + Rung.FIVE_SECONDS.millis(), from, to)) {
        emission.add(Rung.FIVE_SECONDS, aggregate(Rung.FIVE_SECONDS, windowStart));
      }
    }
    if (take(MINUTE_BIT, start + Rung.ONE_MINUTE.millis(), from, to)) {
      emission.add(Rung.ONE_MINUTE, aggregate(Rung.ONE_MINUTE, start));
    }
  }

  private boolean take(int bit, long end, long from, long to) {
    if ((unemitted & bit) == 0 || end <= from || end > to) {
      return false;
    }
    unemitted &= ~bit;
    changed = true;
    return true;
  }

  private Aggregate aggregate(Rung rung, long windowStart) {
    int first = firstAtOrAfter(windowStart);
    int end = firstAtOrAfter(windowStart + rung.millis());
    return Aggregate.of(windowStart, timestamps, values, first, end);
  }

  private int firstAtOrAfter(long timestamp) {
    int at = Arrays.binarySearch(timestamps, 0, size, timestamp);
    return at >= 0 ? at : -at - 1;
  }

  /** Copies the readings to both arrays from {@code at} on; answers where the next may go. */
  int copyTo(long[] toTimestamps, double[] toValues, int at) {
    System.arraycopy(timestamps, 0, toTimestamps, at, size);
    System.arraycopy(values, 0, toValues, at, size);
    return at + size;
  }
}
