package dev.gridpulse.aggregator.faults;

import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.testing.Ledger;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Sends a series at a steady rate, as far as the broker takes it, until it is stopped. */
final class Load implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("load").daemon().unstarted(task));
  private final AtomicInteger sent = new AtomicInteger();
  private final ScheduledFuture<?> sending;

  private Load(Ledger ledger, Supplier<ReadingBatch> series, int recordsPerSecond) {
    sending =
        executor.scheduleAtFixedRate(
            () -> {
              ledger.send(series.get());
              sent.incrementAndGet();
            },
            0,
            TimeUnit.SECONDS.toMicros(1) / recordsPerSecond,
            TimeUnit.MICROSECONDS);
  }

  static Load start(Ledger ledger, Supplier<ReadingBatch> series, int recordsPerSecond) {
    return new Load(ledger, series, recordsPerSecond);
  }

  /** Returns when so many more records were sent: how a test lets something happen under load. */
  void awaitMore(int records) {
    int target = sent.get() + records;
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> sent.get() >= target || sending.isDone());
    if (sending.isDone()) {
      throw new IllegalStateException("the load has ended", sending.exceptionNow());
    }
  }

  /** Sends no more. */
  void stop() {
    executor.shutdown();
    await().atMost(PATIENCE).until(executor::isTerminated);
    if (sending.state() == Future.State.FAILED) {
      throw new CompletionException(sending.exceptionNow());
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
