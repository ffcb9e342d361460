package dev.gridpulse.aggregator;

import static org.apache.kafka.streams.CloseOptions.GroupMembershipOperation.LEAVE_GROUP;

import com.zaxxer.hikari.HikariDataSource;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
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
      HikariDataSource database = SinkConnections.open(settings, meters);
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
          new KafkaStreams(topology, StreamsSettings.of(settings, instanceId, applicationId));
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
      if (permanent.get() instanceof LogWentBack wentBack) {
        sink.endGeneration(String.valueOf(wentBack.getMessage()));
      }
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
