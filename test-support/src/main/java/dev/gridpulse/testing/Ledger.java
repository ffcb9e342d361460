package dev.gridpulse.testing;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends readings and keeps book of what the broker said to each record. What has been written, and
 * in which order, is then read from the topic itself: an acknowledged record must lie where the
 * broker said, one that failed must not be there, and the log decides of those nobody knows about.
 *
 * <p>Safe for use by several threads. It holds what was sent: 16 bytes a reading.
 */
public final class Ledger implements AutoCloseable {
  /** Its name is this ledger's own, its value the number of the entry. */
  private final String header = "ledger-" + UUID.randomUUID();

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> log;
  private final List<TopicPartition> partitions;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<TopicPartition, List<ReadingBatch>> written = new HashMap<>();

  private enum Outcome {
    PENDING,
    ACKNOWLEDGED,
    FAILED,
    UNKNOWN
  }

  /** One record that was to be sent. */
  private static final class Entry {
    final ReadingBatch batch;
    volatile Outcome outcome = Outcome.PENDING;
    volatile @Nullable RecordMetadata acknowledged;
    @Nullable TopicPartition foundIn;
    long foundAt = -1;

    Entry(ReadingBatch batch) {
      this.batch = batch;
    }
  }

  /**
   * How many records met which end.
   *
   * @param acknowledged the broker said that it has them
   * @param failed they were refused before they were sent
   * @param unknown no answer came in time: the broker may have them or not
   * @param pending no answer has come yet
   */
  public record Tally(int acknowledged, int failed, int unknown, int pending) {}

  private Ledger(String bootstrapServers, Map<String, ?> settings) {
    Map<String, Object> connection = Map.of("bootstrap.servers", bootstrapServers);
    Map<String, Object> producerSettings = new HashMap<>(connection);
    producerSettings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    // KAFKA-15591: with more, records on fresh topics may not come through.
    producerSettings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    producerSettings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200);
    producerSettings.putAll(settings);
    producer =
        new KafkaProducer<>(producerSettings, new ByteArraySerializer(), new ByteArraySerializer());
    log = new KafkaConsumer<>(connection, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    partitions =
        log.partitionsFor(Topics.READINGS.name()).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    log.assign(partitions);
    log.endOffsets(partitions).forEach(log::seek);
  }

  /** A new ledger; it reads the topic from where it ends now. */
  public static Ledger open(String bootstrapServers) {
    return open(bootstrapServers, Map.of());
  }

  /**
   * As {@link #open(String)}, with settings for its producer, such as {@code delivery.timeout.ms}.
   */
  public static Ledger open(String bootstrapServers, Map<String, ?> settings) {
    return new Ledger(bootstrapServers, settings);
  }

  /** Sends a record under its sensor's name; may wait for room when the broker does not answer. */
  public void send(ReadingBatch batch) {
    Entry entry = new Entry(batch);
    int number;
    synchronized (entries) {
      number = entries.size();
      entries.add(entry);
    }
    byte[] key = batch.sensor().getBytes(StandardCharsets.UTF_8);
    var record = new ProducerRecord<>(Topics.READINGS.name(), key, ReadingEncoder.encode(batch));
    record.headers().add(header, ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    Thread caller = Thread.currentThread();
    var _ =
        producer.send(
            record,
            (metadata, failure) -> {
              if (failure == null) {
                entry.acknowledged = metadata;
                entry.outcome = Outcome.ACKNOWLEDGED;
              } else {
                // What fails in the caller's own thread was never handed to the network.
                entry.outcome =
                    Thread.currentThread().equals(caller) ? Outcome.FAILED : Outcome.UNKNOWN;
              }
            });
  }

  /** How many records were to be sent so far. */
  public int size() {
    synchronized (entries) {
      return entries.size();
    }
  }

  /** What the broker has said so far. */
  public Tally tally() {
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    for (Entry entry : snapshot()) {
      counts.merge(entry.outcome, 1, Integer::sum);
    }
    return new Tally(
        counts.getOrDefault(Outcome.ACKNOWLEDGED, 0),
        counts.getOrDefault(Outcome.FAILED, 0),
        counts.getOrDefault(Outcome.UNKNOWN, 0),
        counts.getOrDefault(Outcome.PENDING, 0));
  }

  /**
   * Waits until each record is answered or given up, and reads on in the topic.
   *
   * @return what the topic holds of this ledger's records, as often as it holds it, each sensor's
   *     in order of writing: what an {@link Oracle} expects
   * @throws AssertionError when the topic contradicts what the broker had said
   */
  public List<ReadingBatch> written() {
    producer.flush();
    List<Entry> answered =
        snapshot().stream().filter(entry -> entry.outcome != Outcome.PENDING).toList();
    synchronized (log) {
      readOn();
      answered.forEach(Ledger::verify);
      return written.values().stream().flatMap(List::stream).toList();
    }
  }

  /** How many readings {@link #written} holds: those that come twice count twice. */
  public static long readings(List<ReadingBatch> batches) {
    return batches.stream().mapToLong(ReadingBatch::size).sum();
  }

  private List<Entry> snapshot() {
    synchronized (entries) {
      return List.copyOf(entries);
    }
  }

  private Entry entry(int number) {
    synchronized (entries) {
      return entries.get(number);
    }
  }

  private void readOn() {
    Map<TopicPartition, Long> ends = log.endOffsets(partitions);
    while (ends.entrySet().stream().anyMatch(end -> log.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : log.poll(Duration.ofMillis(200))) {
        Header number = record.headers().lastHeader(header);
        if (number != null) {
          Entry entry = entry(ByteBuffer.wrap(number.value()).getInt());
          entry.foundIn = new TopicPartition(record.topic(), record.partition());
          entry.foundAt = record.offset();
          written.computeIfAbsent(entry.foundIn, _ -> new ArrayList<>()).add(entry.batch);
        }
      }
    }
  }

  private static void verify(Entry entry) {
    RecordMetadata acknowledged = entry.acknowledged;
    if (entry.outcome == Outcome.FAILED && entry.foundIn != null) {
      throw new AssertionError(
          "%s failed before it was sent, and is in %s at %d"
              .formatted(entry.batch, entry.foundIn, entry.foundAt));
    }
    if (entry.outcome == Outcome.ACKNOWLEDGED
        && acknowledged != null
        && !isWhereItShould(entry, acknowledged)) {
      throw new AssertionError(
          "%s was acknowledged at %s, and is at %s"
              .formatted(
                  entry.batch,
                  acknowledged,
                  entry.foundIn == null ? "no place" : entry.foundIn + "@" + entry.foundAt));
    }
  }

  private static boolean isWhereItShould(Entry entry, RecordMetadata acknowledged) {
    return entry.foundIn != null
        && entry.foundIn.partition() == acknowledged.partition()
        && (entry.foundAt == acknowledged.offset() || !acknowledged.hasOffset());
  }

  /** Gives up what is still under way. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
    synchronized (log) {
      log.close();
    }
  }
}
