package dev.gridpulse.aggregator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** Streams closes a processor after an abort and begins anew with the same object and schedules. */
class RevivedTaskTest {
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private final List<Integer> ticked = new ArrayList<>();
  private long now;

  @Test
  void ticksOnceAndLooksOnce() {
    SegmentStore store =
        new SegmentStore(
            Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(AggregatorTopology.SEGMENTS_STORE),
                    Serdes.Bytes(),
                    Serdes.ByteArray())
                .withLoggingDisabled()
                .build());
    store.init(context.getStateStoreContext(), store);
    QuarterHourProcessor processor = new QuarterHourProcessor(1, 1000, 1, new Ticks());
    context.setCurrentSystemTimeMs(now);

    processor.init(context);
    processor.close();
    processor.init(context);

    assertThat(context.scheduledPunctuators())
        .filteredOn(each -> !each.cancelled())
        .extracting(CapturedPunctuator::getInterval)
        .containsExactlyInAnyOrder(Duration.ofSeconds(5), Duration.ofMillis(250));
    fireAll();
    fireAll();
    assertThat(ticked).hasSize(2);
  }

  /** All that Streams would call, ten quiet seconds later. */
  private void fireAll() {
    now += 10_000;
    context.setCurrentSystemTimeMs(now);
    for (CapturedPunctuator each : context.scheduledPunctuators()) {
      if (!each.cancelled()) {
        each.getPunctuator().punctuate(now);
      }
    }
  }

  private final class Ticks implements TaskListener {
    @Override
    public void started(int partition) {}

    @Override
    public void ticked(int partition, long readings, int quarters) {
      ticked.add(partition);
    }

    @Override
    public void ended(int partition) {}
  }
}
