package dev.gridpulse.aggregator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.aggregator.topology.PlainAccumulations.Window;
import dev.gridpulse.aggregator.topology.RandomStreams.Step;
import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.ReadingBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Takes one stream through {@link OpenQuarters} and, beside it, through the plain model. */
final class StreamRun {
  private static final KeyValueStore<Bytes, byte[]> STORE = store();

  private final long maxWeight;
  private final PlainAccumulations plain = new PlainAccumulations();
  private final List<ReadingBatch> records = new ArrayList<>();
  private final Map<Window, Aggregate> emitted = new HashMap<>();
  private SegmentStore segments;
  private OpenQuarters quarters;
  private int restarts;

  private StreamRun(long maxWeight) {
    this.maxWeight = maxWeight;
    empty(STORE);
    segments = new SegmentStore(STORE);
    quarters = OpenQuarters.restore(segments, this::note);
  }

  /** All steps, and a tick. */
  static StreamRun of(List<Step> steps, long maxWeight) {
    StreamRun run = new StreamRun(maxWeight);
    steps.forEach(run::take);
    run.quarters.emitChanged();
    return run;
  }

  private void take(Step step) {
    switch (step) {
      case Step.Send send -> add(send.readings());
      case Step.Repeat repeat when !records.isEmpty() -> add(earlier(repeat.record()));
      case Step.Correct correct when !records.isEmpty() ->
          add(RandomStreams.corrected(earlier(correct.record()), correct.by()));
      case Step.Repeat _, Step.Correct _ -> {}
      case Step.Tick _ -> quarters.emitChanged();
      case Step.Commit _ -> segments.flushCache();
      case Step.Restart _ -> {
        segments.flushCache();
        segments = new SegmentStore(STORE);
        quarters = OpenQuarters.restore(segments, this::note);
        restarts++;
      }
    }
  }

  private ReadingBatch earlier(int record) {
    return records.get(record % records.size());
  }

  private void add(ReadingBatch batch) {
    int offset = records.size();
    records.add(batch);
    plain.add(batch, offset);
    quarters.add(batch, offset);
    plain.closeUntil(maxWeight);
    quarters.closeUntil(maxWeight);
    assertThat(quarters.weight()).isEqualTo(plain.weight());
  }

  private void note(OpenQuarter quarter, Emission emission) {
    QuarterKey key = quarter.key();
    assertThat(quarter.upTo()).isEqualTo(plain.upTo(key, quarter.opened()));
    emission
        .windows()
        .forEach(
            (rung, windows) ->
                windows.forEach(
                    window ->
                        emitted.put(
                            new Window(
                                key.sensor(), key.start(), quarter.opened(), rung, window.start()),
                            PlainAccumulations.unsigned(window))));
  }

  /** The records that came, in order. */
  List<ReadingBatch> records() {
    return records;
  }

  PlainAccumulations plain() {
    return plain;
  }

  /** The last state that was emitted of each window. */
  Map<Window, Aggregate> emitted() {
    return emitted;
  }

  int restarts() {
    return restarts;
  }

  private static void empty(KeyValueStore<Bytes, byte[]> store) {
    List<Bytes> keys = new ArrayList<>();
    try (var all = store.all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    keys.forEach(store::delete);
  }

  private static KeyValueStore<Bytes, byte[]> store() {
    KeyValueStore<Bytes, byte[]> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("minute-segments"), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    var context = new MockProcessorContext<Void, Void>();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
