package dev.gridpulse.benchmarks;

import dev.gridpulse.aggregator.AggregatorSettings;
import dev.gridpulse.aggregator.StreamsSettings;
import dev.gridpulse.aggregator.topology.AggregatorTopology;
import dev.gridpulse.embedded.EmbeddedKafka;
import dev.gridpulse.model.Topic;
import dev.gridpulse.model.TopicCreator;
import dev.gridpulse.model.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.Topology;

/** The aggregator, all three rungs, against a topology of the DSL that has the 5 s windows only. */
final class AggregateSuite implements Suite {
  private static final int TURNS = 3;
  private static final int THREADS = 2;
  private static final String PEER_OUTPUT = "dsl-peer.aggregates";

  /** As one would be sent live, and as a replay sends them. */
  private record Case(String name, Fleet fleet, int perRecord, String what) {}

  // A reading more than whole quarter-hours: it passes the end of all windows before it.
  private static final List<Case> CASES =
      List.of(
          new Case("single", new Fleet(500, 1_000, 3_601), 1, "one reading to a record"),
          new Case("batched", new Fleet(500, 1_000, 6_301), 100, "a hundred readings to a record"));

  @Override
  public String name() {
    return "aggregate";
  }

  @Override
  public String description() {
    return "three rungs, exactly once, against the 5 s windows of Kafka Streams' DSL";
  }

  @Override
  public List<Result> run(Bench bench) {
    List<Result> results = new ArrayList<>();
    for (Case each : CASES) {
      results.add(measure(bench, each));
    }
    return results;
  }

  private static Result measure(Bench bench, Case measured) {
    double[] ours = new double[TURNS];
    double[] peers = new double[TURNS];
    double[] oursProcessor = new double[TURNS];
    double[] peersProcessor = new double[TURNS];
    Path folder = bench.path(measured.name());
    long readings = measured.fleet().total();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
      createTopics(connection);
      measured.fleet().send(connection, measured.perRecord());
      for (int turn = -1; turn < TURNS; turn++) {
        StreamsRun our = run(connection, folder, "gridpulse", turn, ours());
        StreamsRun peer =
            run(
                connection,
                folder,
                "dsl",
                turn,
                DslPeer.build(Topics.READINGS.name(), PEER_OUTPUT));
        bench.say(
            String.format(
                Locale.ROOT,
                "  %s, %s: gridpulse %,.0f, DSL %,.0f readings/s (of processor time %,.0f, %,.0f)",
                measured.name(),
                turn < 0 ? "warm-up" : "turn " + (turn + 1),
                readings / our.seconds(),
                readings / peer.seconds(),
                readings / our.processorSeconds(),
                readings / peer.processorSeconds()));
        if (turn >= 0) {
          ours[turn] = readings / our.seconds();
          peers[turn] = readings / peer.seconds();
          oursProcessor[turn] = our.processorSeconds();
          peersProcessor[turn] = peer.processorSeconds();
        }
      }
    }
    bench.delete(folder);
    return Result.ofTurns(
        "aggregate." + measured.name() + ".ratio",
        ours,
        peers,
        "readings/s",
        String.format(
            Locale.ROOT,
            "%s, 500 sensors at 1 s; the DSL needs %.2f times the processor time",
            measured.what(),
            Bench.median(peersProcessor) / Bench.median(oursProcessor)));
  }

  private static Topology ours() {
    return AggregatorTopology.build(
        Topics.READINGS.partitions(), AggregatorSettings.DEFAULT_MAX_READINGS, 1);
  }

  /** Both with the same settings, those of the aggregator. */
  private static StreamsRun run(
      Map<String, Object> connection, Path folder, String who, int turn, Topology topology) {
    String application = "bench-%s-%d".formatted(who, turn + 1);
    Properties settings =
        StreamsSettings.of(
            new AggregatorSettings(
                connection,
                "",
                null,
                null,
                folder.resolve("state"),
                THREADS,
                AggregatorSettings.DEFAULT_MAX_READINGS),
            application,
            application);
    return StreamsRun.over(Topics.READINGS.name(), topology, settings);
  }

  private static void createTopics(Map<String, Object> connection) {
    List<Topic> topics = new ArrayList<>(Topics.all());
    topics.add(new Topic(PEER_OUTPUT, Topics.READINGS.partitions(), Topics.READINGS.settings()));
    try (Admin admin = Admin.create(connection)) {
      TopicCreator.createMissing(admin, topics);
    }
  }
}
