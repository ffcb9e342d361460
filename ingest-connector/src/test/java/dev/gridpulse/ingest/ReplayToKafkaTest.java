package dev.gridpulse.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gridpulse.model.DecodedReadings;
import dev.gridpulse.model.DeliveryFailed;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingDecoder;
import dev.gridpulse.model.ReadingPublisher;
import dev.gridpulse.model.Routing;
import dev.gridpulse.model.Topic;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.TestKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the file to the topic, on a real broker. */
class ReplayToKafkaTest {
  private static final Pattern REJECT =
      Pattern.compile(
          "\\{\"source\":\"(.*)\",\"file\":\"\\1\",\"line\":(\\d+),\"reason\":\"(.*)\",\"raw\":\"(.*)\"}");

  private static TestKafka kafka;

  @TempDir private Path folder;

  @BeforeAll
  static void startBroker() {
    kafka = TestKafka.start();
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @Test
  void bringsEveryRowOfAFileToItsTopic() throws IOException {
    // Given: half a week at 30 s, with a wrong row now and then
    Path file = folder.resolve("Sollfrequenz.csv");
    List<String> lines = new ArrayList<>(List.of("Datum Zeit;A:f_soll_aktiv [Hz]"));
    DateTimeFormatter format = DateTimeFormatter.ofPattern("EE dd.MM.yy HH:mm:ss", Locale.GERMAN);
    LocalDateTime start = LocalDateTime.of(2021, 5, 1, 0, 0);
    for (int i = 0; i < 10_080; i++) {
      String value = List.of("50", "49,99", "50,01").get(i / 37 % 3);
      lines.add(format.format(start.plusSeconds(30L * i)) + ";" + (i % 1_000 == 7 ? "?" : value));
    }
    Files.write(file, lines);

    // When
    ReplaySummary summary;
    try (ReadingPublisher publisher = ReadingPublisher.connect(connection(), "test")) {
      summary =
          new Replay(
                  Options.of(List.of(file), "frequency", ZoneOffset.UTC, null, MaxRejects.DEFAULT),
                  publisher,
                  Clock.systemUTC(),
                  ReplayProgress.none())
              .run();
    }

    // Then
    List<String> expected = readIndependently(lines);
    List<ConsumerRecord<byte[], byte[]>> records = records(Topics.READINGS);
    assertThat(readings(records)).isEqualTo(expected);
    assertThat(summary.delivered()).isEqualTo(expected.size());
    assertThat(summary.rejected()).isEqualTo(11);
    assertThat(records).hasSizeLessThan(expected.size() / 100);
    int home = Routing.partition("frequency", Topics.READINGS.partitions());
    assertThat(records)
        .allSatisfy(
            record -> {
              assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("frequency");
              assertThat(record.partition()).isEqualTo(home);
            });
    List<String> rejects = rejects(file);
    assertThat(rejects).hasSize(11).first().isEqualTo("9 " + lines.get(8));
  }

  @Test
  void saysThatKafkaDoesNotAnswer() throws IOException {
    Path file = folder.resolve("one.csv");
    Files.writeString(file, "t;v\n2021-05-01 00:00;1\n");
    int unused;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      unused = socket.getLocalPort();
    }
    Map<String, Object> nobody =
        Map.of("bootstrap.servers", "127.0.0.1:" + unused, "max.block.ms", "500");

    try (ReadingPublisher publisher = ReadingPublisher.connect(nobody, "test")) {
      Replay replay =
          new Replay(
              Options.of(List.of(file), "s", ZoneOffset.UTC, null, MaxRejects.DEFAULT),
              publisher,
              Clock.systemUTC(),
              ReplayProgress.none());

      assertThatThrownBy(replay::run)
          .isInstanceOf(DeliveryFailed.class)
          .hasMessageContaining(
              "Kafka did not take readings of s (0 readings had been acknowledged)")
          .hasMessageContaining("is the broker running?");
    }
  }

  /** «timestamp value» of each good row, by other means than the production code. */
  private static List<String> readIndependently(List<String> lines) {
    DateTimeFormatter format = DateTimeFormatter.ofPattern("dd.MM.uu HH:mm:ss", Locale.ROOT);
    return lines.stream()
        .skip(1)
        .filter(line -> !line.endsWith("?"))
        .map(line -> line.split(";", -1))
        .map(
            columns ->
                LocalDateTime.parse(columns[0].split(" ", 2)[1], format)
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli()
                    + " "
                    + Double.parseDouble(columns[1].replace(',', '.')))
        .toList();
  }

  private static List<String> readings(List<ConsumerRecord<byte[], byte[]>> records) {
    ReadingDecoder decoder = new ReadingDecoder();
    List<String> readings = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      DecodedReadings decoded = decoder.decode(record.value(), record.timestamp());
      assertThat(decoded).isInstanceOf(DecodedReadings.Accepted.class);
      DecodedReadings.Accepted accepted = (DecodedReadings.Accepted) decoded;
      assertThat(accepted.rejected()).isEmpty();
      ReadingBatch batch = accepted.readings();
      for (int i = 0; i < batch.size(); i++) {
        readings.add(batch.timestamp(i) + " " + batch.value(i));
      }
    }
    return readings;
  }

  private static List<String> rejects(Path file) {
    return records(Topics.REJECTS).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .map(REJECT::matcher)
        .filter(Matcher::matches)
        .filter(reject -> reject.group(1).equals(file.toString()))
        .map(reject -> reject.group(2) + " " + reject.group(4))
        .toList();
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
