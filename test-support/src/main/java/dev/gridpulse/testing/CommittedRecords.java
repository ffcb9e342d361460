package dev.gridpulse.testing;

import dev.gridpulse.model.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a reader of committed records sees of a topic of one partition, from its beginning to now.
 */
public final class CommittedRecords {
  private CommittedRecords() {}

  /** All of them, in their order. */
  public static List<ConsumerRecord<byte[], byte[]>> of(String bootstrapServers, Topic topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    forEach(bootstrapServers, topic, records::add);
    return records;
  }

  /** Hands over one after the other; all of them may be more than memory holds. */
  public static void forEach(
      String bootstrapServers, Topic topic, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    TopicPartition partition = new TopicPartition(topic.name(), 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = Objects.requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(taker);
      }
    }
  }
}
