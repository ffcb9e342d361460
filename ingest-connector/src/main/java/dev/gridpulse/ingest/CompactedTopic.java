package dev.gridpulse.ingest;

import dev.gridpulse.model.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic of one partition from its beginning to where it ends now. */
final class CompactedTopic {
  private CompactedTopic() {}

  /**
   * Hands over every record, in order.
   *
   * @param connection Kafka's connection settings, at least {@code bootstrap.servers}
   */
  static void read(
      Map<String, Object> connection, Topic topic, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put("auto.offset.reset", "earliest");
    List<TopicPartition> partition = List.of(new TopicPartition(topic.name(), 0));
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      long end = consumer.endOffsets(partition).getOrDefault(partition.getFirst(), 0L);
      while (consumer.position(partition.getFirst()) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(taker);
      }
    }
  }
}
