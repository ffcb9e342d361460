package dev.gridpulse.query.live;

import dev.gridpulse.model.Routing;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The live feed of this instance: one reader, and any number of streams. What is read is encoded
 * once and put into the outboxes of the streams that asked for its sensor; what nobody asked for is
 * not even decoded. A stream is first brought up to the present ({@link CatchUp}) and then attached
 * here, in one step with the reader: between the two there is neither a hole nor an overlap.
 */
public final class LiveFeed implements AutoCloseable {
  /** So many events are put into outboxes before their clients are told. */
  private static final int BURST = 200;

  private static final Duration STOP_GRACE = Duration.ofSeconds(1);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  /** Kafka is asked every few seconds, whether there are readings or not. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

  private final LiveSettings settings;
  private final LiveMetrics metrics;
  private final KafkaGap gap;
  private final LiveReader reader;
  private final Thread readerThread;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("gridpulse-live-clock").factory());
  private final Set<LiveStream> streams = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> held = new ConcurrentHashMap<>();
  private volatile long heardAt = System.nanoTime();

  /** Guards what follows. Nobody waits while holding it, and no event loop asks for it. */
  private final Object lock = new Object();

  private final Map<String, Channel> channels = new HashMap<>();
  private @Nullable FeedLog log;
  private @Nullable RecordEvents live;
  private boolean ready;
  private boolean closed;

  /** Who listens to a sensor. */
  private static final class Channel {
    private final List<LiveStream> streams = new ArrayList<>();
    private final Newest newest = new Newest();
    private boolean aggregates;
  }

  private LiveFeed(LiveSettings settings, MeterRegistry meters) {
    this.settings = settings;
    this.metrics = new LiveMetrics(meters);
    this.gap = new KafkaGap(settings.kafka(), settings.longestGap());
    this.reader = new LiveReader(settings, this);
    this.readerThread =
        Thread.ofPlatform().daemon().name("gridpulse-live-reader").unstarted(reader);
  }

  /**
   * Begins to read. Kafka may come later: until then {@link #isReady} is false.
   *
   * @param meters gets what can be counted of it (docs/operations.md)
   */
  public static LiveFeed start(LiveSettings settings, MeterRegistry meters) {
    LiveFeed feed = new LiveFeed(settings, meters);
    meters.gauge("gridpulse.live.up", feed, each -> each.problem().isEmpty() ? 1 : 0);
    feed.readerThread.start();
    long tick = Math.min(1_000, settings.heartbeat().toMillis() / 2);
    var _ = feed.clock.scheduleAtFixedRate(feed::tick, tick, tick, TimeUnit.MILLISECONDS);
    return feed;
  }

  /** Whether it has read up to the present since it began. */
  public boolean isReady() {
    synchronized (lock) {
      return ready;
    }
  }

