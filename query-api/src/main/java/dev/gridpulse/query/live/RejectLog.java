package dev.gridpulse.query.live;

import dev.gridpulse.model.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The end of {@link Topics#REJECTS}: what was not taken in, newest first. It is read from Kafka for
 * each who asks, one at a time.
 */
public final class RejectLog {
  private static final TopicPartition PARTITION = new TopicPartition(Topics.REJECTS.name(), 0);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Marks of transactions take offsets too: one for each record, when they come one by one. */
  private static final int MARKS = 2;

  /** So far it goes back for rejects between which there are many marks. */
  private static final int FARTHEST = 100_000;

  private final Map<String, Object> settings;
  private final Semaphore permit = new Semaphore(1, true);

  /**
   * @param kafka how to reach Kafka, at least {@code bootstrap.servers}
   */
  public RejectLog(Map<String, Object> kafka) {
    settings = new HashMap<>(KafkaGap.consumerSettings(kafka, "gridpulse-rejects"));
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
  }

  /**
   * One of them.
   *
   * @param time when it was written, in milliseconds since 1970
   * @param json what was written
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  public record Entry(long time, byte[] json) {}

  /**
   * The last so many, newest first.
   *
   * @param most how many at most, 1 or more
   * @throws KafkaException when the broker does not answer
   */
  public List<Entry> newest(int most) throws InterruptedException {
    if (!permit.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new KafkaException("others have been reading the rejects for " + PATIENCE);
    }
    try (KafkaConsumer<byte[], byte[]> consumer = KafkaGap.consumer(settings)) {
      consumer.assign(List.of(PARTITION));
      long begin = consumer.beginningOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
      long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
      for (long back = (long) most * MARKS; ; back *= 4) {
        long from = Math.max(begin, end - Math.min(back, FARTHEST));
        Deque<Entry> found = read(consumer, from, end, most);
        if (found.size() == most || from == begin || back >= FARTHEST) {
          return List.copyOf(found);
        }
      }
    } finally {
      permit.release();
    }
  }

  private static Deque<Entry> read(
      KafkaConsumer<byte[], byte[]> consumer, long from, long end, int most) {
    Deque<Entry> found = new ArrayDeque<>();
    consumer.seek(PARTITION, from);
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(PARTITION) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(PARTITION)) {
        if (record.value() != null && record.offset() < end) {
          found.addFirst(new Entry(record.timestamp(), record.value()));
          if (found.size() > most) {
            found.removeLast();
          }
        }
      }
      if (System.nanoTime() - patience > 0) {
        throw new KafkaException("no records of " + PARTITION + " came in " + PATIENCE);
      }
    }
    return found;
  }
}
