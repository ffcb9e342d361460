package dev.gridpulse.aggregator;

import dev.gridpulse.aggregator.schema.StorageSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the aggregator needs to know.
 *
 * @param kafka how to reach Kafka: client settings, at least {@code bootstrap.servers}
 * @param databaseUrl JDBC URL of a PostgreSQL database
 * @param databaseUser its user, who may create tables, or finds them made; null when the URL names
 *     it
 * @param databasePassword the user's password; null when none is needed
 * @param stateFolder where Kafka Streams keeps its locks; must belong to this process
 * @param threads stream threads, 1 or more; more than partitions are idle
 * @param maxReadings readings that one task (partition) may hold in open quarter-hours, where each
 *     minute that has any counts 16 more; 1 or more
 * @param auditRest how long the standing audit rests at least between two looks at the database
 * @param storage how TimescaleDB is to keep what is stored; set where the user owns the tables
 */
public record AggregatorSettings(
    Map<String, Object> kafka,
    String databaseUrl,
    @Nullable String databaseUser,
    @Nullable String databasePassword,
    Path stateFolder,
    int threads,
    long maxReadings,
    Duration auditRest,
    StorageSettings storage) {

  /** The default of {@link #maxReadings}. */
  public static final long DEFAULT_MAX_READINGS = 2_000_000;

  /** The default of {@link #auditRest}. */
  public static final Duration DEFAULT_AUDIT_REST = Duration.ofSeconds(1);

  public AggregatorSettings {
    kafka = Map.copyOf(kafka);
    Objects.requireNonNull(stateFolder, "stateFolder");
    Objects.requireNonNull(storage, "storage");
    if (!kafka.containsKey("bootstrap.servers")) {
      throw new IllegalArgumentException("kafka: \"bootstrap.servers\" is missing");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + " is less than 1");
    }
    if (auditRest.isNegative() || auditRest.isZero()) {
      throw new IllegalArgumentException("auditRest: " + auditRest + " is no time to rest");
    }
    if (maxReadings < 1) {
      throw new IllegalArgumentException("maxReadings: " + maxReadings + " is less than 1");
    }
  }

  /** With the default of {@link #storage}. */
  public AggregatorSettings(
      Map<String, Object> kafka,
      String databaseUrl,
      @Nullable String databaseUser,
      @Nullable String databasePassword,
      Path stateFolder,
      int threads,
      long maxReadings,
      Duration auditRest) {
    this(
        kafka,
        databaseUrl,
        databaseUser,
        databasePassword,
        stateFolder,
        threads,
        maxReadings,
        auditRest,
        StorageSettings.DEFAULT);
  }

  /** With the defaults of {@link #auditRest} and {@link #storage}. */
  public AggregatorSettings(
      Map<String, Object> kafka,
      String databaseUrl,
      @Nullable String databaseUser,
      @Nullable String databasePassword,
      Path stateFolder,
      int threads,
      long maxReadings) {
    this(
        kafka,
        databaseUrl,
        databaseUser,
        databasePassword,
        stateFolder,
        threads,
        maxReadings,
        DEFAULT_AUDIT_REST);
  }

  @Override
  public String toString() {
    return "AggregatorSettings[database %s as %s, %d threads, %d readings]"
        .formatted(databaseUrl, databaseUser, threads, maxReadings);
  }
}
