package dev.gridpulse.aggregator.topology;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Rung;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The open quarter-hours of one partition, in the order of the last record that touched each: the
 * first is the next to be closed.
 */
final class OpenQuarters {
  private static final long ALWAYS = Long.MIN_VALUE;
  private static final long FOREVER = Long.MAX_VALUE;

  private final SegmentStore segments;
  private final BiConsumer<OpenQuarter, Emission> emitter;
  private final LinkedHashMap<QuarterKey, OpenQuarter> open = new LinkedHashMap<>();

  /** Those with windows to emit, so that a tick need not look at all. */
  private final Set<OpenQuarter> changed = new LinkedHashSet<>();

  private long readings;
  private long weight;

  private OpenQuarters(SegmentStore segments, BiConsumer<OpenQuarter, Emission> emitter) {
    this.segments = segments;
    this.emitter = emitter;
  }

  /** The quarter-hours whose segments the store holds. */
  static OpenQuarters restore(SegmentStore segments, BiConsumer<OpenQuarter, Emission> emitter) {
    Map<QuarterKey, OpenQuarter> found = new HashMap<>();
    Map<QuarterKey, Long> emittedUpTo = new HashMap<>();
    segments.restore(
        (key, segment) -> {
          OpenQuarter quarter =
              found.computeIfAbsent(key, any -> new OpenQuarter(key, segment.opened()));
          quarter.touchedBy(segment.upTo());
          quarter.addReadings(segment.size());
          quarter.sees(segment.lastTimestamp());
          quarter.note(segment);
          emittedUpTo.merge(key, segment.quarterEmitted(), Math::max);
        });
    OpenQuarters restored = new OpenQuarters(segments, emitter);
    found.values().stream()
        .sorted(Comparator.comparingLong(OpenQuarter::upTo).thenComparingLong(OpenQuarter::start))
        .forEach(
            quarter -> {
              quarter.passedTo(quarter.lastTimestamp());
              quarter.unemitted(
                  emittedUpTo.getOrDefault(quarter.key(), MinuteSegment.NEVER) < quarter.upTo());
              restored.open.put(quarter.key(), quarter);
              restored.readings += quarter.readings();
              restored.weight += quarter.weight();
              restored.noteChanged(quarter);
            });
    return restored;
  }

  /** Takes the readings of the record at {@code offset} in, then emits the windows they pass. */
  void add(ReadingBatch readings, long offset) {
    TreeMap<Long, OpenQuarter> touched = new TreeMap<>();
    OpenQuarter quarter = null;
    MinuteSegment segment = null;
    for (int i = 0; i < readings.size(); i++) {
      long timestamp = readings.timestamp(i);
      if (quarter == null || !quarter.contains(timestamp)) {
        quarter = touch(readings.sensor(), Rung.QUARTER_HOUR.windowStart(timestamp), offset);
        touched.put(quarter.start(), quarter);
        segment = null;
      }
      if (segment == null || !segment.contains(timestamp)) {
        segment = segments.load(quarter, quarter.minuteOf(timestamp));
        segment.touchedBy(offset);
      }
      put(quarter, segment, timestamp, readings.value(i));
    }
    for (OpenQuarter each : touched.values()) {
      open.putLast(each.key(), each);
      emitPassed(each);
    }
    if (quarter != null && segment != null) {
      // It was used before what was emitted, and is the one to keep.
      segments.load(quarter, quarter.minuteOf(segment.start()));
    }
    segments.release();
  }

  private OpenQuarter touch(String sensor, long start, long offset) {
    QuarterKey key = new QuarterKey(sensor, start);
    OpenQuarter quarter = open.get(key);
    if (quarter == null) {
      quarter = new OpenQuarter(key, offset);
      open.put(key, quarter);
      OpenQuarter next = open.get(key.next());
      if (next != null) {
        next.previousPassed(false);
      }
    }
    quarter.touchedBy(offset);
    return quarter;
  }

