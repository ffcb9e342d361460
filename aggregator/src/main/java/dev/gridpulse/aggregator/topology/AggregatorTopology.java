package dev.gridpulse.aggregator.topology;

import dev.gridpulse.model.Routing;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Readings in, windows of three rungs out. Stateless outside its one store, whose name and content
 * are what a new version must be able to read.
 */
public final class AggregatorTopology {
  /** The store of the open quarter-hours' minutes. */
  static final String SEGMENTS_STORE = "minute-segments";

  /**
   * The broker compacts what is not in the last segment of a log: in segments of its usual size of
   * 1 GiB, a restart would read back hours of changes instead of what is open.
   */
  private static final String CHANGELOG_SEGMENT = Integer.toString(32 << 20);

  static final String REJECTS_SINK = "rejects";
  static final String MISROUTED_SINK = "misrouted-readings";

  private static final String SOURCE = "readings";
  private static final String PROCESSOR = "quarter-hours";

  private AggregatorTopology() {}

  static String aggregatesSink(Rung rung) {
    return "aggregates-" + rung.label();
  }

  /**
   * Builds the topology.
   *
   * @param partitions the number of partitions of {@link Topics#READINGS}, 1 or more
   * @param maxReadings how many readings a task may hold in open quarter-hours, each of which
   *     counts 16 more; 1 or more
   * @param generation the generation of the accumulations, part of their names
   */
  public static Topology build(int partitions, long maxReadings, int generation) {
    return build(partitions, maxReadings, generation, TaskListener.NONE);
  }

  /**
   * Builds the topology.
   *
   * @param listener hears what its tasks do
   * @see #build(int, long, int)
   */
  public static Topology build(
      int partitions, long maxReadings, int generation, TaskListener listener) {
    Topology topology = new Topology();
    topology.addSource(
        SOURCE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.READINGS.name());
    topology.addProcessor(
        PROCESSOR,
        () -> new QuarterHourProcessor(partitions, maxReadings, generation, listener),
        SOURCE);
    topology.addStateStore(
        new SegmentStore.Builder(SEGMENTS_STORE)
            .withLoggingEnabled(Map.of("segment.bytes", CHANGELOG_SEGMENT)),
        PROCESSOR);
    for (Rung rung : Rung.values()) {
      topology.addSink(
          aggregatesSink(rung),
          Topics.aggregates(rung).name(),
          new ByteArraySerializer(),
          new ByteArraySerializer(),
          PROCESSOR);
    }
    topology.addSink(
        REJECTS_SINK,
        Topics.REJECTS.name(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        PROCESSOR);
    topology.addSink(
        MISROUTED_SINK,
        Topics.READINGS.name(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        home(partitions),
        PROCESSOR);
    return topology;
  }

  /**
   * Sends a record on by the very function that called it misrouted, so that it cannot go round.
   */
  private static StreamPartitioner<byte[], byte[]> home(int partitions) {
    return (topic, key, value, actualPartitions) ->
        Optional.of(Set.of(Routing.partition(new String(key, StandardCharsets.UTF_8), partitions)));
  }
}
