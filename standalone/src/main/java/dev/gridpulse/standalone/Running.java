package dev.gridpulse.standalone;

import dev.gridpulse.model.TopicCreator;
import dev.gridpulse.model.Topics;
import dev.gridpulse.query.store.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;

/** How a command reaches the gridpulse that runs already: by settings, else by the data folder. */
final class Running {
  private static final int KAFKA_TIMEOUT_MS = 10_000;

  /** How long a Kafka is waited for that does not answer. */
  private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(60);

  private final Settings settings;
  private final DataFolder folder;
  private final Duration kafkaPatience;

  Running(Settings settings, DataFolder folder) {
    this(settings, folder, KAFKA_PATIENCE);
  }

  Running(Settings settings, DataFolder folder, Duration kafkaPatience) {
    this.settings = settings;
    this.folder = folder;
    this.kafkaPatience = kafkaPatience;
  }

  /**
   * Client settings for a Kafka that answers and has our topics.
   *
   * @throws FailedException when there is none
   */
  Map<String, Object> kafka() {
    return Settings.kafka(bootstrapServers());
  }

  /**
   * A Kafka that answers and has our topics, as host:port.
   *
   * @throws FailedException when there is none
   */
  String bootstrapServers() {
    String bootstrapServers =
        settings
            .find(Setting.KAFKA_BOOTSTRAP_SERVERS)
            .or(() -> RuntimeFile.read(folder).map(RuntimeFile::kafkaBootstrapServers))
            .orElseThrow(() -> noneRuns(Setting.KAFKA_BOOTSTRAP_SERVERS));
    long deadline = System.nanoTime() + kafkaPatience.toNanos();
    boolean told = false;
    while (true) {
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
        return bootstrapServers;
      } catch (KafkaException e) {
        boolean away = e.getCause() instanceof RetriableException;
        if (!away || System.nanoTime() - deadline > 0) {
          throw new FailedException(
              e.getCause() == null
                  ? String.valueOf(e.getMessage())
                  : "Kafka does not answer on %s (within %d s): %s."
                      .formatted(bootstrapServers, kafkaPatience.toSeconds(), e.getMessage()),
              e);
        }
        if (!told) {
          System.err.printf(
              "Waiting for Kafka on %s, at most %d s…%n",
              bootstrapServers, kafkaPatience.toSeconds());
          told = true;
        }
      }
    }
  }

  /**
   * A connection to its database, to be closed by the caller.
   *
   * @throws FailedException when there is none
   */
  Connection database() {
    DatabaseSettings database = databaseSettings();
    Properties login = new Properties();
    if (database.user() != null) {
      login.put("user", database.user());
    }
    if (database.password() != null) {
      login.put("password", database.password());
    }
    try {
      return DriverManager.getConnection(database.url(), login);
    } catch (SQLException e) {
      throw new FailedException(
          "The database does not answer at %s: %s".formatted(database.url(), e.getMessage()), e);
    }
  }

  /**
   * Where its database is.
   *
   * @throws FailedException when nobody says so
   */
  DatabaseSettings databaseSettings() {
    if (settings.find(Setting.DATABASE_URL).isPresent()) {
      return DatabaseSettings.of(
          settings.require(Setting.DATABASE_URL),
          settings.find(Setting.DATABASE_USER).orElse(null),
          settings.databasePassword().orElse(null));
    }
    return RuntimeFile.read(folder)
        .map(RuntimeFile::database)
        .orElseThrow(() -> noneRuns(Setting.DATABASE_URL));
  }

  private FailedException noneRuns(Setting other) {
    return new FailedException(
        "No gridpulse runs on %s. Start ./gridpulse up first, name its folder with --data-dir, or set %s."
            .formatted(folder, other.variable()));
  }
}
