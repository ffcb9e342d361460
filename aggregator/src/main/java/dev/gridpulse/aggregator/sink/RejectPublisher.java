package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.Reject;
import dev.gridpulse.model.RejectEncoder;
import dev.gridpulse.model.Topics;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what the sink refuses to {@link Topics#REJECTS}. */
final class RejectPublisher implements Consumer<Reject> {
  private static final Logger LOG = LoggerFactory.getLogger(RejectPublisher.class);

  private final Producer<byte[], byte[]> producer;

  RejectPublisher(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  @Override
  public void accept(Reject reject) {
    LOG.warn("Rejected {}: {}", reject.origin(), reject.reason());
    byte[] key = reject.origin().source().getBytes(StandardCharsets.UTF_8);
    var _ =
        producer.send(
            new ProducerRecord<>(Topics.REJECTS.name(), key, RejectEncoder.encode(reject)),
            (_, failure) -> {
              if (failure != null) {
                LOG.error("The reject of {} was not delivered", reject.origin(), failure);
              }
            });
  }
}
