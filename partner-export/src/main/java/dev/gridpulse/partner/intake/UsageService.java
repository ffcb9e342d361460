package dev.gridpulse.partner.intake;

import dev.gridpulse.model.ProducerSettings;
import dev.gridpulse.model.Topics;
import dev.gridpulse.partner.PartnerSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running intake: Micronaut's listener over a connection of its own. */
public final class UsageService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UsageService.class);

  private final ApplicationContext context;
  private final UsageTable table;
  private final Producer<byte[], byte[]> producer;

  private UsageService(
      ApplicationContext context, UsageTable table, Producer<byte[], byte[]> producer) {
    this.context = context;
    this.table = table;
    this.producer = producer;
  }

  /**
   * Starts to listen. The database may come later.
   *
   * @param topicId of the topic of the answers, which must be there
   * @param exports what answers may quote
   * @param meters gets what is counted
   */
  public static UsageService start(
      PartnerSettings settings, UUID topicId, SentExports exports, MeterRegistry meters) {
    Map<String, Object> producing =
        ProducerSettings.of(settings.kafka(), "gridpulse-partner-receipts");
    producing.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer());
    UsageTable table = new UsageTable(settings, topicId);
    ApplicationContext context =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .deduceCloudEnvironment(false)
            .bootstrapEnvironment(false)
            .enableDefaultPropertySources(false)
            .banner(false)
            .singletons(new UsageIntake(table, exports, producer, meters))
            .properties(properties(settings))
            .build();
    try {
      context.start();
      return new UsageService(context, table, producer);
    } catch (RuntimeException e) {
      context.close();
      producer.close();
      throw e;
    }
  }

  /** Nothing but these properties counts: no environment, no system property, no file. */
  private static Map<String, Object> properties(PartnerSettings settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("micronaut.application.name", "partner-export");
    // Other roles have beans on the same class path.
    properties.put("micronaut.security.enabled", false);
    properties.put("kafka.health.enabled", false);
    properties.put(UsageListener.TOPIC, Topics.PARTNER_USAGE.name());
    settings.kafka().forEach((name, value) -> properties.put("kafka." + name, value));
    String consumer = "kafka.consumers." + UsageListener.GROUP + ".";
    properties.put(consumer + "isolation.level", "read_committed");
    properties.put(consumer + "fetch.max.bytes", 4 << 20);
    properties.put(consumer + "max.partition.fetch.bytes", 1 << 20);
    properties.put(consumer + "max.poll.records", 100);
    return properties;
  }

  @Override
  public void close() {
    context.close();
    producer.close();
    try {
      table.close();
    } catch (SQLException e) {
      LOG.debug("A connection could not be closed", e);
    }
  }
}
