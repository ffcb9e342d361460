package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.Reject;
import dev.gridpulse.model.RejectEncoder;
import dev.gridpulse.model.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what the sink refuses to {@link Topics#REJECTS}. */
final class RejectPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(RejectPublisher.class);

  private final Producer<byte[], byte[]> producer;

  RejectPublisher(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * Sends them and waits until the broker has them. Called before the transaction commits that
   * passes them over: when that fails they are sent again, so a reject may come twice, but none is
   * lost.
   *
   * @throws KafkaException when the broker does not take one
   */
  void deliver(List<Reject> rejects) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(rejects.size());
    for (Reject reject : rejects) {
      LOG.warn("Rejected {}: {}", reject.origin(), reject.reason());
      byte[] key = reject.origin().source().getBytes(StandardCharsets.UTF_8);
      sent.add(
          producer.send(
              new ProducerRecord<>(Topics.REJECTS.name(), key, RejectEncoder.encode(reject))));
    }
    for (Future<RecordMetadata> each : sent) {
      try {
        each.get();
      } catch (ExecutionException e) {
        throw new KafkaException("A reject could not be delivered", e.getCause());
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
  }
}
