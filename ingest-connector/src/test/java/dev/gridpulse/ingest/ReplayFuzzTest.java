package dev.gridpulse.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.gridpulse.ingest.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Whatever a file holds: it is understood or refused, and every value of it is accounted for. */
class ReplayFuzzTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2022-01-01T00:00:00Z"), ZoneOffset.UTC);

  /** For three hundred bytes; a busy machine included. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path file;

  ReplayFuzzTest() throws IOException {
    file = Files.createTempFile("gridpulse-fuzz", ".csv");
    file.toFile().deleteOnExit();
  }

  @Property(tries = 3_000)
  void accountsForWhateverBytesThereAre(@ForAll("bytes") byte[] bytes) {
    Statistics.label("understood").collect(replay(bytes, ColumnChoice.ofSensor("s")));
  }

  @Property(tries = 6_000)
  void accountsForRowsOfAnySort(
      @ForAll("rows") List<List<String>> rows,
      @ForAll("delimiters") String delimiter,
      @ForAll("lineEnds") String lineEnd,
      @ForAll("columns") ColumnChoice columns) {
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(String.join(delimiter, row)).append(lineEnd));

    boolean understood = replay(text.toString().getBytes(UTF_8), columns);

    Statistics.label("understood")
        .collect(understood)
        .coverage(of -> of.check(true).percentage(percentage -> percentage > 15));
  }

  /** Answers whether it was understood; it must not hang. */
  private boolean replay(byte[] bytes, ColumnChoice columns) {
    return assertTimeoutPreemptively(PATIENCE, () -> replayed(bytes, columns));
  }

  private boolean replayed(byte[] bytes, ColumnChoice columns) throws IOException {
    Files.write(file, bytes);
    ListSink sink = new ListSink();
    ReplayOptions options =
        ReplayOptions.of(
            List.of(new Source.LocalFile(file)),
            DialectChoice.in(ZoneId.of("Europe/Berlin")),
            columns,
            MaxRejects.parse("100%"));
    try {
      ReplaySummary summary = new Replay(options, sink, CLOCK, ReplayProgress.none()).run();
      // The summary itself refuses counts that do not add up.
      assertThat(summary.delivered()).isEqualTo(sink.readings.size());
      assertThat(summary.rejected()).isEqualTo(sink.rejects.size());
      assertThat(sink.readings)
          .allSatisfy(
              reading -> {
                assertThat(reading.timestamp()).isNotNegative();
                assertThat(reading.value()).isFinite();
              });
      return true;
    } catch (RefusedInput e) {
      assertThat(e.getMessage()).startsWith(file.toString());
      assertThat(sink.readings).isEmpty();
      return false;
    }
  }

  @Provide
  Arbitrary<byte[]> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
  }

  @Provide
  Arbitrary<List<List<String>>> rows() {
    return cells().list().ofMinSize(1).ofMaxSize(4).list().ofMaxSize(12);
  }

  private static Arbitrary<String> cells() {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(
            6, Arbitraries.integers().between(0, 59).map("2021-10-31 02:%02d:00"::formatted)),
        net.jqwik.api.Tuple.of(6, Arbitraries.doubles().between(-1e6, 1e6).map(String::valueOf)),
        net.jqwik.api.Tuple.of(
            2,
            Arbitraries.of(
                "",
                " ",
                "\"",
                "\"\"",
                "\"a;b\"",
                "NaN",
                "1e400",
                "1.234,5",
                "1,5",
                "x",
                "time",
                "value",
                "id",
                "01/02/21",
                "1620000000",
                "31.10.2021 02:00",
                "Do. 13.05.21 00:00",
                "\u0000",
                "ü",
                "[",
                "{}",
                "30cbc97d-0fef-4928-a683-6886a260cd0b")),
        net.jqwik.api.Tuple.of(1, Arbitraries.strings().ofMaxLength(12)));
  }

  @Provide
  Arbitrary<String> delimiters() {
    return Arbitraries.of(";", ",", "\t", "|", "::");
  }

  @Provide
  Arbitrary<String> lineEnds() {
    return Arbitraries.of("\n", "\r\n", "\r");
  }

  @Provide
  Arbitrary<ColumnChoice> columns() {
    return Arbitraries.of(
        ColumnChoice.NONE,
        ColumnChoice.ofSensor("s"),
        ColumnChoice.ofSensor("s"),
        new ColumnChoice(null, true, null, null, null),
        new ColumnChoice("s", false, "1", null, "2"),
        new ColumnChoice(null, false, "1", "2", "3"));
  }
}
