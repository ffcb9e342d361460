package dev.gridpulse.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.model.DecodedReadings;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingDecoder;
import dev.gridpulse.model.ReadingPublisher;
import dev.gridpulse.model.Routing;
import dev.gridpulse.model.Sensor;
import dev.gridpulse.model.SensorCodec;
import dev.gridpulse.model.Topic;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.TestKafka;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** History and live readings on a real broker, with the real clock. */
class GeneratorToKafkaTest {
  private static TestKafka kafka;

  @BeforeAll
  static void startBroker() {
    kafka = TestKafka.start();
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @Test
  void publishesHistoryAndLiveReadingsWithoutASeam() throws Exception {
    // Given
    Duration interval = Duration.ofMillis(100);
    Fleet fleet =
        new Fleet(Shape.HOUSEHOLD, 3, 1, false, interval, 42, "home_", ZoneId.of("Europe/Berlin"));
    GeneratorOptions options = Fleets.run(fleet, Duration.ofMinutes(5), Duration.ofSeconds(3));

    // When
    GeneratorSummary summary;
    try (ReadingPublisher publisher = ReadingPublisher.connect(connection(), "test");
        Generator generator =
            new Generator(options, publisher, FaultLedger.none(), Clock.systemUTC())) {
      summary = generator.run();
    }

    // Then
    assertThat(summary.describe())
        .isEqualTo("9,000 readings back-filled and 90 live, 9,090 acknowledged");
    List<SyntheticSensor> sensors = fleet.syntheticSensors();
    Map<String, List<ReadingBatch>> batches = batches();
    assertThat(batches).containsOnlyKeys("home_00001", "home_00002", "home_00003");
    for (SyntheticSensor sensor : sensors) {
      List<ReadingBatch> ofSensor = batches.getOrDefault(sensor.entry().name(), List.of());
      // 3,000 readings of history in a few records, the 30 live ones in at most 30
      assertThat(ofSensor).hasSizeBetween(7, 45);
      assertSeamless(sensor, ofSensor, interval);
    }
    assertThat(entries())
        .containsExactlyElementsOf(sensors.stream().map(SyntheticSensor::entry).toList());
  }

  private static void assertSeamless(
      SyntheticSensor sensor, List<ReadingBatch> batches, Duration interval) {
    long expected = batches.getFirst().timestamp(0);
    assertThat(expected % interval.toMillis()).isZero();
    int count = 0;
    for (ReadingBatch batch : batches) {
      for (int i = 0; i < batch.size(); i++) {
        assertThat(batch.timestamp(i)).isEqualTo(expected);
        assertThat(batch.value(i)).isEqualTo(sensor.value(expected));
        expected += interval.toMillis();
        count++;
      }
    }
    assertThat(count).isEqualTo(3_030);
  }

  private static Map<String, List<ReadingBatch>> batches() {
    ReadingDecoder decoder = new ReadingDecoder();
    Map<String, List<ReadingBatch>> batches = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records(Topics.READINGS)) {
      DecodedReadings decoded = decoder.decode(record.value(), record.timestamp());
      assertThat(decoded).isInstanceOf(DecodedReadings.Accepted.class);
      ReadingBatch batch = ((DecodedReadings.Accepted) decoded).readings();
      assertThat(
              Routing.isHome(
                  batch.sensor(), record.key(), record.partition(), Topics.READINGS.partitions()))
          .isTrue();
      batches.computeIfAbsent(batch.sensor(), _ -> new ArrayList<>()).add(batch);
    }
    return batches;
  }

  private static List<Sensor> entries() throws Exception {
    List<Sensor> entries = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records(Topics.SENSORS)) {
      Sensor sensor = SensorCodec.decode(record.value());
      assertThat(record.key()).asString(UTF_8).isEqualTo(sensor.name());
      entries.add(sensor);
    }
    return entries;
  }

  /** Everything that is on a topic now, partition by partition. */
  private static List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            connection(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  private static Map<String, Object> connection() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }
}
