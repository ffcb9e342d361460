package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.ProducerSettings;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.TopicIds;
import dev.gridpulse.model.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers that store readings, aggregates and registry entries, and the repair. */
public final class Sink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sink.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration REPAIR_PAUSE = Duration.ofSeconds(1);
  private static final Duration REPAIR_REST = Duration.ofSeconds(2);
  private static final Duration RUNNING_REPAIR_REST = Duration.ofMinutes(1);
  private static final Duration GAUGES_PAUSE = Duration.ofSeconds(10);
  private static final Duration WATCH_PAUSE = Duration.ofSeconds(5);

  /** What is read here, one group of topics for each worker. */
  private static final List<String> READINGS = List.of(Topics.READINGS.name());

  private static final List<String> AGGREGATES =
      Arrays.stream(Rung.values()).map(rung -> Topics.aggregates(rung).name()).toList();
  private static final List<String> SENSORS = List.of(Topics.SENSORS.name());

  private final Map<String, Object> kafka;
  private final String instanceId;
  private final DataSource database;
  private final MeterRegistry meters;
  private final Admin admin;
  private final Producer<byte[], byte[]> rejects;
  private final List<SinkWorker> workers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final ScheduledExecutorService repair =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("gridpulse-repair").daemon().unstarted(task));
  private final ScheduledExecutorService watch =
      Executors.newScheduledThreadPool(
          2, task -> Thread.ofPlatform().name("gridpulse-watch").daemon().unstarted(task));
  private final int partitions;
  private final TopicIds topicIds;
  private final TopicWatch topics;
  private final LogContinuity continuity;
  private final int generation;
  private @Nullable Auditor auditor;

  private Sink(
      Map<String, Object> kafka,
      String instanceId,
      DataSource database,
      int partitions,
      MeterRegistry meters)
      throws SQLException {
    this.kafka = Map.copyOf(kafka);
    this.instanceId = instanceId;
    this.database = database;
    this.partitions = partitions;
    this.meters = meters;
    this.admin = Admin.create(this.kafka);
    this.rejects =
        new KafkaProducer<>(
            ProducerSettings.of(this.kafka, "gridpulse-sink-rejects"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    try {
      this.topicIds =
          new TopicIds(
              admin, Stream.of(READINGS, AGGREGATES, SENSORS).flatMap(Collection::stream).toList());
      this.continuity =
          new LogContinuity(database, admin, topicIds, () -> consumer("continuity", Map.of()));
      this.generation = continuity.ensure();
      this.topics = new TopicWatch(topicIds, database, generation);
    } catch (SQLException | RuntimeException | Error e) {
      rejects.close(Duration.ZERO);
      admin.close(Duration.ZERO);
      throw e;
    }
  }

  /**
   * Starts storing.
   *
   * @param kafka how to reach Kafka: client settings
   * @param instanceId who this is among the instances: a restart under the same id takes its
   *     partitions back at once
   * @param database with this version's schema; at least six connections
   * @param partitions the number of partitions of {@link Topics#READINGS}
   * @param meters gets what can be counted and measured of it
   * @throws SQLException when the stored offsets cannot be read
   */
  public static Sink start(
      Map<String, Object> kafka,
      String instanceId,
      DataSource database,
      int partitions,
      MeterRegistry meters)
      throws SQLException {
    Sink sink = new Sink(kafka, instanceId, database, partitions, meters);
    try {
      sink.startWorker("readings", READINGS, new ReadingWriter(partitions));
      sink.startWorker("aggregates", AGGREGATES, new AggregateWriter());
      sink.startWorker("sensors", SENSORS, new RegistryWriter());
      sink.startRepair();
      sink.startWatch();
      return sink;
    } catch (RuntimeException | Error e) {
      sink.close();
      throw e;
    }
  }

  private void startWorker(String name, Collection<String> topics, BatchWriter writer) {
    SinkWorker worker =
        new SinkWorker(
            topics,
            consumer(
                name,
                Map.of(
                    ConsumerConfig.GROUP_ID_CONFIG,
                    "gridpulse-sink-" + name,
                    ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                    instanceId)),
            topicIds,
            database,
            writer,
            new RejectPublisher(rejects),
            count(name));
    workers.add(worker);
    threads.add(Thread.ofPlatform().name("gridpulse-sink-" + name).start(worker));
  }

  /**
   * Counts at the commit: what is accepted and rejected adds up to what was stored of the topic.
   */
  private SinkWorker.Committed count(String name) {
    Counter accepted = meters.counter("gridpulse." + name + ".accepted");
    Counter rejected = meters.counter("gridpulse." + name + ".rejected");
    Timer latency = Timer.builder("gridpulse.sink.latency").tag("sink", name).register(meters);
    return (outcome, age) -> {
      latency.record(age);
      accepted.increment((double) outcome.accepted());
      rejected.increment((double) outcome.rejected());
    };
  }

  private KafkaConsumer<byte[], byte[]> consumer(String name, Map<String, Object> group) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.putAll(group);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "gridpulse-sink-" + name);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    // The same partition of all three aggregate topics goes to the same consumer.
    config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void startRepair() {
    Repairer repairer = new Repairer(database, REPAIR_REST, RUNNING_REPAIR_REST);
    Counter repaired = meters.counter("gridpulse.repaired");
    var _ =
        repair.scheduleWithFixedDelay(
            () -> repair(repairer, repaired),
            REPAIR_PAUSE.toMillis(),
            REPAIR_PAUSE.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static void repair(Repairer repairer, Counter repaired) {
    try {
      int some;
      do {
        some = repairer.repairSome();
        repaired.increment(some);
      } while (some > 0 && !Thread.currentThread().isInterrupted());
    } catch (SQLException | RuntimeException | Error e) {
      LOG.warn("The repair of quarter-hours is tried again: {}", e.getMessage());
    }
  }

  private void startWatch() {
    var _ =
        watch.scheduleWithFixedDelay(
            topics, WATCH_PAUSE.toMillis(), WATCH_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Starts the standing audit, and gauges of how far computing and storing have come.
   *
   * @param applicationId of the Kafka Streams that computes
   * @param tasks its tasks in this process, whose sensors are audited here
   * @param rest how long the audit rests at least between two looks
   */
  public void startAudit(String applicationId, TaskPulse tasks, Duration rest) {
    Auditor started =
        new Auditor(
            database,
            new RandomQuarters(new SplittableRandom(), partitions),
            new PipelineProgress(applicationId, admin, database, consumer("audit", Map.of())),
            tasks,
            rest,
            meters);
    auditor = started;
    threads.add(Thread.ofPlatform().name("gridpulse-audit").daemon().start(started));
    var _ =
        watch.scheduleWithFixedDelay(
            new PipelineGauges(applicationId, admin, database, meters),
            0,
            GAUGES_PAUSE.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** The generation of accumulations that goes on, 1 or more. */
  public int generation() {
    return generation;
  }

  /**
   * Ends the generation, as its state is ahead of what Kafka hands it. The next start goes on with
   * another.
   *
   * @param reason why, for the operator
   */
  public void endGeneration(String reason) {
    try {
      continuity.end(generation, reason);
    } catch (SQLException | KafkaException e) {
      LOG.warn("Generation {} could not be ended: {}", generation, e.getMessage());
    }
  }

  /** The name of that generation's application in Kafka. */
  public String applicationId() {
    return LogContinuity.applicationId(generation);
  }

  /** Why storing has stopped, if it has: the program needs help. */
  public Optional<String> failure() {
    return topics
        .failure()
        .or(
            () ->
                workers.stream()
                    .flatMap(worker -> worker.failure().stream())
                    .findFirst()
                    .map(cause -> "The sink has stopped: " + cause.getMessage()));
  }

  /** Ends after the transactions that are under way; what is not stored comes again. */
  @Override
  public void close() {
    workers.forEach(SinkWorker::stop);
    repair.shutdownNow();
    watch.shutdownNow();
    if (auditor != null) {
      auditor.stop();
    }
    long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
    for (Thread thread : threads) {
      try {
        if (!thread.join(Duration.ofNanos(deadline - System.nanoTime()))) {
          LOG.warn("{} has not ended within {}", thread.getName(), STOP_TIMEOUT);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    rejects.close(STOP_TIMEOUT);
    admin.close(STOP_TIMEOUT);
  }
}
