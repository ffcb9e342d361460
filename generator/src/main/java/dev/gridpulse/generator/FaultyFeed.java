package dev.gridpulse.generator;

import dev.gridpulse.generator.noise.Hash;
import dev.gridpulse.model.ReadingSink;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Publishes readings as a bad line does: late, twice, in the wrong order or never. It holds back at
 * most {@link Faults#LATEST} readings.
 */
final class FaultyFeed implements Feed {
  private final String name;
  private final Faults faults;
  private final long key;
  private final long interval;
  private final Resets resets;
  private final ReadingSink sink;
  private final FaultLedger ledger;
  private final FaultCounts counts;
  private final PriorityQueue<HeldBack> heldBack =
      new PriorityQueue<>(Comparator.comparingLong(HeldBack::due));
  private long latest;

  FaultyFeed(
      SyntheticSensor sensor,
      GeneratorOptions options,
      ReadingSink sink,
      FaultLedger ledger,
      FaultCounts counts) {
    this.name = sensor.entry().name();
    this.faults = options.faults();
    this.key = Hash.key(Hash.key(options.fleet().seed(), "faults"), name);
    this.interval = options.fleet().interval().toMillis();
    this.resets = new Resets(key, faults.reset(), sensor);
    this.sink = sink;
    this.ledger = ledger;
    this.counts = counts;
  }

  /** A reading that waits for its time to be sent. */
  private record HeldBack(long due, long tick, double value, Faults.Kind kind) {}

  @Override
  public void emit(long from, long to) {
    for (long tick = from; tick < to; tick += interval) {
      emit(tick);
    }
  }

  private void emit(long tick) {
    latest = tick;
    double value = resets.value(tick);
    if (resets.between(tick - interval, tick)) {
      counts.add(Faults.Kind.RESET);
      ledger.reset(name, tick, value);
    }
    switch (faults.at(key, tick)) {
      case LATE -> hold(tick, value, Faults.Kind.LATE, Faults.delay(key, tick));
      case OUT_OF_ORDER -> hold(tick, value, Faults.Kind.OUT_OF_ORDER, 1);
      case DROP -> {
        counts.add(Faults.Kind.DROP);
        ledger.dropped(name, tick, value);
      }
      case DUPLICATE -> {
        sink.add(name, tick, value);
        sink.add(name, tick, value);
        note(Faults.Kind.DUPLICATE, tick, value, tick);
      }
      case RESET -> throw new IllegalStateException("a reset hits a meter, not a reading");
      case null -> sink.add(name, tick, value);
    }
    while (!heldBack.isEmpty() && heldBack.element().due <= tick) {
      release(heldBack.remove());
    }
  }

  private void hold(long tick, double value, Faults.Kind kind, int intervals) {
    heldBack.add(new HeldBack(tick + intervals * interval, tick, value, kind));
  }

  private void release(HeldBack reading) {
    sink.add(name, reading.tick, reading.value);
    note(reading.kind, reading.tick, reading.value, latest);
  }

  private void note(Faults.Kind kind, long tick, double value, long sent) {
    counts.add(kind);
    ledger.sent(kind, name, tick, value, sent);
  }

  @Override
  public void finish() {
    while (!heldBack.isEmpty()) {
      release(heldBack.remove());
    }
  }
}
