package dev.gridpulse.aggregator;

import static org.apache.kafka.streams.CloseOptions.GroupMembershipOperation.LEAVE_GROUP;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.gridpulse.aggregator.schema.Schema;
import dev.gridpulse.aggregator.sink.Sink;
import dev.gridpulse.aggregator.topology.AggregatorTopology;
import dev.gridpulse.aggregator.topology.LogWentBack;
import dev.gridpulse.model.TopicCreator;
import dev.gridpulse.model.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The aggregator role: the topology in Kafka Streams, and the sink into the database. */
public final class Aggregator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Aggregator.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration REPLACE_PAUSE = Duration.ofSeconds(1);
  private static final int DATABASE_CONNECTIONS = 6;

  private final HikariDataSource database;
  private final Sink sink;
  private final KafkaStreams streams;
  private volatile @Nullable String streamsFailure;

  private Aggregator(HikariDataSource database, Sink sink, KafkaStreams streams) {
    this.database = database;
    this.sink = sink;
    this.streams = streams;
  }

  /**
   * Creates what is missing (tables, topics), then starts computing and storing.
   *
   * @param meters gets what can be counted and measured of it (docs/operations.md)
   * @throws AggregatorNotStarted when Kafka or the database cannot be reached or refuses
   */
  public static Aggregator start(AggregatorSettings settings, MeterRegistry meters) {
    Deque<AutoCloseable> started = new ArrayDeque<>();
    try {
      String instanceId = InstanceId.of(settings.stateFolder());
      HikariDataSource database = database(settings, meters);
      started.push(database);
      // Not from the pool: tables that a crash of the database takes back do not come again.
      Schema.ensure(
          Schema.source(
              settings.databaseUrl(), settings.databaseUser(), settings.databasePassword()),
          settings.storage());
      int partitions = createTopics(settings);
      Sink sink = Sink.start(settings.kafka(), instanceId, database, partitions, meters);
      started.push(sink);
      TaskWatch tasks = new TaskWatch(meters);
      Topology topology =
          AggregatorTopology.build(partitions, settings.maxReadings(), sink.generation(), tasks);
      String applicationId = sink.applicationId();
      KafkaStreams streams =
          new KafkaStreams(topology, properties(settings, instanceId, applicationId));
      started.push(streams);
      Aggregator aggregator = new Aggregator(database, sink, streams);
      streams.setUncaughtExceptionHandler(aggregator::streamThreadFailed);
      streams.start();
      sink.startAudit(applicationId, tasks, settings.auditRest());
      return aggregator;
    } catch (RuntimeException | SQLException e) {
      started.forEach(Aggregator::closeQuietly);
      throw new AggregatorNotStarted(e);
    }
  }

  private static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.debug("A part did not stop after a failed start", e);
    }
  }

  private static HikariDataSource database(AggregatorSettings settings, MeterRegistry meters) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("gridpulse-sink");
    config.setJdbcUrl(settings.databaseUrl());
    config.setUsername(settings.databaseUser());
    config.setPassword(settings.databasePassword());
    config.setMaximumPoolSize(DATABASE_CONNECTIONS);
    config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
    // Offsets are stored with what they stand for: what a crash of the database loses is read
    // again. Who stands still in a transaction, as a paused machine does, must not hold the locks
    // of partitions that Kafka has long given to others. And a batch of late windows may touch as
    // many compressed ones as there are; where there is no TimescaleDB, nobody reads that setting.
    config.setConnectionInitSql(
        "SET synchronous_commit = off; SET idle_in_transaction_session_timeout = '10s';"
            + " SET timescaledb.max_tuples_decompressed_per_dml_transaction = 0");
    config.addDataSourceProperty("ApplicationName", "gridpulse-sink");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("socketTimeout", "120");
    config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
    return new HikariDataSource(config);
  }

  /** Answers the number of partitions of the readings' topic. */
  private static int createTopics(AggregatorSettings settings) {
    try (Admin admin = Admin.create(settings.kafka())) {
      TopicCreator.createMissing(admin, Topics.all());
      String readings = Topics.READINGS.name();
      return admin.describeTopics(List.of(readings)).allTopicNames().get().values().stream()
          .mapToInt(topic -> topic.partitions().size())
          .sum();
    } catch (ExecutionException e) {
      throw new KafkaException("topic " + Topics.READINGS.name() + " cannot be described", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private StreamThreadExceptionResponse streamThreadFailed(Throwable failure) {
    Optional<Throwable> permanent = permanentCause(failure);
    if (permanent.isPresent()) {
      LOG.error("A stream thread failed, and trying again does not help", failure);
      streamsFailure =
          permanent.get() instanceof MissingSourceTopicException
              ? "topic %s is not there. Start again: it is created."
                  .formatted(Topics.READINGS.name())
              : String.valueOf(permanent.get().getMessage());
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    LOG.error("A stream thread failed and is replaced", failure);
    // Here the failed thread still runs: what fails at once again must not do so without a rest.
    LockSupport.parkNanos(REPLACE_PAUSE.toNanos());
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private static Optional<Throwable> permanentCause(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Error
          || cause instanceof AuthenticationException
          || cause instanceof AuthorizationException
          || cause instanceof FencedInstanceIdException
          || cause instanceof MissingSourceTopicException
          || cause instanceof LogWentBack) {
        return Optional.of(cause);
      }
    }
    return Optional.empty();
  }

  private static Properties properties(
      AggregatorSettings settings, String instanceId, String applicationId) {
    Properties config = new Properties();
    config.putAll(settings.kafka());
    // The state belongs to the generation: the next one begins with none.
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateFolder().toString());
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500);
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 64L << 20);
    config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    return config;
  }

  /** Whether all tasks are assigned and restored. */
  public boolean isRunning() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  /** Why it does not work any more and will not by itself, if so. */
  public Optional<String> failure() {
    Optional<String> failure = sink.failure();
    if (failure.isEmpty()
        && (streams.state() == KafkaStreams.State.ERROR
            || streams.state() == KafkaStreams.State.NOT_RUNNING)) {
      return Optional.of("Kafka Streams has stopped: " + streamsFailure);
    }
    return failure;
  }

  /** Stops in order: what is under way is committed, the rest comes again at the next start. */
  @Override
  public void close() {
    // Leaving the group hands the partitions over at once, to another instance or the next start.
    streams.close(CloseOptions.groupMembershipOperation(LEAVE_GROUP).withTimeout(STOP_TIMEOUT));
    sink.close();
    database.close();
  }
}
