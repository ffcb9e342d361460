package dev.gridpulse.partner.intake;

import io.micronaut.configuration.kafka.annotation.ErrorStrategy;
import io.micronaut.configuration.kafka.annotation.ErrorStrategyValue;
import io.micronaut.configuration.kafka.annotation.KafkaListener;
import io.micronaut.configuration.kafka.annotation.OffsetReset;
import io.micronaut.configuration.kafka.annotation.OffsetStrategy;
import io.micronaut.configuration.kafka.annotation.Topic;
import io.micronaut.context.annotation.Requires;
import java.sql.SQLException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Listens to the partner's answers. An answer is tried again until it is stored or refused: without
 * a database nothing goes on, and nothing is passed over.
 */
@KafkaListener(
    groupId = UsageListener.GROUP,
    clientId = UsageListener.GROUP,
    offsetReset = OffsetReset.EARLIEST,
    offsetStrategy = OffsetStrategy.SYNC_PER_RECORD,
    errorStrategy =
        @ErrorStrategy(
            value = ErrorStrategyValue.RETRY_ON_ERROR,
            retryDelay = "1s",
            retryCount = Integer.MAX_VALUE))
@Requires(beans = UsageIntake.class)
final class UsageListener {
  /** The consumer group, of all instances. */
  static final String GROUP = "gridpulse-partner-usage";

  /** The property that holds the topic's name. */
  static final String TOPIC = "gridpulse.partner.usage.topic";

  private final UsageIntake intake;

  UsageListener(UsageIntake intake) {
    this.intake = intake;
  }

  @Topic("${" + TOPIC + "}")
  void answered(ConsumerRecord<byte[], byte[]> answer) throws SQLException {
    intake.take(answer);
  }
}
