package dev.gridpulse.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partner: consumes exports, verifies their manifests and answers with splits by use. It goes on
 * behind the last manifest that it answered, so after a crash it may answer one again.
 */
public final class PartnerSimulator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartnerSimulator.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "partner-simulator";
  private static final String EXPORT = "gridpulse.partner.export";
  private static final String USAGE = "gridpulse.partner.usage";
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final HomeSplitter splitter;
  private final ExportVerifier verifier = new ExportVerifier();
  private final Map<String, ExportVerifier.Export> verified = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean stopping;
  private volatile @Nullable String failure;

  private PartnerSimulator(
      Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer, HomeSplitter splitter) {
    this.consumer = consumer;
    this.producer = producer;
    this.splitter = splitter;
    this.thread = Thread.ofPlatform().name(NAME).daemon().unstarted(this::run);
  }

  /**
   * Starts to consume.
   *
   * @param kafka settings of Kafka's clients, at least {@code bootstrap.servers}
   * @param seed of the generator whose homes are split
   */
  public static PartnerSimulator start(Map<String, Object> kafka, long seed) {
    Map<String, Object> consuming = new HashMap<>(kafka);
    consuming.put(ConsumerConfig.GROUP_ID_CONFIG, NAME);
    consuming.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consuming.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consuming.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consuming.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
    consuming.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
    Map<String, Object> producing = new HashMap<>(kafka);
    producing.put(ProducerConfig.CLIENT_ID_CONFIG, NAME);
    producing.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    PartnerSimulator simulator =
        new PartnerSimulator(
            new KafkaConsumer<>(
                consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
            new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer()),
            new HomeSplitter(seed));
    simulator.thread.start();
    return simulator;
  }

  /** The exports that it has read to their end, by id. */
  public Map<String, ExportVerifier.Export> verified() {
    return Map.copyOf(verified);
  }

  /**
   * Returns when it has stopped.
   *
   * @return why, unless it was closed
   */
  public Optional<String> awaitEnd() throws InterruptedException {
    thread.join();
    return Optional.ofNullable(failure);
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(EXPORT), new StartOver());
      while (!stopping) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          verifier.take(record).ifPresent(export -> answer(export, record));
        }
      }
    } catch (WakeupException e) {
      // Told to stop.
    } catch (RuntimeException e) {
      LOG.error("The partner's simulator has stopped", e);
      failure = e.toString();
    }
  }

  private void answer(ExportVerifier.Export export, ConsumerRecord<byte[], byte[]> record) {
    if (export.isRight()) {
      JsonNode period = export.manifest().path("period");
      Instant start = time(period.path("start"));
      Instant end = time(period.path("end"));
      export
          .zones()
          .forEach(
              (sensor, zone) -> {
                Map<String, Double> shares = splitter.split(sensor, ZoneId.of(zone), start, end);
                if (!shares.isEmpty()) {
                  send(sensor, usage(export, sensor, shares));
                }
              });
      producer.flush();
      LOG.info("Answered the export {} of {} sensors", export.id(), export.zones().size());
    } else {
      LOG.error("The export {} is not right: {}", export.id(), export.problems());
    }
    verified.put(export.id(), export);
    consumer.commitSync(
        Map.of(
            new TopicPartition(record.topic(), record.partition()),
            new OffsetAndMetadata(record.offset() + 1)));
  }

  private static Instant time(JsonNode text) {
    return OffsetDateTime.parse(text.asText()).toInstant();
  }

  private static ObjectNode usage(
      ExportVerifier.Export export, String sensor, Map<String, Double> shares) {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("exportId", export.id());
    answer.put("sensor", sensor);
    answer.set("period", export.manifest().path("period"));
    ArrayNode usages = answer.putArray("usages");
    shares.forEach((usage, share) -> usages.addObject().put("usage", usage).put("share", share));
    return answer;
  }

  private void send(String sensor, ObjectNode answer) {
    try {
      var _ =
          producer.send(
              new ProducerRecord<>(
                  USAGE, sensor.getBytes(StandardCharsets.UTF_8), JSON.writeValueAsBytes(answer)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whenever the partition is had anew, reading goes on behind the last manifest. */
  private final class StartOver implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      verifier.forget();
    }
  }

  @Override
  public void close() {
    stopping = true;
    consumer.wakeup();
    try {
      if (!thread.join(STOP_TIMEOUT)) {
        LOG.warn("The partner's simulator does not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
