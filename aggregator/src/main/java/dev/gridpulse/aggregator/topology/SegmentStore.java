package dev.gridpulse.aggregator.topology;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.AbstractStoreBuilder;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * The segments of the open quarter-hours. Of each quarter-hour the segment used last is kept as it
 * is, so that the next record need neither read nor write it: it is written when another one takes
 * its place, and before Kafka Streams commits.
 */
final class SegmentStore extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]> {
  /** Those with segments in use. */
  private final List<OpenQuarter> using = new ArrayList<>();

  /** Those whose last segment is ahead of what the store holds. */
  private final Set<OpenQuarter> ahead = new LinkedHashSet<>();

  SegmentStore(KeyValueStore<Bytes, byte[]> store) {
    super(store);
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
        quarter.hasMinute(minute) ? wrapped().get(quarter.key().segmentKey(start)) : null;
    return stored == null
        ? MinuteSegment.empty(start, quarter.opened())
        : MinuteSegment.of(start, stored);
  }

  /** Ends the use of what one record or one tick needed. */
  void release() {
    for (OpenQuarter quarter : using) {
      quarter.release(segment -> write(quarter, segment));
      if (quarter.lastUsed().changed()) {
        ahead.add(quarter);
      }
    }
    using.clear();
  }

  private void write(OpenQuarter quarter, MinuteSegment segment) {
    if (segment.changed()) {
      wrapped().put(quarter.key().segmentKey(segment.start()), segment.toBytes());
      segment.stored();
    }
  }

  /** Kafka Streams calls this before it commits, and nothing else tells of a commit in time. */
  @Override
  public void flushCache() {
    ahead.forEach(quarter -> write(quarter, quarter.lastUsed()));
    ahead.clear();
    super.flushCache();
  }

  /** Removes all segments of a quarter-hour, which must not be used any more. */
  void delete(OpenQuarter quarter) {
    using.remove(quarter);
    ahead.remove(quarter);
    for (int minute = 0; minute < OpenQuarter.MINUTES; minute++) {
      if (quarter.hasMinute(minute)) {
        wrapped().delete(quarter.key().segmentKey(quarter.minuteStart(minute)));
      }
    }
  }

  /** Begins anew with what is stored, and hands every segment over, in no particular order. */
  void restore(BiConsumer<QuarterKey, MinuteSegment> action) {
    forget();
    try (KeyValueIterator<Bytes, byte[]> all = wrapped().all()) {
      while (all.hasNext()) {
        var entry = all.next();
        action.accept(
            QuarterKey.ofSegment(entry.key),
            MinuteSegment.of(QuarterKey.minuteStart(entry.key), entry.value));
      }
    }
  }

  private void forget() {
    using.clear();
    ahead.clear();
  }

  /** What a commit has not reached is gone with the transaction. */
  @Override
  public void close() {
    forget();
    super.close();
  }

  /** Makes them of stores in memory, with a cache and a changelog. */
  static final class Builder extends AbstractStoreBuilder<Bytes, byte[], SegmentStore> {
    Builder(String name) {
      super(name, Serdes.Bytes(), Serdes.ByteArray(), Time.SYSTEM);
    }

    @Override
    public SegmentStore build() {
      StoreBuilder<KeyValueStore<Bytes, byte[]>> stored =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
              .withCachingEnabled();
      return new SegmentStore(
          (loggingEnabled() ? stored.withLoggingEnabled(logConfig) : stored.withLoggingDisabled())
              .build());
    }
  }
}
