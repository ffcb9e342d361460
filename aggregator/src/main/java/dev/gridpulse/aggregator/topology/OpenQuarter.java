package dev.gridpulse.aggregator.topology;

import dev.gridpulse.model.Rung;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the processor knows of an open quarter-hour without reading its segments, and the copies of
 * segments that it works on. Whenever a commit is made, all of it can be rebuilt from the store.
 */
final class OpenQuarter {
  static final int MINUTES = 15;

  /** What each minute that has readings counts against the bound besides them. */
  static final int MINUTE_WEIGHT = 16;

  private final QuarterKey key;
  private final long opened;
  private long upTo;
  private int readings;
  private long lastTimestamp = Long.MIN_VALUE;
  private long passedTo = Long.MIN_VALUE;

  /** A bit for each minute that has a segment, and for each that has windows to emit. */
  private int minutes;

  private int unemittedMinutes;
  private boolean unemitted;
  private boolean previousPassed;

  /** Working copies of segments, and a bit for each that is there. */
  private final @Nullable MinuteSegment[] segments = new @Nullable MinuteSegment[MINUTES];

  private int held;
  private int lastUsed;
  private boolean used;

  OpenQuarter(QuarterKey key, long opened) {
    this.key = key;
    this.opened = opened;
    this.upTo = opened;
  }

  QuarterKey key() {
    return key;
  }

  long start() {
    return key.start();
  }

  long end() {
    return key.start() + Rung.QUARTER_HOUR.millis();
  }

  /** Offset of the record that opened this accumulation: its name. */
  long opened() {
    return opened;
  }

  /** Offset of the last record in it. */
  long upTo() {
    return upTo;
  }

  void touchedBy(long offset) {
    upTo = Math.max(upTo, offset);
  }

  int weight() {
    return readings + MINUTE_WEIGHT * Integer.bitCount(minutes);
  }

  int readings() {
    return readings;
  }

  void addReadings(int added) {
    readings += added;
  }

  boolean contains(long timestamp) {
    return timestamp >= start() && timestamp < end();
  }

  /** Time of the newest reading. */
  long lastTimestamp() {
    return lastTimestamp;
  }

  void sees(long timestamp) {
    lastTimestamp = Math.max(lastTimestamp, timestamp);
  }

  /** Windows that end at or before this time were emitted when a reading passed their end. */
  long passedTo() {
    return passedTo;
  }

  void passedTo(long timestamp) {
    passedTo = Math.max(passedTo, timestamp);
  }

  boolean hasMinute(int minute) {
    return (minutes & 1 << minute) != 0;
  }

  long minuteStart(int minute) {
    return start() + minute * Rung.ONE_MINUTE.millis();
  }

  int minuteOf(long timestamp) {
    return (int) ((timestamp - start()) / Rung.ONE_MINUTE.millis());
  }

  /** Notes what a segment, new or changed, holds to be emitted. */
  void note(MinuteSegment segment) {
    int bit = 1 << minuteOf(segment.start());
    minutes |= bit;
    if (segment.hasUnemitted()) {
      unemittedMinutes |= bit;
    } else {
      unemittedMinutes &= ~bit;
    }
  }

  /** The last minute that has a segment. */
  int lastMinute() {
    return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(minutes);
  }

  /** Whether any window of that minute can end in {@code (from, to]}. */
  boolean overlaps(int minute, long from, long to) {
    long minuteStart = minuteStart(minute);
    return minuteStart + Rung.ONE_MINUTE.millis() > from
        && minuteStart + Rung.FIVE_SECONDS.millis() <= to;
  }

  boolean hasUnemitted(int minute) {
    return (unemittedMinutes & 1 << minute) != 0;
  }

  /** Whether the window of the quarter-hour itself has changed since it was emitted. */
  boolean unemitted() {
    return unemitted;
  }

  void unemitted(boolean changed) {
    unemitted = changed;
  }

  /** Whether any window, of whatever rung, has changed since it was emitted. */
  boolean hasUnemitted() {
    return unemitted || unemittedMinutes != 0;
  }

  /** Whether the windows of the quarter-hour before this one, if it is open, were passed. */
  boolean previousPassed() {
    return previousPassed;
  }

  void previousPassed(boolean passed) {
    previousPassed = passed;
  }

  /** The working copy of that minute's segment, if there is one. */
  @Nullable MinuteSegment segment(int minute) {
    return segments[minute];
  }

  /**
   * Notes that a working copy is in use.
   *
   * @return whether it is the first of this quarter-hour
   */
  boolean use(int minute, MinuteSegment segment) {
    boolean first = !used;
    used = true;
    segments[minute] = segment;
    held |= 1 << minute;
    lastUsed = minute;
    return first;
  }

  /** The working copy that was used last; there must be one. */
  MinuteSegment lastUsed() {
    return Objects.requireNonNull(segments[lastUsed]);
  }

  /**
   * Ends the use of all working copies and keeps the one used last: the next reading is mostly for
   * it.
   *
   * @param others gets those that are not kept
   */
  void release(Consumer<MinuteSegment> others) {
    int kept = 1 << lastUsed;
    for (int rest = held & ~kept; rest != 0; rest &= rest - 1) {
      int minute = Integer.numberOfTrailingZeros(rest);
      others.accept(Objects.requireNonNull(segments[minute]));
      segments[minute] = null;
    }
    held = kept;
    used = false;
  }
}
