package dev.gridpulse.aggregator.topology;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.Digest;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Rung;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@link OpenQuarters} promises, said in the plainest way: no store, no restart, no index, and
 * windows computed from all readings each time. Shares no code with it but the digest.
 */
final class PlainAccumulations {
  /** A window as it was emitted or should have been. */
  record Window(String sensor, long quarter, long opened, Rung rung, long start) {}

  private static final class Accumulation {
    private final QuarterKey key;
    private final long opened;
    private long upTo;
    private final NavigableMap<Long, Double> readings = new TreeMap<>();

    Accumulation(QuarterKey key, long opened) {
      this.key = key;
      this.opened = opened;
    }

    long weight() {
      long minutes = readings.keySet().stream().map(ts -> ts / 60_000).distinct().count();
      return readings.size() + 16 * minutes;
    }
  }

  private final List<Accumulation> all = new ArrayList<>();

  /** Those still open, the one touched longest ago first. */
  private final List<Accumulation> open = new ArrayList<>();

  private boolean replaced;

  void add(ReadingBatch batch, long offset) {
    TreeMap<Long, List<Integer>> byQuarter = new TreeMap<>();
    for (int i = 0; i < batch.size(); i++) {
      long quarter = batch.timestamp(i) / 900_000 * 900_000;
      byQuarter.computeIfAbsent(quarter, any -> new ArrayList<>()).add(i);
    }
    byQuarter.forEach(
        (start, elements) -> {
          Accumulation accumulation = touch(new QuarterKey(batch.sensor(), start), offset);
          for (int i : elements) {
            Double before = accumulation.readings.put(batch.timestamp(i), batch.value(i));
            replaced |= before != null && before != batch.value(i);
          }
        });
  }

  private Accumulation touch(QuarterKey key, long offset) {
    Accumulation accumulation =
        open.stream()
            .filter(each -> each.key.equals(key))
            .findFirst()
            .orElseGet(
                () -> {
                  Accumulation opened = new Accumulation(key, offset);
                  all.add(opened);
                  return opened;
                });
    open.remove(accumulation);
    open.add(accumulation);
    accumulation.upTo = offset;
    return accumulation;
  }

  void closeUntil(long maxWeight) {
    while (!open.isEmpty() && weight() > maxWeight) {
      open.removeFirst();
    }
  }

  long weight() {
    return open.stream().mapToLong(Accumulation::weight).sum();
  }

  /** How many were closed. */
  int closed() {
    return all.size() - open.size();
  }

  /** Whether one was closed and its quarter-hour opened once more. */
  boolean reopened() {
    return all.stream().map(each -> each.key).distinct().count() < all.size();
  }

  /** Whether a reading took the place of one with another value. */
  boolean replaced() {
    return replaced;
  }

  /** Offset of the last record in that accumulation. */
  long upTo(QuarterKey key, long opened) {
    return all.stream()
        .filter(each -> each.key.equals(key) && each.opened == opened)
        .mapToLong(each -> each.upTo)
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing of " + key + " opened at " + opened));
  }

  /** Every window of every accumulation, as it should have been emitted last. */
  Map<Window, Aggregate> windows() {
    Map<Window, Aggregate> windows = new HashMap<>();
    for (Accumulation each : all) {
      for (Rung rung : Rung.values()) {
        long length = rung.millis();
        each.readings.keySet().stream()
            .map(timestamp -> timestamp / length * length)
            .distinct()
            .forEach(
                start ->
                    windows.put(
                        new Window(each.key.sensor(), each.key.start(), each.opened, rung, start),
                        aggregate(start, each.readings.subMap(start, start + length))));
      }
    }
    return windows;
  }

  private static Aggregate aggregate(long start, SortedMap<Long, Double> readings) {
    double sum = 0;
    long digest = 0;
    for (Map.Entry<Long, Double> reading : readings.entrySet()) {
      sum += reading.getValue();
      digest += Digest.of(reading.getKey(), reading.getValue());
    }
    List<Double> sorted = new ArrayList<>(readings.values());
    Collections.sort(sorted);
    int count = sorted.size();
    double lo = sorted.get((count - 1) / 2);
    double hi = sorted.get(count / 2);
    return unsigned(
        new Aggregate(
            start,
            count,
            sum / count,
            lo == hi ? lo : lo + 0.5 * (hi - lo),
            sorted.getFirst(),
            sorted.getLast(),
            digest));
  }

  /** With 0.0 for −0.0, which are the same number to the database. */
  static Aggregate unsigned(Aggregate a) {
    return new Aggregate(
        a.start(),
        a.count(),
        a.mean() + 0.0,
        a.median() + 0.0,
        a.min() + 0.0,
        a.max() + 0.0,
        a.digest());
  }
}
