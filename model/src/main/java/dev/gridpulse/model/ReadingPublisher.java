package dev.gridpulse.model;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes readings to Kafka, gathered per sensor: a record goes out when it holds {@link
 * #MAX_READINGS}, when its first reading has waited {@link #MAX_WAIT}, on {@link #push}, or when
 * all open records together have become too large. Memory is bounded by that and by the producer's
 * buffer.
 *
 * <p>The topics must exist ({@link TopicCreator}): a broker that creates them by itself would give
 * them its own number of partitions.
 */
public final class ReadingPublisher implements ReadingSink {
  /** The most readings of a record. */
  public static final int MAX_READINGS = 500;

  /** The longest time that a reading waits for others of its sensor. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(1);

  /** What an open record costs besides its readings, counted in readings (16 bytes each). */
  private static final int BATCH_WEIGHT = 16;

  /** The most that may be open at once, counted in readings: about 16 MiB. */
  static final long MAX_OPEN_WEIGHT = 1L << 20;

  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final Producer<byte[], byte[]> producer;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService ticker;
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicReference<@Nullable DeliveryFailed> failure = new AtomicReference<>();

  /** In the order in which they were opened. */
  private final LinkedHashMap<String, OpenBatch> open = new LinkedHashMap<>();

  private @Nullable OpenBatch latest;
  private long openWeight;
  private boolean closed;

  ReadingPublisher(Producer<byte[], byte[]> producer, LongSupplier nanoTime) {
    this.producer = producer;
    this.nanoTime = nanoTime;
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("reading-publisher").factory());
  }

  /**
   * A publisher with a connection of its own.
   *
   * @param connection Kafka's connection settings, at least {@code bootstrap.servers}
   * @param clientId the name that the broker's logs and metrics show
   * @throws DeliveryFailed when the settings are not usable
   */
  public static ReadingPublisher connect(Map<String, ?> connection, String clientId) {
    try {
      ReadingPublisher publisher =
          new ReadingPublisher(
              new KafkaProducer<>(
                  ProducerSettings.of(connection, clientId),
                  new ByteArraySerializer(),
                  new ByteArraySerializer()),
              System::nanoTime);
      publisher.startTicking();
      return publisher;
    } catch (KafkaException e) {
      throw new DeliveryFailed("No connection to Kafka: " + rootMessage(e), e);
    }
  }

  private void startTicking() {
    long millis = TICK.toMillis();
    var _ = ticker.scheduleWithFixedDelay(this::sendDue, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void add(String sensor, long timestamp, double value) {
    ensureUsable();
    OpenBatch batch = batchOf(sensor);
    openWeight += batch.add(timestamp, value);
    if (batch.size == MAX_READINGS) {
      send(batch);
    } else if (openWeight > MAX_OPEN_WEIGHT) {
      send(open.firstEntry().getValue());
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException when there are more than {@link #MAX_READINGS}
   */
  @Override
  public void add(ReadingBatch readings) {
    if (readings.size() > MAX_READINGS) {
      throw new IllegalArgumentException("more than a record's readings: " + readings.size());
    }
    synchronized (this) {
      ensureUsable();
      OpenBatch before = open.get(readings.sensor());
      if (before != null) {
        send(before);
      }
    }
    // Encoding and compressing take their time: several threads can do that at once.
    send(readings);
  }

  @SuppressWarnings("ReferenceEquality") // a source that keeps to one name saves the look-up
  private OpenBatch batchOf(String sensor) {
    OpenBatch known = latest;
    if (known != null && known.sensor == sensor) {
      return known;
    }
    OpenBatch batch = open.get(sensor);
    if (batch == null) {
      batch = new OpenBatch(sensor, nanoTime.getAsLong());
      open.put(sensor, batch);
      openWeight += BATCH_WEIGHT + batch.timestamps.length;
    }
    latest = batch;
    return batch;
  }

  @Override
  public synchronized void reject(Reject reject) {
    ensureUsable();
    byte[] key = reject.origin().source().getBytes(StandardCharsets.UTF_8);
    send(Topics.REJECTS, key, RejectEncoder.encode(reject), 0, "a reject");
  }

  @Override
  public synchronized void register(Sensor sensor) {
    ensureUsable();
    byte[] key = sensor.name().getBytes(StandardCharsets.UTF_8);
    send(Topics.SENSORS, key, SensorCodec.encode(sensor), 0, "a registry entry");
  }

  /** Sends what has waited long enough; called by the publisher's own thread. */
  synchronized void sendDue() {
    long now = nanoTime.getAsLong();
    while (!open.isEmpty() && !closed && failure.get() == null) {
      OpenBatch eldest = open.firstEntry().getValue();
      if (now - eldest.opened < MAX_WAIT.toNanos()) {
        return;
      }
      try {
        send(eldest);
      } catch (DeliveryFailed e) {
        // Kept in `failure`: the next call of the source throws it.
        return;
      }
    }
  }

  @Override
  public synchronized void push() {
    ensureUsable();
    while (!open.isEmpty()) {
      send(open.firstEntry().getValue());
      // A broker that is gone costs one wait, not one for each sensor.
      ensureUsable();
    }
  }

  @Override
  public synchronized void flush() {
    push();
    try {
      producer.flush();
    } catch (KafkaException e) {
      throw failed("what was under way", e);
    }
    ensureUsable();
  }

  @Override
  public long delivered() {
    return delivered.get();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    ticker.shutdownNow();
    try {
      if (failure.get() == null) {
        flush();
      }
    } finally {
      closed = true;
      // After a failure nothing is worth waiting for.
      producer.close(failure.get() == null ? CLOSE_WAIT : Duration.ZERO);
    }
  }

  private void send(OpenBatch batch) {
    open.remove(batch.sensor);
    openWeight -= BATCH_WEIGHT + batch.timestamps.length;
    latest = null;
    send(ReadingBatch.of(batch.sensor, batch.timestamps, batch.values, batch.size));
  }

  private void send(ReadingBatch readings) {
    send(
        Topics.READINGS,
        readings.sensor().getBytes(StandardCharsets.UTF_8),
        ReadingEncoder.encode(readings),
        readings.size(),
        "readings of " + readings.sensor());
  }

  private void send(Topic topic, byte[] key, byte[] value, int readings, String what) {
    try {
      var _ =
          producer.send(
              new ProducerRecord<>(topic.name(), key, value),
              (metadata, problem) -> {
                if (problem == null) {
                  delivered.addAndGet(readings);
                } else {
                  var _ = failed(what, problem);
                }
              });
    } catch (KafkaException e) {
      throw failed(what, e);
    }
  }

  private void ensureUsable() {
    DeliveryFailed failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    if (closed) {
      throw new IllegalStateException("the publisher is closed");
    }
  }

  /** Keeps the first failure: those that follow are its consequences. */
  private DeliveryFailed failed(String what, Exception problem) {
    DeliveryFailed failed =
        new DeliveryFailed(
            "Kafka did not take %s (%d readings had been acknowledged): %s"
                .formatted(what, delivered.get(), reason(problem)),
            problem);
    DeliveryFailed first = failure.compareAndExchange(null, failed);
    return first == null ? failed : first;
  }

  private static String reason(Exception problem) {
    return switch (problem) {
      case TimeoutException timeout ->
          "no answer in time; is the broker running? (" + rootMessage(timeout) + ")";
      case InterruptException _ -> "interrupted";
      default -> rootMessage(problem);
    };
  }

  private static String rootMessage(Throwable problem) {
    Throwable root = problem;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** A record that still takes readings. */
  private static final class OpenBatch {
    private final String sensor;
    private final long opened;
    private long[] timestamps = new long[8];
    private double[] values = new double[8];
    private int size;

    OpenBatch(String sensor, long opened) {
      this.sensor = sensor;
      this.opened = opened;
    }

    /** By how many readings the batch has become larger in memory. */
    int add(long timestamp, double value) {
      int grown = 0;
      if (size == timestamps.length) {
        grown = Math.min(MAX_READINGS, size * 4) - size;
        timestamps = Arrays.copyOf(timestamps, size + grown);
        values = Arrays.copyOf(values, size + grown);
      }
      timestamps[size] = timestamp;
      values[size] = value;
      size++;
      return grown;
    }
  }
}
