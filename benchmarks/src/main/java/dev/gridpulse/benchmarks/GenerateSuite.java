package dev.gridpulse.benchmarks;

import dev.gridpulse.embedded.EmbeddedKafka;
import dev.gridpulse.generator.FaultLedger;
import dev.gridpulse.generator.Faults;
import dev.gridpulse.generator.Fleet;
import dev.gridpulse.generator.Generator;
import dev.gridpulse.generator.GeneratorOptions;
import dev.gridpulse.generator.GeneratorSummary;
import dev.gridpulse.generator.Shape;
import dev.gridpulse.generator.home.Homes;
import dev.gridpulse.generator.home.Household;
import dev.gridpulse.model.ProducerSettings;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.ReadingPublisher;
import dev.gridpulse.model.ReadingSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The generator against Kafka's own producer, and against the clock. */
final class GenerateSuite implements Suite {
  static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final int HOMES = 5;
  private static final int TURNS = 3;
  private static final Duration WARM_UP = Duration.ofDays(3);

  /** 10.4 million readings, 20,736 records. */
  private static final Duration HISTORY = Duration.ofDays(24);

  private static final int PAYLOADS = 2_000;

  private static final int LIVE_SENSORS = 10_000;
  private static final Duration LIVE_INTERVAL = Duration.ofMillis(100);

  /** Over midnight and a full hour, when each home plans anew. */
  private static final Instant LIVE_START = Instant.parse("2026-06-01T21:59:30Z");

  private static final Duration LIVE_DURATION = Duration.ofSeconds(90);
  private static final double LIVE_RATE = 100_000;

  @Override
  public String name() {
    return "generate";
  }

  @Override
  public String description() {
    return "the generator against Kafka's producer performance tool, and against the clock";
  }

  @Override
  public List<Result> run(Bench bench) {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(bench.path("kafka"), 0)) {
      Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
      ProducerTool.createTopics(connection);
      List<Result> results = new ArrayList<>(backfill(bench, connection));
      results.add(live(bench, connection));
      return results;
    }
  }

  /** Both in turn, so that whatever else the machine does meets both. */
  private static List<Result> backfill(Bench bench, Map<String, Object> connection) {
    Path payloads = payloads(bench.path("payloads"));
    double[] ours = new double[TURNS];
    double[] tools = new double[TURNS];
    double[] values = new double[TURNS];
    for (int turn = -1; turn < TURNS; turn++) {
      Duration history = turn < 0 ? WARM_UP : HISTORY;
      double published = publish(connection, history);
      double sent = send(connection, payloads, history);
      double computed = compute(history);
      if (turn >= 0) {
        ours[turn] = published;
        tools[turn] = sent;
        values[turn] = computed;
        bench.say(
            String.format(
                Locale.ROOT,
                "  turn %d: back-fill %,.0f, producer tool %,.0f, values alone %,.0f readings/s",
                turn + 1,
                published,
                sent,
                computed));
      }
    }
    return List.of(
        Result.ofTurns(
            "generate.backfill",
            ours,
            tools,
            "readings/s",
            "against Kafka's producer performance tool, the same records"),
        Result.ofTurns(
            "generate.values",
            values,
            ours,
            "readings/s",
            "computing the homes alone, against back-fill"));
  }

  private static double publish(Map<String, Object> connection, Duration history) {
    long begin = System.nanoTime();
    GeneratorSummary summary;
    try (ReadingPublisher publisher = ReadingPublisher.connect(connection, "bench")) {
      summary = generate(publisher, history);
    }
    return perSecond(summary.delivered(), begin);
  }

  private static double compute(Duration history) {
    CountingSink sink = new CountingSink();
    long begin = System.nanoTime();
    GeneratorSummary summary = generate(sink, history);
    if (Double.isNaN(sink.sum())) {
      throw new IllegalStateException("the homes draw no number");
    }
    return perSecond(summary.delivered(), begin);
  }

  private static GeneratorSummary generate(ReadingSink sink, Duration history) {
    Fleet fleet = fleet(HOMES, Duration.ofSeconds(1));
    return generate(
        new GeneratorOptions(fleet, history, null, START, Duration.ZERO, 1, Faults.NONE), sink);
  }

  private static GeneratorSummary generate(GeneratorOptions options, ReadingSink sink) {
    try (Generator generator =
        new Generator(options, sink, FaultLedger.none(), Clock.systemUTC())) {
      return generator.run();
    }
  }

  private static double send(Map<String, Object> connection, Path payloads, Duration history) {
    Map<String, Object> settings = new HashMap<>(ProducerSettings.of(connection, "bench-tool"));
    long readings = HOMES * history.toSeconds();
    int records = Math.toIntExact(readings / ReadingPublisher.MAX_READINGS);
    return ProducerTool.recordsPerSecond(settings, payloads, records)
        * ReadingPublisher.MAX_READINGS;
  }

  /** Records as the back-fill sends them. */
  private static Path payloads(Path file) {
    Homes homes = new Homes(1, ZONE);
    long[] timestamps = new long[ReadingPublisher.MAX_READINGS];
    double[] values = new double[ReadingPublisher.MAX_READINGS];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int record = 0; record < PAYLOADS; record++) {
        Household home = homes.home(1 + record % HOMES);
        long from = START.minus(HISTORY).toEpochMilli() + record / HOMES * 500_000L;
        for (int i = 0; i < timestamps.length; i++) {
          timestamps[i] = from + i * 1_000L;
          values[i] = home.power(timestamps[i]);
        }
        String name = "sensor_0000" + (1 + record % HOMES);
        out.write(
            ReadingEncoder.encode(ReadingBatch.of(name, timestamps, values, timestamps.length)));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private static Result live(Bench bench, Map<String, Object> connection) {
    Fleet fleet = fleet(LIVE_SENSORS, LIVE_INTERVAL);
    bench.say(
        String.format(
            Locale.ROOT,
            "  live: %,d sensors, a reading every %d ms each, for %d s",
            LIVE_SENSORS,
            LIVE_INTERVAL.toMillis(),
            LIVE_DURATION.toSeconds()));
    try (ReadingPublisher publisher = ReadingPublisher.connect(connection, "bench-live")) {
      LagSink sink = new LagSink(publisher, LIVE_START);
      GeneratorOptions options =
          new GeneratorOptions(fleet, null, null, LIVE_START, LIVE_DURATION, 1, Faults.NONE);
      long begin = System.nanoTime();
      GeneratorSummary summary = generate(options, sink);
      // Until all is acknowledged: who falls behind needs longer than the time that was generated.
      return Result.of(
          "generate.live",
          perSecond(summary.delivered(), begin),
          LIVE_RATE,
          "readings/s",
          "acknowledged; lag %d ms at the end, %d ms at most"
              .formatted(sink.lastLag(), sink.longestLag()));
    }
  }

  private static Fleet fleet(int sensors, Duration interval) {
    return new Fleet(Shape.HOUSEHOLD, sensors, 1, false, interval, 1, Fleet.DEFAULT_PREFIX, ZONE);
  }

  private static double perSecond(long readings, long begin) {
    return readings * 1e9 / (System.nanoTime() - begin);
  }
}
