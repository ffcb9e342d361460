package dev.gridpulse.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * What Kafka Streams took for a topic that had been filled: from the start of processing, when all
 * threads have their tasks, until everything was processed and committed with its output.
 *
 * @param seconds of the clock
 * @param processorSeconds of all processors together that this process used, the broker included
 */
record StreamsRun(double seconds, double processorSeconds) {
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  /**
   * Processes a topic to its end.
   *
   * @param settings with an application id that was not used before
   */
  static StreamsRun over(String topic, Topology topology, Properties settings) {
    String group = String.valueOf(settings.get(StreamsConfig.APPLICATION_ID_CONFIG));
    int threads =
        Integer.parseInt(String.valueOf(settings.get(StreamsConfig.NUM_STREAM_THREADS_CONFIG)));
    Map<String, Object> connection =
        Map.of(
            StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.get(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG));
    try (Admin admin = Admin.create(connection);
        KafkaStreams streams = new KafkaStreams(topology, settings)) {
      Map<TopicPartition, Long> ends = ends(admin, topic);
      streams.pause();
      streams.start();
      await(streams, () -> isShared(admin, group, Math.min(threads, ends.size()), ends.size()));
      double processor = usedProcessor();
      long begin = System.nanoTime();
      streams.resume();
      await(streams, () -> isCommitted(admin, group, ends));
      return new StreamsRun((System.nanoTime() - begin) / 1e9, usedProcessor() - processor);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static double usedProcessor() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  private static void await(KafkaStreams streams, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (streams.state() == KafkaStreams.State.ERROR || System.nanoTime() > deadline) {
        throw new IllegalStateException("Kafka Streams is " + streams.state());
      }
      Thread.sleep(PAUSE);
    }
  }

  private static Map<TopicPartition, Long> ends(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (TopicDescription description :
        admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
      description
          .partitions()
          .forEach(
              each -> latest.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest()));
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin.listOffsets(latest).all().get().forEach((each, end) -> ends.put(each, end.offset()));
    return ends;
  }

  /** Whether all partitions are assigned, and each thread has its share of them. */
  private static boolean isShared(Admin admin, String group, int members, int partitions) {
    try {
      ConsumerGroupDescription description =
          admin.describeConsumerGroups(List.of(group)).all().get().get(group);
      int least = partitions / members;
      return description != null
          && description.groupState() == GroupState.STABLE
          && description.members().stream()
                  .mapToInt(member -> member.assignment().topicPartitions().size())
                  .sum()
              == partitions
          && description.members().stream()
                  .filter(member -> member.assignment().topicPartitions().size() >= least)
                  .count()
              == members;
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean isCommitted(Admin admin, String group, Map<TopicPartition, Long> ends) {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      return ends.entrySet().stream()
          .allMatch(
              end -> {
                OffsetAndMetadata at = committed.get(end.getKey());
                return end.getValue() == 0 || (at != null && at.offset() >= end.getValue());
              });
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