  /** Waits for {@link #isReady}; answers it. */
  public boolean awaitReady(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    synchronized (lock) {
      while (!ready && !closed) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0) {
          break;
        }
        lock.wait(left);
      }
      return ready;
    }
  }

  /** Whether it reads, or tries to; false when only a restart helps. */
  public boolean isAlive() {
    return readerThread.isAlive();
  }

  /** Why nothing comes, or empty. */
  public Optional<String> problem() {
    if (!isAlive()) {
      return Optional.of("the reader has ended");
    }
    if (!isReady()) {
      return Optional.of("Kafka has not been read up to the present");
    }
    Duration silence = Duration.ofNanos(System.nanoTime() - heardAt);
    return silence.compareTo(LONGEST_SILENCE) < 0
        ? Optional.empty()
        : Optional.of("Kafka has not answered for %d s".formatted(silence.toSeconds()));
  }

  /** How many streams are open. */
  public int clients() {
    return metrics.clients();
  }

  /**
   * Opens a stream. It is filled from now on, by a thread of its own until it is up to date, and
   * holds what does not go out as far as its limits allow.
   *
   * @param from where it goes on; empty when it begins with the latest
   * @param start finds the latest; also when there is no way to go on from there
   * @throws TooManyStreams when its holder has as many as may be
   */
  public LiveStream open(LiveRequest request, Optional<EventId> from, Supplier<LiveStart> start) {
    hold(request.holder());
    LiveStream stream = new LiveStream(request, settings.queue(), metrics, this::ended);
    streams.add(stream);
    var _ =
        Thread.ofVirtual()
            .name("gridpulse-live-catch-up")
            .start(new CatchUp(this, gap, metrics, stream, from, start));
    return stream;
  }

  private void hold(@Nullable String holder) {
    if (holder == null) {
      return;
    }
    held.compute(
        holder,
        (_, count) -> {
          int open = count == null ? 0 : count;
          if (open >= settings.streamsPerToken()) {
            throw new TooManyStreams(settings.streamsPerToken());
          }
          return open + 1;
        });
  }

  /** On an event loop, which must not wait for the lock. */
  private void ended(LiveStream stream) {
    streams.remove(stream);
    String holder = stream.request().holder();
    if (holder != null) {
      var _ = held.computeIfPresent(holder, (_, count) -> count == 1 ? null : count - 1);
    }
    Thread.ofVirtual().name("gridpulse-live-detach").start(() -> detach(stream));
  }

  private void detach(LiveStream stream) {
    synchronized (lock) {
      for (String sensor : stream.request().sensors()) {
        Channel channel = channels.get(sensor);
        if (channel != null && channel.streams.remove(stream)) {
          if (channel.streams.isEmpty()) {
            channels.remove(sensor);
          }
        }
      }
    }
  }

  private void tick() {
    Instant now = Instant.now();
    long nanoTime = System.nanoTime();
    for (LiveStream stream : streams) {
      stream.tick(now, nanoTime, settings.heartbeat());
    }
  }

  // --- For the reader ---

  /** The topics are there, and are read from where their tracks say. */
  void begin(FeedLog begun) {
    synchronized (lock) {
      log = begun;
      live = new RecordEvents(begun, begun.end(System.currentTimeMillis()));
    }
  }

  /** Kafka has answered. */
  void heard() {
    heardAt = System.nanoTime();
  }

  /** All has been read that was there when it began. */
  void ready(FeedLog begun) {
    heard();
    synchronized (lock) {
      ready = log == begun;
      lock.notifyAll();
    }
  }

  /** The reader begins anew: what it knew is void, and so is where streams stand. */
  void reset() {
    synchronized (lock) {
      log = null;
      live = null;
      ready = false;
      channels.clear();
      lock.notifyAll();
    }
    streams.forEach(stream -> stream.end(LiveStream.End.FEED));
  }

  /**
   * Takes what was read.
   *
   * @param positions where each partition goes on
   */
  void publish(
      FeedLog of,
      ConsumerRecords<byte[], byte[]> records,
      ToLongFunction<TopicPartition> positions) {
    Set<LiveStream> touched = new LinkedHashSet<>();
    int unsent = 0;
    synchronized (lock) {
      RecordEvents events = live;
      if (log != of || events == null) {
        return;
      }
      // Readings first: with them it is known which windows are complete.
      for (Track track : of.tracks()) {
        for (ConsumerRecord<byte[], byte[]> record : records.records(track.partition())) {
          unsent += publish(of, events, track, record, touched);
          if (unsent >= BURST) {
            // Who is fast enough need not lose anything because much came at once.
            deliver(touched);
            touched.clear();
            unsent = 0;
          }
        }
        long next = positions.applyAsLong(track.partition());
        track.recent().readUpTo(next);
        if (track.hasReadings()) {
          events.passed(track.partition().partition(), next);
        }
      }
      lock.notifyAll();
    }
    deliver(touched);
  }

  /** Answers how many events that made. */
  private int publish(
      FeedLog of,
      RecordEvents events,
      Track track,
      ConsumerRecord<byte[], byte[]> record,
      Set<LiveStream> touched) {
    int partition = track.partition().partition();
    if (track.hasReadings()) {
      events.passed(partition, record.offset() + 1);
    } else {
      events.passedAggregates(record.timestamp());
    }
    if (record.key() == null || record.value() == null) {
      return 0;
    }
    String sensor = new String(record.key(), StandardCharsets.UTF_8);
    if (Routing.partition(sensor, of.partitions()) != partition) {
      return 0;
    }
    RecentRecord recent =
        new RecentRecord(record.offset(), record.timestamp(), sensor, record.value());
    track.recent().add(recent);
    Channel channel = channels.get(sensor);
    if (channel == null) {
      return 0;
    }
    if (track.rung() == null) {
      return offer(channel, events.readings(partition, recent, 0, channel.newest), true, touched);
    }
    return channel.aggregates
        ? offer(channel, events.windows(track.rung(), recent, channel.newest), false, touched)
        : 0;
  }

  private static int offer(
      Channel channel, List<LiveEvent> events, boolean readings, Set<LiveStream> touched) {
    if (events.isEmpty()) {
      return 0;
    }
    // A record is of one sensor, and of one resolution.
    LiveEvent latest = events.getFirst();
    for (LiveEvent event : events) {
      latest = event.time() >= latest.time() ? event : latest;
    }
    for (LiveStream stream : channel.streams) {
      if (readings ? stream.request().readings() : stream.request().aggregates()) {
        stream.offer(events, latest);
        touched.add(stream);
      }
    }
    return events.size();
  }

  /** One task for each event loop, however many streams it has. */
  private static void deliver(Set<LiveStream> touched) {
    Map<Executor, List<LiveStream>> byLoop = new HashMap<>();
    for (LiveStream stream : touched) {
      Executor loop = stream.claim();
      if (loop != null) {
        byLoop.computeIfAbsent(loop, _ -> new ArrayList<>()).add(stream);
      }
    }
    byLoop.forEach((loop, some) -> LiveStream.execute(loop, () -> some.forEach(LiveStream::drain)));
  }

  // --- For streams that catch up ---

  /**
   * What is read now.
   *
   * @throws FeedBroken when there is nothing, as the reader begins anew
   */
  FeedLog log() throws FeedBroken {
    synchronized (lock) {
      if (log == null) {
        throw new FeedBroken();
      }
      return log;
    }
  }

  /** The place that is read next. */
  EventId place(FeedLog of) throws FeedBroken {
    synchronized (lock) {
      if (log != of || live == null) {
        throw new FeedBroken();
      }
      return live.place();
    }
  }

  /**
   * Waits until the reader has come to a place.
   *
   * @return false when it has not in that time
   */
  boolean awaitPlace(FeedLog of, EventId place, Set<Integer> partitions, Duration patience)
      throws FeedBroken, InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    synchronized (lock) {
      while (true) {
        if (log != of) {
          throw new FeedBroken();
        }
        if (partitions.stream().allMatch(i -> of.readings(i).recent().next() >= place.needs(i))) {
          return true;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        lock.wait(left);
      }
    }
  }

  /**
   * Does the last step, in which nothing is read: what is left is handed over, and from here on the
   * stream gets what is read.
   *
   * @param last hands over what is left, without waiting; false when that is too much
   * @param newest what is known of the stream's sensors
   */
  boolean attach(FeedLog of, LiveStream stream, Supplier<Boolean> last, Map<String, Newest> newest)
      throws FeedBroken {
    synchronized (lock) {
      if (log != of) {
        throw new FeedBroken();
      }
      if (!last.get()) {
        return false;
      }
      // One that has ended meanwhile is detached only once.
      if (!stream.isClosed()) {
        join(stream, newest);
      }
    }
    if (stream.isClosed()) {
      detach(stream);
    }
    return true;
  }

  /** The time of a sensor's newest reading, where a stream of its windows has found it out. */
  OptionalLong newest(String sensor) {
    synchronized (lock) {
      Channel channel = channels.get(sensor);
      return channel != null && channel.aggregates
          ? OptionalLong.of(channel.newest.time())
          : OptionalLong.empty();
    }
  }

  private void join(LiveStream stream, Map<String, Newest> newest) {
    LiveRequest request = stream.request();
    for (String sensor : request.sensors()) {
      Channel channel = channels.computeIfAbsent(sensor, _ -> new Channel());
      channel.streams.add(stream);
      channel.aggregates |= request.aggregates();
      Newest known = newest.get(sensor);
      if (known != null) {
        channel.newest.passed(known.time());
      }
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    clock.shutdownNow();
    reader.stop();
    streams.forEach(stream -> stream.end(LiveStream.End.FEED));
    try {
      if (!readerThread.join(STOP_GRACE)) {
        // It asks a broker that does not answer.
        readerThread.interrupt();
        readerThread.join(STOP_PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
