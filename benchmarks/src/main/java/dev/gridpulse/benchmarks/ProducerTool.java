package dev.gridpulse.benchmarks;

import dev.gridpulse.model.Topic;
import dev.gridpulse.model.TopicCreator;
import dev.gridpulse.model.Topics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.tools.ProducerPerformance;

/** Kafka's kafka-producer-perf-test, in this process. */
final class ProducerTool {
  private static final Pattern SUMMARY =
      Pattern.compile("(\\d+) records sent, ([\\d.]+) records/sec .* 99\\.9th\\.");

  private static final String TOPIC = "producer-tool";

  private ProducerTool() {}

  /** Ours, and one like that of the readings that this tool writes to. */
  static void createTopics(Map<String, Object> connection) {
    List<Topic> topics = new ArrayList<>(Topics.all());
    topics.add(new Topic(TOPIC, Topics.READINGS.partitions(), Topics.READINGS.settings()));
    try (Admin admin = Admin.create(connection)) {
      TopicCreator.createMissing(admin, topics);
    }
  }

  /**
   * Sends records as fast as it can.
   *
   * @param settings of its producer
   * @param payloads a file with a record a line, sent in any order
   * @return records/s
   */
  static double recordsPerSecond(Map<String, Object> settings, Path payloads, int records) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--topic",
                TOPIC,
                "--num-records",
                Integer.toString(records),
                "--throughput",
                "-1",
                "--payload-file",
                payloads.toString(),
                "--command-property"));
    settings.forEach((name, value) -> arguments.add(name + "=" + value));
    String output = outputOf(arguments.toArray(String[]::new));
    Matcher summary = SUMMARY.matcher(output);
    if (!summary.find()) {
      throw new IllegalStateException("Kafka's producer tool said:\n" + output);
    }
    return Double.parseDouble(summary.group(2));
  }

  /** The tool writes to standard output only. */
  private static String outputOf(String[] arguments) {
    PrintStream usual = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      ProducerPerformance.main(arguments);
    } catch (Exception e) {
      throw new IllegalStateException("Kafka's producer tool failed", e);
    } finally {
      System.setOut(usual);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
