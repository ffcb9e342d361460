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
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/** The aggregator, all three rungs, against a topology of the DSL that has the 5 s windows only. */
final class AggregateSuite implements Suite {
  private static final int TURNS = 3;

  /** Until both sides are compiled: ours still gains from the first to the second. */
  private static final int WARM_UPS = 2;

  private static final int THREADS = 2;
  private static final String PEER_OUTPUT = "dsl-peer.aggregates";

  /** As one would be sent live, and as a replay sends them. */
  private record Case(String name, Fleet fleet, int perRecord, String what) {}

  // A reading more than whole quarter-hours: it passes the end of all windows before it.
  private static final List<Case> CASES =
      List.of(
          new Case("single", new Fleet(500, 1_000, 7_201), 1, "one reading to a record"),
          new Case(
              "batched", new Fleet(500, 1_000, 10_801), 100, "a hundred readings to a record"));

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
      results.addAll(measure(bench, each));
    }
    return results;
  }

  private static List<Result> measure(Bench bench, Case measured) {
    double[] ours = new double[TURNS];
    double[] plain = new double[TURNS];
    double[] tuned = new double[TURNS];
    double[] oursProcessor = new double[TURNS];
    double[] plainProcessor = new double[TURNS];
    double[] tunedProcessor = new double[TURNS];
    Path folder = bench.path(measured.name());
    long readings = measured.fleet().total();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
      createTopics(connection);
      measured.fleet().send(connection, measured.perRecord());
      for (int turn = -WARM_UPS; turn < TURNS; turn++) {
        StreamsRun our = run(ours(), settings(connection, folder, "gridpulse", turn));
        StreamsRun dsl =
            run(peer(DslPeer.Decoder.DATABIND), plainSettings(connection, folder, "dsl", turn));
        StreamsRun dslTuned =
            run(peer(DslPeer.Decoder.OURS), settings(connection, folder, "dsl-tuned", turn));
        bench.say(
            String.format(
                Locale.ROOT,
                "  %s, %s: gridpulse %,.0f, DSL %,.0f, DSL tuned %,.0f readings/s"
                    + " (of processor time %,.0f, %,.0f, %,.0f)",
                measured.name(),
                turn < 0 ? "warm-up" : "turn " + (turn + 1),
                readings / our.seconds(),
                readings / dsl.seconds(),
                readings / dslTuned.seconds(),
                readings / our.processorSeconds(),
                readings / dsl.processorSeconds(),
                readings / dslTuned.processorSeconds()));
        if (turn >= 0) {
          ours[turn] = readings / our.seconds();
          plain[turn] = readings / dsl.seconds();
          tuned[turn] = readings / dslTuned.seconds();
          oursProcessor[turn] = our.processorSeconds();
          plainProcessor[turn] = dsl.processorSeconds();
          tunedProcessor[turn] = dslTuned.processorSeconds();
        }
      }
    }
    bench.delete(folder);
    double processor = Bench.median(oursProcessor);
    return List.of(
        Result.ofTurns(
            "aggregate." + measured.name() + ".ratio",
            ours,
            plain,
            "readings/s",
            String.format(
                Locale.ROOT,
                "%s, 500 sensors at 1 s; against the DSL, which needs %.2f times the processor time",
                measured.what(),
                Bench.median(plainProcessor) / processor)),
        Result.ofTurns(
            "aggregate." + measured.name() + ".tuned",
            ours,
            tuned,
            "readings/s",
            String.format(
                Locale.ROOT,
                "against the DSL with our decoder and settings, which needs %.2f times the"
                    + " processor time",
                Bench.median(tunedProcessor) / processor)));
  }

  private static Topology ours() {
    return AggregatorTopology.build(
        Topics.READINGS.partitions(), AggregatorSettings.DEFAULT_MAX_READINGS, 1);
  }

  private static Topology peer(DslPeer.Decoder decoder) {
    return DslPeer.build(Topics.READINGS.name(), PEER_OUTPUT, decoder);
  }

  private static StreamsRun run(Topology topology, Properties settings) {
    return StreamsRun.over(Topics.READINGS.name(), topology, settings);
  }

  /** Those of the aggregator. */
  private static Properties settings(
      Map<String, Object> connection, Path folder, String who, int turn) {
    String application = "bench-%s-%d".formatted(who, turn + WARM_UPS);
    return StreamsSettings.of(
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
  }

  /** Kafka's defaults, but for the guarantee and the threads. */
  private static Properties plainSettings(
      Map<String, Object> connection, Path folder, String who, int turn) {
    Properties settings = new Properties();
    settings.putAll(connection);
    settings.put(
        StreamsConfig.APPLICATION_ID_CONFIG, "bench-%s-%d".formatted(who, turn + WARM_UPS));
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    return settings;
  }

  private static void createTopics(Map<String, Object> connection) {
    List<Topic> topics = new ArrayList<>(Topics.all());
    topics.add(new Topic(PEER_OUTPUT, Topics.READINGS.partitions(), Topics.READINGS.settings()));
    try (Admin admin = Admin.create(connection)) {
      TopicCreator.createMissing(admin, topics);
    }
  }
}
