package dev.gridpulse.standalone;

import dev.gridpulse.model.TopicCreator;
import dev.gridpulse.model.Topics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** How a command reaches the gridpulse that runs already: by settings, else by the data folder. */
final class Running {
  private static final int KAFKA_TIMEOUT_MS = 10_000;

  private final Settings settings;
  private final DataFolder folder;

  Running(Settings settings, DataFolder folder) {
    this.settings = settings;
    this.folder = folder;
  }

  /**
   * Client settings for a Kafka that answers and has our topics.
   *
   * @throws FailedException when there is none
   */
  Map<String, Object> kafka() {
    String bootstrapServers =
        settings
            .find(Setting.KAFKA_BOOTSTRAP_SERVERS)
            .or(() -> RuntimeFile.read(folder).map(RuntimeFile::kafkaBootstrapServers))
            .orElseThrow(
                () ->
                    new FailedException(
                        "No gridpulse runs on %s. Start ./gridpulse up first, name its folder with --data-dir, or set %s."
                            .formatted(folder, Setting.KAFKA_BOOTSTRAP_SERVERS.variable())));
    Map<String, Object> kafka = Settings.kafka(bootstrapServers);
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "default.api.timeout.ms",
                KAFKA_TIMEOUT_MS,
                "request.timeout.ms",
                KAFKA_TIMEOUT_MS / 2))) {
      TopicCreator.createMissing(admin, Topics.all());
    } catch (KafkaException e) {
      throw new FailedException(
          "Kafka does not answer on %s (within %d s)."
              .formatted(bootstrapServers, TimeUnit.MILLISECONDS.toSeconds(KAFKA_TIMEOUT_MS)),
          e);
    }
    return kafka;
  }
}
