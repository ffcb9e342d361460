package dev.gridpulse.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KilledBrokerTest {
  private static final TopicPartition PARTITION = new TopicPartition(Topics.REJECTS.name(), 0);
  private static final int TRANSACTIONS = 3;

  @Test
  void endsTheTransactionsThatWereOpenWhenItWasKilled() throws Exception {
    try (BreakableKafka kafka = BreakableKafka.start()) {
      List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
      for (int i = 0; i < TRANSACTIONS; i++) {
        producers.add(leaveOpen(kafka, "transaction-" + i));
      }
      assertThat(committed(kafka)).isZero();

      kafka.kill9();
      producers.forEach(producer -> producer.close(Duration.ZERO));
      kafka.startAgain();

      await("readers of committed records to go on")
          .atMost(Duration.ofSeconds(30))
          .until(() -> committed(kafka) >= TRANSACTIONS);
    }
  }

  /** It times out before the broker can be there again. */
  private static KafkaProducer<byte[], byte[]> leaveOpen(BreakableKafka kafka, String id)
      throws ExecutionException, InterruptedException {
    var producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "transactional.id",
                id,
                "transaction.timeout.ms",
                4_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    var _ =
        producer
            .send(new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), null, new byte[1]))
            .get();
    return producer;
  }

  /** Up to which offset readers of committed records can read. */
  private static long committed(BreakableKafka kafka)
      throws ExecutionException, InterruptedException {
    try (Admin admin = kafka.admin()) {
      return admin
          .listOffsets(
              Map.of(PARTITION, OffsetSpec.latest()),
              new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .partitionResult(PARTITION)
          .get()
          .offset();
    }
  }
}
