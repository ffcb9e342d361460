package dev.gridpulse.generator;

import dev.gridpulse.model.ReadingPublisher;
import dev.gridpulse.model.ReadingSink;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the readings of synthetic sensors: first the history up to the start, then each reading
 * when its time has come. There is one sequence of timestamps, the multiples of the interval; the
 * live part takes it up where the history ends, however long that took, and after a pause goes
 * through what it has missed. So nothing is doubled, missing or drifting.
 */
public final class Generator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Generator.class);

  /** Ticks that are generated sensor by sensor: one full record for each. */
  private static final int BLOCK = ReadingPublisher.MAX_READINGS;

  private final GeneratorOptions options;
  private final ReadingSink sink;
  private final FaultLedger ledger;
  private final Clock clock;
  private final Sleeper sleeper;
  private final AtomicBoolean started = new AtomicBoolean();
  private final CountDownLatch stop;
  private final CountDownLatch finished = new CountDownLatch(1);

  /** Kept until the end: the last flush is not to be interrupted. */
  private boolean interrupted;

  /**
   * A generator that has not begun.
   *
   * @param sink where the readings go; the caller closes it
   * @param ledger where injected faults are written; the caller closes it
   * @param clock the time of the live readings
   */
  public Generator(GeneratorOptions options, ReadingSink sink, FaultLedger ledger, Clock clock) {
    this(options, sink, ledger, clock, null);
  }

  /** For tests, whose time passes as they like. */
  Generator(
      GeneratorOptions options,
      ReadingSink sink,
      FaultLedger ledger,
      Clock clock,
      @Nullable Sleeper sleeper) {
    this.options = options;
    this.sink = sink;
    this.ledger = ledger;
    this.clock = clock;
    this.stop = new CountDownLatch(1);
    this.sleeper = sleeper == null ? millis -> stop.await(millis, TimeUnit.MILLISECONDS) : sleeper;
  }

  /** Lets time pass. */
  @FunctionalInterface
  interface Sleeper {
    /** Sleeps for about so long, or less. */
    void sleep(long millis) throws InterruptedException;
  }

  /** As {@link #run(BackfillProgress)}, with nobody who wants to know. */
  public GeneratorSummary run() {
    return run(BackfillProgress.NONE);
  }

  /**
   * Generates until the duration is over or {@link #close} is called; call it once.
   *
   * @throws dev.gridpulse.model.DeliveryFailed when Kafka does not take what is sent
   */
  public GeneratorSummary run(BackfillProgress progress) {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("a generator runs once");
    }
    try {
      return generate(progress);
    } finally {
      finished.countDown();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private GeneratorSummary generate(BackfillProgress progress) {
    long deliveredBefore = sink.delivered();
    EventClock time = new EventClock(clock, options.from(), options.speed());
    List<SyntheticSensor> sensors = options.fleet().syntheticSensors();
    sensors.forEach(sensor -> sink.register(sensor.entry()));
    FaultCounts counts = new FaultCounts();
    List<Feed> feeds = sensors.stream().map(sensor -> feed(sensor, counts)).toList();
    long backfilled = backfill(feeds, time.start(), progress);
    long live = stopping() ? 0 : live(feeds, time);
    feeds.forEach(Feed::finish);
    sink.flush();
    ledger.flush();
    return new GeneratorSummary(backfilled, live, sink.delivered() - deliveredBefore, counts);
  }

  private Feed feed(SyntheticSensor sensor, FaultCounts counts) {
    return options.faults().any()
        ? new FaultyFeed(sensor, options, sink, ledger, counts)
        : new PlainFeed(sensor, options.fleet().interval().toMillis(), sink);
  }

  private long backfill(List<Feed> feeds, long start, BackfillProgress progress) {
    Instant from = options.historyBefore(Instant.ofEpochMilli(start));
    if (from == null) {
      return 0;
    }
    long begin = System.nanoTime();
    long first = Math.min(tickAfter(from.toEpochMilli()), tickAfter(start));
    long end = tickAfter(start);
    progress.started((end - first) / options.fleet().interval().toMillis() * feeds.size());
    AtomicLong sum = new AtomicLong();
    long backfilled = emitAtOnce(feeds, first, end, more -> progress.advanced(sum.addAndGet(more)));
    sink.flush();
    progress.ended();
    LOG.info(
        "back-filled {} readings of {} sensors in {}",
        backfilled,
        feeds.size(),
        Duration.ofNanos(System.nanoTime() - begin));
    return backfilled;
  }

  private long live(List<Feed> feeds, EventClock time) {
    Duration duration = options.duration();
    long end = duration == null ? Long.MAX_VALUE : Math.addExact(time.start(), duration.toMillis());
    long live = 0;
    long next = tickAfter(time.start());
    while (next <= end && sleepUntil(next, time)) {
      long due = tickAfter(Math.min(time.now(), end));
      live += emit(feeds, next, due, _ -> {});
      sink.push();
      ledger.flush();
      next = Math.max(next, due);
    }
    return live;
  }

  /** The first multiple of the interval after an instant. */
  private long tickAfter(long timestamp) {
    long interval = options.fleet().interval().toMillis();
    return Math.floorDiv(timestamp, interval) * interval + interval;
  }

  /** As {@link #emit}, with a thread for each processor, each for sensors of its own. */
  private long emitAtOnce(List<Feed> feeds, long from, long to, LongConsumer emitted) {
    int threads = Math.min(Runtime.getRuntime().availableProcessors(), feeds.size());
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      List<Future<Long>> parts = new ArrayList<>(threads);
      for (int thread = 0; thread < threads; thread++) {
        List<Feed> part = new ArrayList<>();
        for (int feed = thread; feed < feeds.size(); feed += threads) {
          part.add(feeds.get(feed));
        }
        parts.add(workers.submit(() -> emitOrStop(part, from, to, emitted)));
      }
      return parts.stream().mapToLong(this::emitted).sum();
    }
  }

  /** As {@link #emit}; if that fails, the other threads need not go on. */
  private long emitOrStop(List<Feed> feeds, long from, long to, LongConsumer emitted) {
    try {
      return emit(feeds, from, to, emitted);
    } catch (RuntimeException | Error e) {
      stop.countDown();
      throw e;
    }
  }

  private long emitted(Future<Long> part) {
    while (true) {
      try {
        return part.get();
      } catch (InterruptedException _) {
        interrupted = true;
        stop.countDown();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  /** Emits the ticks in [from, to); answers how many readings, fewer when it is to stop. */
  private long emit(List<Feed> feeds, long from, long to, LongConsumer each) {
    long interval = options.fleet().interval().toMillis();
    long emitted = 0;
    for (long block = from; block < to; block += BLOCK * interval) {
      long blockEnd = Math.min(to, block + BLOCK * interval);
      for (Feed feed : feeds) {
        if (stopping()) {
          return emitted;
        }
        feed.emit(block, blockEnd);
        long more = (blockEnd - block) / interval;
        each.accept(more);
        emitted += more;
      }
    }
    return emitted;
  }

  /** Returns once it is that time; false when it is to stop. */
  private boolean sleepUntil(long timestamp, EventClock time) {
    try {
      while (time.now() < timestamp && !stopping()) {
        sleeper.sleep(Math.max(1, time.millisUntil(timestamp)));
      }
      return !stopping();
    } catch (InterruptedException _) {
      interrupted = true;
      stop.countDown();
      return false;
    }
  }

  private boolean stopping() {
    return stop.getCount() == 0;
  }

  /** Asks {@link #run}, in another thread, to end; returns when it has delivered everything. */
  @Override
  public void close() {
    stop.countDown();
    if (started.get()) {
      try {
        finished.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
