package dev.gridpulse.query.live;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads again from Kafka what is no longer in memory, in portions, and few of them at a time: what
 * reading needs is bounded, and who waits for a slow client holds a small portion.
 */
final class KafkaGap {
  /** How many are read at once. */
  private static final int AT_ONCE = 4;

  /** A portion ends when it has so many bytes for its client. */
  static final long PORTION_BYTES = 256L << 10;

  /** More is fetched for each portion anew. */
  private static final int FETCH_BYTES = 1 << 20;

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, Object> settings;
  private final long longest;
  private final Semaphore permits = new Semaphore(AT_ONCE, true);

  /**
   * @param longest how many records are read at most
   */
  KafkaGap(Map<String, Object> kafka, long longest) {
    this.settings = consumerSettings(kafka, "gridpulse-live-gap");
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    this.longest = longest;
  }

  /** Settings of a consumer that takes its partitions itself and belongs to no group. */
  static Map<String, Object> consumerSettings(Map<String, Object> kafka, String clientId) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
    return settings;
  }

  static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Reads a portion of what some sensors missed.
   *
   * @param from the first offset
   * @param until the offset that is not read any more
   * @throws GapLost when some of it is not there any more, or it is too much
   * @throws KafkaException when the broker does not answer
   */
  RecentRecords.Found read(TopicPartition partition, long from, long until, Set<String> sensors)
      throws GapLost, InterruptedException {
    if (until - from > longest) {
      throw new GapLost(
          "%d records have passed since, and no more than %d are read again"
              .formatted(until - from, longest));
    }
    permits.acquire();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings)) {
      consumer.assign(List.of(partition));
      if (consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L) > from) {
        throw expired();
      }
      consumer.seek(partition, from);
      return read(consumer, partition, until, sensors);
    } catch (OffsetOutOfRangeException e) {
      throw expired();
    } finally {
      permits.release();
    }
  }

  private static GapLost expired() {
    return new GapLost("Kafka does not have any more what has passed since");
  }

  private static RecentRecords.Found read(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long until,
      Set<String> sensors) {
    List<RecentRecord> found = new ArrayList<>();
    long bytes = 0;
    long patience = System.nanoTime() + PATIENCE.toNanos();
    long before = consumer.position(partition);
    while (true) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
        if (record.offset() >= until || bytes >= PORTION_BYTES) {
          return new RecentRecords.Found(found, Math.min(until, record.offset()));
        }
        if (record.key() != null && record.value() != null) {
          String sensor = new String(record.key(), StandardCharsets.UTF_8);
          if (sensors.contains(sensor)) {
            RecentRecord kept =
                new RecentRecord(record.offset(), record.timestamp(), sensor, record.value());
            found.add(kept);
            bytes += kept.size();
          }
        }
      }
      long position = consumer.position(partition);
      if (position >= until) {
        return new RecentRecords.Found(found, until);
      }
      if (position > before) {
        before = position;
        patience = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() - patience > 0) {
        throw new KafkaException("no records of " + partition + " came in " + PATIENCE);
      }
    }
  }

  /**
   * The offset of the first record of a time or later; {@code absent} when there is none.
   *
   * @throws KafkaException when the broker does not answer
   */
  long offsetSince(TopicPartition partition, long appendTime, long absent)
      throws InterruptedException {
    permits.acquire();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings)) {
      OffsetAndTimestamp found =
          consumer.offsetsForTimes(Map.of(partition, appendTime)).get(partition);
      return found == null ? absent : Math.min(absent, found.offset());
    } finally {
      permits.release();
    }
  }
}
