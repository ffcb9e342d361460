package dev.gridpulse.aggregator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.model.ReadingBatch;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** What is written when. */
class SegmentStoreTest {
  private static final long MINUTE = 60_000;

  private final KeyValueStore<Bytes, byte[]> written = Stores.inMemoryKeyValueStore("any").get();
  private final SegmentStore segments = new SegmentStore(written);
  private OpenQuarters quarters = OpenQuarters.restore(segments, (_, _) -> {});
  private long offset;

  @Test
  void keepsTheMinuteOfTheLastReadingUntilACommit() {
    add(0);
    add(1_000);
    assertThat(minutes()).isEmpty();

    add(MINUTE);
    assertThat(minutes()).containsExactly(0L);

    segments.flushCache();
    assertThat(minutes()).containsExactly(0L, MINUTE);
  }

  @Test
  void writesNoMinuteOfAQuarterHourThatWasClosed() {
    add(0);
    quarters.closeUntil(0);

    segments.flushCache();

    assertThat(minutes()).isEmpty();
  }

  /** Streams revives a task with the same store, emptied and filled from the changelog. */
  @Test
  void forgetsWhatNoCommitReachedWhenItBeginsAnew() {
    add(0);

    quarters = OpenQuarters.restore(segments, (_, _) -> {});
    segments.flushCache();
    assertThat(minutes()).isEmpty();

    add(MINUTE);
    segments.flushCache();
    assertThat(minutes()).containsExactly(MINUTE);
  }

  private void add(long timestamp) {
    quarters.add(ReadingBatch.of("a", new long[] {timestamp}, new double[] {1}, 1), offset++);
  }

  /** The starts of the minutes that are stored. */
  private List<Long> minutes() {
    List<Long> minutes = new ArrayList<>();
    try (var all = written.all()) {
      all.forEachRemaining(entry -> minutes.add(QuarterKey.minuteStart(entry.key)));
    }
    return minutes;
  }
}
