package dev.gridpulse.query.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What the feed counts (docs/operations.md). */
final class LiveMetrics {
  private final AtomicInteger clients = new AtomicInteger();
  private final Counter events;
  private final Counter skipped;
  private final Counter resyncs;
  private final Counter fromMemory;
  private final Counter fromKafka;
  private final MeterRegistry meters;

  LiveMetrics(MeterRegistry meters) {
    this.meters = meters;
    meters.gauge("gridpulse.live.clients", clients);
    this.events = meters.counter("gridpulse.live.events");
    this.skipped = meters.counter("gridpulse.live.skipped");
    this.resyncs = meters.counter("gridpulse.live.resyncs");
    this.fromMemory = meters.counter("gridpulse.live.resumed", "from", "memory");
    this.fromKafka = meters.counter("gridpulse.live.resumed", "from", "kafka");
    for (LiveStream.End end : LiveStream.End.values()) {
      disconnects(end);
    }
  }

  private Counter disconnects(LiveStream.End end) {
    return meters.counter("gridpulse.live.disconnects", "reason", end.label());
  }

  void opened() {
    clients.incrementAndGet();
  }

  void ended(LiveStream.End end) {
    clients.decrementAndGet();
    disconnects(end).increment();
  }

  int clients() {
    return clients.get();
  }

  void sent(int count) {
    events.increment(count);
  }

  void skipped(int count) {
    if (count > 0) {
      skipped.increment(count);
    }
  }

  void resync() {
    resyncs.increment();
  }

  void resumed(boolean kafka) {
    (kafka ? fromKafka : fromMemory).increment();
  }
}
