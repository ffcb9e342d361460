package dev.gridpulse.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.coordinator.transaction.TransactionLog;

/** Writes and reads one topic of one partition, transactionally. */
final class KafkaProbe {
  private static final TopicPartition PARTITION = new TopicPartition("probe", 0);

  private KafkaProbe() {}

  static void createTopic(String bootstrapServers) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(List.of(new NewTopic(PARTITION.topic(), Optional.of(1), Optional.empty())))
          .all()
          .get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns when the broker has acknowledged the commit. */
  static void write(String bootstrapServers, String text) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "transactional.id",
            "probe",
            "max.request.size",
            10 << 20);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      // The commit reports what the send did.
      var _ =
          producer.send(
              new ProducerRecord<>(PARTITION.topic(), text.getBytes(StandardCharsets.UTF_8)));
      producer.commitTransaction();
    }
  }

  /**
   * Writes in a transaction that stays open, and has the coordinator's log forget it, as a broker
   * does that is killed at the wrong moment.
   */
  static void leaveOpenAndForget(String bootstrapServers, String text) {
    String id = "forgotten";
    var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                bootstrapServers,
                "transactional.id",
                id,
                "transaction.timeout.ms",
                600_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    var _ =
        producer.send(
            new ProducerRecord<>(PARTITION.topic(), text.getBytes(StandardCharsets.UTF_8)));
    producer.flush();
    // Only a client of that name may write to the broker's own topics.
    try (var coordinator =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", bootstrapServers, "client.id", "__admin_client"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      var _ =
          coordinator
              .send(
                  new ProducerRecord<>(
                      "__transaction_state",
                      Utils.abs(id.hashCode())
                          % coordinator.partitionsFor("__transaction_state").size(),
                      TransactionLog.keyToBytes(id),
                      null))
              .get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    producer.close(Duration.ZERO);
  }

  /** All that is in the topic at this moment, waiting for the commit of what is in the log. */
  static List<String> readAll(String bootstrapServers) {
    long end = endOfLog(bootstrapServers);
    try (var consumer = consumer(bootstrapServers, "read_committed")) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      var texts = new ArrayList<String>();
      while (consumer.position(PARTITION) < end) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(r -> texts.add(new String(r.value(), StandardCharsets.UTF_8)));
      }
      return texts;
    }
  }

  private static long endOfLog(String bootstrapServers) {
    try (var consumer = consumer(bootstrapServers, "read_uncommitted")) {
      return consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(
      String bootstrapServers, String isolationLevel) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "isolation.level", isolationLevel);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
