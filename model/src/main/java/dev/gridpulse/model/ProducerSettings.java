package dev.gridpulse.model;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** How everything of gridpulse that is not Kafka Streams writes to Kafka: the one place. */
public final class ProducerSettings {
  private ProducerSettings() {}

  /**
   * Settings for a producer of bytes: every record acknowledged by all replicas in sync, written
   * once and in order per partition, compressed.
   *
   * @param connection at least {@code bootstrap.servers}; what it names wins over the defaults
   *     here, except for the guarantees (acks, idempotence)
   * @param clientId the name that the broker's logs and metrics show
   */
  public static Map<String, Object> of(Map<String, ?> connection, String clientId) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 32L * 1024 * 1024);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    settings.putAll(connection);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    return settings;
  }
}
