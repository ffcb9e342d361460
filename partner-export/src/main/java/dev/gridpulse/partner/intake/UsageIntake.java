package dev.gridpulse.partner.intake;

import dev.gridpulse.model.MalformedJson;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.RejectEncoder;
import dev.gridpulse.model.SensorName;
import dev.gridpulse.model.Topics;
import dev.gridpulse.model.UsageReceipt;
import dev.gridpulse.model.UsageSplit;
import dev.gridpulse.model.UsageSplitCodec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the partner's answers, one after the other: an answer is stored or refused, and the partner
 * is told which. Taking one again changes nothing, and says the same again. {@code received =
 * accepted + refused}.
 */
final class UsageIntake {
  /** More than {@link UsageSplit#MOST_USAGES} need. */
  static final int LARGEST_ANSWER = 64 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(UsageIntake.class);

  private final UsageTable table;
  private final SentExports exports;
  private final Producer<byte[], byte[]> producer;
  private final Counter accepted;
  private final Counter refused;

  UsageIntake(
      UsageTable table,
      SentExports exports,
      Producer<byte[], byte[]> producer,
      MeterRegistry meters) {
    this.table = table;
    this.exports = exports;
    this.producer = producer;
    this.accepted = meters.counter("gridpulse.usage.accepted");
    this.refused = meters.counter("gridpulse.usage.refused");
  }

  /**
   * Takes one answer; returns when it is stored, and the broker has what is said of it.
   *
   * @throws SQLException when there is no database, to be tried again
   * @throws KafkaException when the broker does not answer, to be tried again
   * @throws IllegalStateException while it is not known what was exported, to be tried again
   */
  void take(ConsumerRecord<byte[], byte[]> answer) throws SQLException {
    Reject.InTopic place = new Reject.InTopic(answer.topic(), answer.partition(), answer.offset());
    UsageSplit split = null;
    String refusal;
    try {
      split = decode(answer.value());
      refusal = store(split, answer.offset());
    } catch (MalformedJson e) {
      refusal = e.reason();
    }
    tell(answer, place, split, refusal);
    (refusal == null ? accepted : refused).increment();
  }

  /** The partner may be quicker than we are, and quote an export that is not noted yet. */
  private @Nullable String store(UsageSplit split, long offset) throws SQLException {
    if (!table.knows(split.exportId()) && !exports.catchUp()) {
      throw new IllegalStateException(
          "What was exported last is being noted; \"%s\" may be it".formatted(split.exportId()));
    }
    return table.store(split, offset).orElse(null);
  }

  private static UsageSplit decode(byte @Nullable [] value) throws MalformedJson {
    if (value == null) {
      throw new MalformedJson("the record has no value");
    }
    if (value.length > LARGEST_ANSWER) {
      throw new MalformedJson(
          "an answer of %,d bytes, at most %,d are allowed"
              .formatted(value.length, LARGEST_ANSWER));
    }
    return UsageSplitCodec.decode(value);
  }

  private void tell(
      ConsumerRecord<byte[], byte[]> answer,
      Reject.InTopic place,
      @Nullable UsageSplit split,
      @Nullable String refusal) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    if (refusal != null) {
      LOG.warn("Refused {}: {}", place, refusal);
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  Topics.REJECTS.name(),
                  place.source().getBytes(StandardCharsets.UTF_8),
                  RejectEncoder.encode(Reject.of(place, refusal, answer.value())))));
    }
    UsageReceipt receipt =
        new UsageReceipt(
            place,
            split == null ? null : split.exportId(),
            split == null ? null : split.sensor(),
            refusal);
    sent.add(
        producer.send(
            new ProducerRecord<>(
                Topics.PARTNER_RECEIPTS.name(), key(answer, split), receipt.encode())));
    sent.forEach(UsageIntake::await);
  }

  /** The sensor, else the key of the answer if it could be one. */
  private static byte @Nullable [] key(
      ConsumerRecord<byte[], byte[]> answer, @Nullable UsageSplit split) {
    if (split != null) {
      return split.sensor().getBytes(StandardCharsets.UTF_8);
    }
    return Optional.ofNullable(answer.key())
        .filter(key -> key.length <= 4 * SensorName.MAX_LENGTH)
        .orElse(null);
  }

  private static void await(Future<RecordMetadata> sent) {
    try {
      sent.get();
    } catch (ExecutionException e) {
      throw new KafkaException("A receipt could not be delivered", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
