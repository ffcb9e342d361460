package dev.gridpulse.aggregator.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The segments of the open quarter-hours. What one record or one tick changes is written by {@link
 * #flush}, each segment once. Of each quarter-hour the segment used last is kept as it is, so that
 * the next record need not read it again; what is kept is what the store holds.
 */
final class SegmentStore {
  private final KeyValueStore<Bytes, byte[]> store;

  /** Those with segments in use. */
  private final List<OpenQuarter> using = new ArrayList<>();

  SegmentStore(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** The segment of that minute; an empty one where the quarter-hour has none yet. */
  MinuteSegment load(OpenQuarter quarter, int minute) {
    MinuteSegment segment = quarter.segment(minute);
    if (segment == null) {
      segment = read(quarter, minute);
    }
    if (quarter.use(minute, segment)) {
      using.add(quarter);
    }
    return segment;
  }

  private MinuteSegment read(OpenQuarter quarter, int minute) {
    long start = quarter.minuteStart(minute);
    byte @Nullable [] stored =
        quarter.hasMinute(minute) ? store.get(quarter.key().segmentKey(start)) : null;
    return stored == null
        ? MinuteSegment.empty(start, quarter.opened())
        : MinuteSegment.of(start, stored);
  }

  /** Writes what is in use and has changed. */
  void flush() {
    for (OpenQuarter quarter : using) {
      for (int minute = 0; minute < OpenQuarter.MINUTES; minute++) {
        MinuteSegment segment = quarter.isUsed(minute) ? quarter.segment(minute) : null;
        if (segment != null && segment.changed()) {
          store.put(quarter.key().segmentKey(segment.start()), segment.toBytes());
          segment.stored();
        }
      }
      quarter.release();
    }
    using.clear();
  }

  /** Removes all segments of a quarter-hour, which must not be used any more. */
  void delete(OpenQuarter quarter) {
    using.remove(quarter);
    for (int minute = 0; minute < OpenQuarter.MINUTES; minute++) {
      if (quarter.hasMinute(minute)) {
        store.delete(quarter.key().segmentKey(quarter.minuteStart(minute)));
      }
    }
  }

  /** Hands every stored segment over, in no particular order. */
  void forEach(BiConsumer<QuarterKey, MinuteSegment> action) {
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      while (all.hasNext()) {
        var entry = all.next();
        action.accept(
            QuarterKey.ofSegment(entry.key),
            MinuteSegment.of(QuarterKey.minuteStart(entry.key), entry.value));
      }
    }
  }
}
