package dev.gridpulse.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gridpulse.embedded.EmbeddedKafka;
import dev.gridpulse.ingest.ColumnChoice;
import dev.gridpulse.ingest.DialectChoice;
import dev.gridpulse.ingest.FileFormat;
import dev.gridpulse.ingest.KafkaReplayJournal;
import dev.gridpulse.ingest.KnownSensors;
import dev.gridpulse.ingest.MaxRejects;
import dev.gridpulse.ingest.RejectFile;
import dev.gridpulse.ingest.Replay;
import dev.gridpulse.ingest.ReplayJournal;
import dev.gridpulse.ingest.ReplayOptions;
import dev.gridpulse.ingest.ReplayProgress;
import dev.gridpulse.ingest.ReplaySummary;
import dev.gridpulse.ingest.source.Source;
import dev.gridpulse.model.ProducerSettings;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.ReadingPublisher;
import dev.gridpulse.model.ReadingSink;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The replay of a file against Kafka's own producer, and against reading the file alone. */
final class IngestSuite implements Suite {
  private static final int TURNS = 3;
  private static final int ROWS = 5_000_000;
  private static final int WARM_UP_ROWS = 500_000;
  private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");
  private static final ZoneId ZONE = ZoneId.of("UTC");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EE dd.MM.yy HH:mm:ss", Locale.GERMAN).withZone(ZoneOffset.UTC);
  private static final String SENSOR = "f_soll_aktiv";
  private static final int PAYLOADS = 10_000;

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public String description() {
    return "the replay of 5,000,000 rows against Kafka's producer performance tool";
  }

  @Override
  public List<Result> run(Bench bench) {
    Path warmUp = file(bench.path("warm-up.csv"), WARM_UP_ROWS);
    Path file = file(bench.path("Sollfrequenz.csv"), ROWS);
    Path payloads = payloads(bench.path("payloads"));
    double[] replayed = new double[TURNS];
    double[] tools = new double[TURNS];
    double[] read = new double[TURNS];
    try (EmbeddedKafka kafka = EmbeddedKafka.start(bench.path("kafka"), 0)) {
      Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
      ProducerTool.createTopics(connection);
      for (int turn = -1; turn < TURNS; turn++) {
        Path input = turn < 0 ? warmUp : file;
        double ours = replay(connection, input);
        double tool =
            ProducerTool.recordsPerSecond(
                new HashMap<>(ProducerSettings.of(connection, "bench-tool")),
                payloads,
                turn < 0 ? WARM_UP_ROWS : ROWS);
        double alone = readAlone(input);
        if (turn >= 0) {
          replayed[turn] = ours;
          tools[turn] = tool;
          read[turn] = alone;
          bench.say(
              String.format(
                  Locale.ROOT,
                  "  turn %d: replay %,.0f, producer tool %,.0f, reading alone %,.0f readings/s",
                  turn + 1,
                  ours,
                  tool,
                  alone));
        }
      }
    }
    return List.of(
        Result.ofTurns(
            "ingest.ratio",
            replayed,
            tools,
            "readings/s",
            "against Kafka's producer performance tool, records of one reading"),
        Result.ofTurns(
            "ingest.read",
            read,
            replayed,
            "readings/s",
            "reading the file alone, against its replay"));
  }

  /** As the command does it, journal and all. */
  private static double replay(Map<String, Object> connection, Path file) {
    try (ReadingPublisher publisher = ReadingPublisher.connect(connection, "bench");
        ReplayJournal journal = new KafkaReplayJournal(connection)) {
      return rowsPerSecond(file, publisher, journal, connection);
    }
  }

  private static double readAlone(Path file) {
    CountingSink sink = new CountingSink();
    double rowsPerSecond = rowsPerSecond(file, sink, ReplayJournal.NONE, null);
    if (Double.isNaN(sink.sum())) {
      throw new IllegalStateException("the file holds no numbers");
    }
    return rowsPerSecond;
  }

  private static double rowsPerSecond(
      Path file,
      ReadingSink sink,
      ReplayJournal journal,
      @Nullable Map<String, Object> connection) {
    long begin = System.nanoTime();
    ReplaySummary summary =
        new Replay(
                new ReplayOptions(
                    List.of(new Source.LocalFile(file)),
                    null,
                    FileFormat.AUTO,
                    DialectChoice.in(ZONE),
                    ColumnChoice.NONE,
                    null,
                    null,
                    Long.MAX_VALUE,
                    Double.POSITIVE_INFINITY,
                    true,
                    MaxRejects.parse("0"),
                    false),
                sink,
                Clock.systemUTC(),
                ReplayProgress.none(),
                journal,
                RejectFile.none(),
                connection == null ? List.of() : KnownSensors.read(connection))
            .run();
    return summary.delivered() * 1e9 / (System.nanoTime() - begin);
  }

  /** A row a second, as the grid operator writes them. */
  private static Path file(Path file, int rows) {
    Random random = new Random(1);
    try (BufferedWriter out = Files.newBufferedWriter(file, UTF_8)) {
      out.write("Datum Zeit;A:f_soll_aktiv [Hz]\n");
      for (int i = 0; i < rows; i++) {
        out.write(TIME.format(START.plusSeconds(i)));
        out.write(random.nextInt(20) == 0 ? ";49,99\n" : ";50\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Records of one reading each. */
  private static Path payloads(Path file) {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < PAYLOADS; i++) {
        long[] timestamp = {START.plusSeconds(i).toEpochMilli()};
        double[] value = {i % 20 == 0 ? 49.99 : 50};
        out.write(ReadingEncoder.encode(ReadingBatch.of(SENSOR, timestamp, value, 1)));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }
}
