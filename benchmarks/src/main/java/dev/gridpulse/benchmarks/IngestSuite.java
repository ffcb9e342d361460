package dev.gridpulse.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gridpulse.embedded.EmbeddedKafka;
import dev.gridpulse.ingest.ColumnChoice;
import dev.gridpulse.ingest.ReplayJournal;
import dev.gridpulse.model.ProducerSettings;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** The replay of a file against Kafka's own producer, and against reading the file alone. */
final class IngestSuite implements Suite {
  private static final int TURNS = 3;
  private static final int ROWS = 5_000_000;
  private static final int WARM_UP_ROWS = 500_000;
  private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");
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

  private static double replay(Map<String, Object> connection, Path file) {
    long begin = System.nanoTime();
    long delivered = FileReplays.intoKafka(file, ColumnChoice.NONE, connection);
    return delivered * 1e9 / (System.nanoTime() - begin);
  }

  private static double readAlone(Path file) {
    CountingSink sink = new CountingSink();
    long begin = System.nanoTime();
    long delivered = FileReplays.run(file, ColumnChoice.NONE, sink, ReplayJournal.NONE, List.of());
    if (Double.isNaN(sink.sum())) {
      throw new IllegalStateException("the file holds no numbers");
    }
    return delivered * 1e9 / (System.nanoTime() - begin);
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
