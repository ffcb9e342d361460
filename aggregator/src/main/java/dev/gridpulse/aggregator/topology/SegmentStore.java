package dev.gridpulse.aggregator.topology;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The segments of the open quarter-hours. What one record or one tick loads is kept until {@link
 * #flush}, so that each segment is read and written at most once for it.
 */
final class SegmentStore {
  private final KeyValueStore<Bytes, byte[]> store;
  private final Map<Bytes, MinuteSegment> loaded = new LinkedHashMap<>();

  SegmentStore(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** The segment of that minute; an empty one where the quarter-hour has none yet. */
  MinuteSegment load(OpenQuarter quarter, int minute) {
    long start = quarter.minuteStart(minute);
    return loaded.computeIfAbsent(
        quarter.key().segmentKey(start),
        key -> {
          byte @Nullable [] stored = quarter.hasMinute(minute) ? store.get(key) : null;
          return stored == null
              ? MinuteSegment.empty(start, quarter.opened())
              : MinuteSegment.of(start, stored);
        });
  }

  /** Writes what was loaded and has changed. */
  void flush() {
    loaded.forEach(
        (key, segment) -> {
          if (segment.changed()) {
            store.put(key, segment.toBytes());
          }
        });
    loaded.clear();
  }

  /** Removes all segments of a quarter-hour. */
  void delete(OpenQuarter quarter) {
    for (int minute = 0; minute < OpenQuarter.MINUTES; minute++) {
      if (quarter.hasMinute(minute)) {
        Bytes key = quarter.key().segmentKey(quarter.minuteStart(minute));
        loaded.remove(key);
        store.delete(key);
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
