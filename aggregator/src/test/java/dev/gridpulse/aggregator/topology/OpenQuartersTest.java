package dev.gridpulse.aggregator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Rung;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Random streams against windows computed plainly from the readings that stand in the end. */
class OpenQuartersTest {
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final int SECONDS = 3 * 900;

  @Property(tries = 500)
  void emitsEveryWindowAsItIsInTheEnd(@ForAll long seed) {
    Random random = new Random(seed);
    KeyValueStore<Bytes, byte[]> store = store();
    Map<String, NavigableMap<Long, Aggregate>> emitted = new HashMap<>();
    OpenQuarters quarters = restore(store, emitted);
    Map<String, NavigableMap<Long, Double>> readings = new HashMap<>();
    int records = random.nextInt(1, 120);
    for (int offset = 0; offset < records; offset++) {
      ReadingBatch batch = randomBatch(random);
      NavigableMap<Long, Double> standing =
          readings.computeIfAbsent(batch.sensor(), any -> new TreeMap<>());
      for (int i = 0; i < batch.size(); i++) {
        standing.put(batch.timestamp(i), batch.value(i));
      }
      quarters.add(batch, offset);
      if (random.nextInt(10) == 0) {
        quarters.emitChanged();
      }
      if (random.nextInt(20) == 0) {
        quarters = restore(store, emitted);
      }
    }
    quarters.emitChanged();

    assertThat(quarters.weight())
        .isEqualTo(
            readings.values().stream()
                .mapToLong(
                    standing ->
                        standing.size()
                            + OpenQuarter.WEIGHT
                                * standing.keySet().stream()
                                    .map(Rung.QUARTER_HOUR::windowStart)
                                    .distinct()
                                    .count())
                .sum());
    for (Rung rung : Rung.values()) {
      readings.forEach(
          (sensor, standing) ->
              assertThat(emitted.getOrDefault(sensor + rung, new TreeMap<>()))
                  .isEqualTo(expected(rung, standing)));
    }
  }

  @Property(tries = 200)
  void closesTheSameQuarterHoursAfterARestart(@ForAll long seed) {
    Random random = new Random(seed);
    int maxWeight = random.nextInt(20, 2000);
    List<String> closedOnce = closures(new Random(seed), maxWeight, false);
    List<String> closedRestarted = closures(new Random(seed), maxWeight, true);

    assertThat(closedRestarted).isEqualTo(closedOnce);
  }

  private static List<String> closures(Random random, int maxWeight, boolean restarting) {
    KeyValueStore<Bytes, byte[]> store = store();
    List<String> closed = new ArrayList<>();
    OpenQuarters quarters = OpenQuarters.restore(new SegmentStore(store), (_, _) -> {});
    for (int offset = 0; offset < 60; offset++) {
      quarters.add(randomBatch(random), offset);
      var before = keys(store);
      quarters.closeUntil(maxWeight);
      before.removeAll(keys(store));
      closed.add(offset + ":" + before);
      if (restarting) {
        quarters = OpenQuarters.restore(new SegmentStore(store), (_, _) -> {});
      }
    }
    return closed;
  }

  private static java.util.Set<QuarterKey> keys(KeyValueStore<Bytes, byte[]> store) {
    java.util.Set<QuarterKey> keys =
        new java.util.TreeSet<>(java.util.Comparator.comparing(QuarterKey::toString));
    new SegmentStore(store).forEach((key, _) -> keys.add(key));
    return keys;
  }

  /** Quarter-hours that note the last state emitted of each window, by sensor and rung. */
  private static OpenQuarters restore(
      KeyValueStore<Bytes, byte[]> store, Map<String, NavigableMap<Long, Aggregate>> emitted) {
    return OpenQuarters.restore(
        new SegmentStore(store),
        (quarter, emission) ->
            emission
                .windows()
                .forEach(
                    (rung, windows) ->
                        windows.forEach(
                            window ->
                                emitted
                                    .computeIfAbsent(
                                        quarter.key().sensor() + rung, any -> new TreeMap<>())
                                    .put(window.start(), window))));
  }

  private static ReadingBatch randomBatch(Random random) {
    int size = random.nextInt(1, 40);
    long[] timestamps = new long[size];
    double[] values = new double[size];
    long at = T0 + random.nextInt(SECONDS) * 1000L;
    boolean inOrder = random.nextBoolean();
    for (int i = 0; i < size; i++) {
      at = inOrder ? at + random.nextInt(3) * 500L : T0 + random.nextInt(SECONDS * 1000);
      timestamps[i] = at;
      values[i] = Math.round(random.nextGaussian() * 10_000) / 100.0;
    }
    return ReadingBatch.of("s" + random.nextInt(2), timestamps, values, size);
  }

  private static NavigableMap<Long, Aggregate> expected(
      Rung rung, NavigableMap<Long, Double> readings) {
    TreeMap<Long, Aggregate> windows = new TreeMap<>();
    readings.keySet().stream()
        .map(rung::windowStart)
        .distinct()
        .forEach(
            start -> {
              var window = readings.subMap(start, start + rung.millis());
              long[] timestamps = window.keySet().stream().mapToLong(Long::longValue).toArray();
              double[] values = window.values().stream().mapToDouble(Double::doubleValue).toArray();
              windows.put(start, Aggregate.of(start, timestamps, values, 0, values.length));
            });
    return windows;
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