  private void put(OpenQuarter quarter, MinuteSegment segment, long timestamp, double value) {
    weight -= quarter.weight();
    MinuteSegment.Put put = segment.put(timestamp, value);
    if (put == MinuteSegment.Put.ADDED) {
      quarter.addReadings(1);
      readings++;
    }
    if (put != MinuteSegment.Put.SAME) {
      quarter.unemitted(true);
    }
    quarter.sees(timestamp);
    quarter.note(segment);
    weight += quarter.weight();
  }

  /** Emits what the newest reading passes, in its own quarter-hour and in the one before. */
  private void emitPassed(OpenQuarter quarter) {
    if (!quarter.previousPassed()) {
      OpenQuarter previous = open.get(quarter.key().previous());
      if (previous != null && previous.passedTo() < previous.end()) {
        emit(previous, previous.passedTo(), previous.end());
        previous.passedTo(previous.end());
        noteChanged(previous);
      }
      // It stays so: of one that is open time does not go back, and a new one says so.
      quarter.previousPassed(true);
    }
    if (quarter.passedTo() < quarter.lastTimestamp()) {
      emit(quarter, quarter.passedTo(), quarter.lastTimestamp());
      quarter.passedTo(quarter.lastTimestamp());
    }
    noteChanged(quarter);
  }

  /** Emits every window that has changed since it was emitted, running or not. */
  void emitChanged() {
    for (OpenQuarter quarter : changed) {
      emit(quarter, ALWAYS, FOREVER);
      segments.release();
    }
    changed.clear();
  }

  /** Closes those touched longest ago until all weigh no more than that. */
  void closeUntil(long maxWeight) {
    while (weight > maxWeight && !open.isEmpty()) {
      OpenQuarter oldest = open.firstEntry().getValue();
      emit(oldest, ALWAYS, FOREVER);
      segments.delete(oldest);
      open.remove(oldest.key());
      changed.remove(oldest);
      readings -= oldest.readings();
      weight -= oldest.weight();
    }
  }

  /** Readings held, with {@link OpenQuarter#MINUTE_WEIGHT} for each minute that has any. */
  long weight() {
    return weight;
  }

  /** Readings held. */
  long readings() {
    return readings;
  }

  /** The last offset that touched any of them, which is the last that was taken in; -1 if none. */
  long upTo() {
    return open.isEmpty() ? -1 : open.lastEntry().getValue().upTo();
  }

  /** How many quarter-hours are open. */
  int size() {
    return open.size();
  }

  private void noteChanged(OpenQuarter quarter) {
    if (quarter.hasUnemitted()) {
      changed.add(quarter);
    } else {
      changed.remove(quarter);
    }
  }

  /** Emits the changed windows that end in {@code (from, to]}. */
  private void emit(OpenQuarter quarter, long from, long to) {
    Emission emission = new Emission();
    for (int minute = 0; minute < OpenQuarter.MINUTES; minute++) {
      if (quarter.hasUnemitted(minute) && quarter.overlaps(minute, from, to)) {
        MinuteSegment segment = segments.load(quarter, minute);
        segment.takeUnemitted(from, to, emission);
        quarter.note(segment);
      }
    }
    if (quarter.unemitted() && quarter.end() > from && quarter.end() <= to) {
      emission.add(Rung.QUARTER_HOUR, aggregate(quarter));
      quarter.unemitted(false);
      segments.load(quarter, quarter.lastMinute()).quarterEmitted(quarter.upTo());
    }
    if (!emission.windows().isEmpty()) {
      emitter.accept(quarter, emission);
    }
  }

  private Aggregate aggregate(OpenQuarter quarter) {
    long[] timestamps = new long[quarter.readings()];
    double[] values = new double[quarter.readings()];
    int size = 0;
    for (int minute = 0; minute < OpenQuarter.MINUTES; minute++) {
      if (quarter.hasMinute(minute)) {
        size = segments.load(quarter, minute).copyTo(timestamps, values, size);
      }
    }
    return Aggregate.of(quarter.start(), timestamps, values, 0, size);
  }
}
