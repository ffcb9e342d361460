package dev.gridpulse.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gridpulse.ingest.source.Gzip;
import dev.gridpulse.ingest.source.Source;
import dev.gridpulse.model.Reading;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.Sensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  private static final Instant NOW = Instant.parse("2021-06-01T00:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @TempDir private Path folder;
  private Path file;
  private final ListSink sink = new ListSink();

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("frequency.csv");
  }

  @Test
  void replaysAFileInTheFormatOfSwissgrid() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("sollfrequenz.csv")) {
      Files.write(file, Objects.requireNonNull(in).readAllBytes());
    }

    ReplaySummary summary = replay(options("1%"));

    assertThat(summary.rows()).isEqualTo(30);
    assertThat(summary.delivered()).isEqualTo(30);
    assertThat(sink.readings)
        .startsWith(
            new Reading("frequency", Instant.parse("2021-05-01T23:53:00Z").toEpochMilli(), 50))
        .contains(
            new Reading("frequency", Instant.parse("2021-05-01T23:56:30Z").toEpochMilli(), 49.99))
        .endsWith(
            new Reading("frequency", Instant.parse("2021-05-02T00:07:30Z").toEpochMilli(), 49.99));
  }

  @Test
  void takesAMappingWithATitleAboveIt() throws IOException {
    write("Our sensors\n30cbc97d-0fef-4928-a683-6886a260cd0b;cellar\nnone;attic\n");

    ReplaySummary summary = replay(options("100%"));

    assertThat(sink.sensors).extracting(Sensor::name).containsExactly("cellar");
    assertThat(summary.rejected()).as("an attic without a uuid").isEqualTo(1);
  }

  @Test
  void accountsForEveryRow() throws IOException {
    write(
        """
        Datum Zeit;A:f_soll_aktiv [Hz]
        Sa. 01.05.21 00:00:00;50
        Sa. 32.05.21 00:00:30;50
        Sa. 01.05.21 00:01:00;fifty
        Sa. 01.05.21 00:01:30;NaN

        Sa. 01.05.21 00:02:00;
        Sa. 01.05.21 00:02:30;49,99;surplus
        Sa. 01.05.21 00:03:00
        ;50
        "Sa. 01.05.21 00:04:00"x;50
        Sa. 01.05.21 00:04:30;1e200
        Do. 03.06.21 00:00:00;50
        Sa. 01.05.21 00:05:00;50,01
        """);

    ReplaySummary summary = replay(options("100%"));

    assertThat(summary.rows()).isEqualTo(12);
    assertThat(summary.delivered()).isEqualTo(2);
    assertThat(summary.rejected()).isEqualTo(10);
    assertThat(sink.rejects)
        .extracting(ReplayTest::describe)
        .containsExactly(
            "3 column 1 (Datum Zeit): time not understood <Sa. 32.05.21 00:00:30;50>",
            "4 column 2 (A:f_soll_aktiv [Hz]): value is not a number <Sa. 01.05.21 00:01:00;fifty>",
            "5 column 2 (A:f_soll_aktiv [Hz]): value is not finite <Sa. 01.05.21 00:01:30;NaN>",
            "7 column 2 (A:f_soll_aktiv [Hz]): no value <Sa. 01.05.21 00:02:00;>",
            "8 wrong number of columns <Sa. 01.05.21 00:02:30;49,99;surplus>",
            "9 wrong number of columns <Sa. 01.05.21 00:03:00>",
            "10 column 1 (Datum Zeit): no time <;50>",
            "11 quotes that do not match <\"Sa. 01.05.21 00:04:00\"x;50>",
            "12 column 2 (A:f_soll_aktiv [Hz]): value is beyond ±1e100 <Sa. 01.05.21 00:04:30;1e200>",
            "13 column 1 (Datum Zeit): more than a day in the future <Do. 03.06.21 00:00:00;50>");
    assertThat(summary.reasons().getFirst())
        .isEqualTo(
            new ReplaySummary.Rejects(
                RejectReason.WRONG_COLUMNS,
                2,
                file.toString(),
                8,
                "Sa. 01.05.21 00:02:30;49,99;surplus"));
  }

  @Test
  void acceptsWhatIsLessThanADayAhead() throws IOException {
    write("t;v\n2021-06-01T23:59:59Z;1\n2021-06-02T00:00:00Z;2\n2021-06-02T00:00:01Z;3\n");

    ReplaySummary summary = replay(options("100%"));

    assertThat(summary.delivered()).isEqualTo(2);
    assertThat(summary.reasons())
        .extracting(ReplaySummary.Rejects::reason)
        .containsExactly(RejectReason.IN_THE_FUTURE);
  }

  @Test
  void rejectsWhatIsBefore1970() throws IOException {
    write("t;v\n1969-12-31T23:59:59Z;1\n1970-01-01T00:00:00Z;2\n");

    ReplaySummary summary = replay(options("100%"));

    assertThat(sink.readings).containsExactly(new Reading("frequency", 0, 2));
    assertThat(summary.reasons())
        .extracting(ReplaySummary.Rejects::reason)
        .containsExactly(RejectReason.BEFORE_1970);
  }

  @Test
  void readsNaiveTimesInTheGivenZoneThroughBothChangesOfTheClocks() throws IOException {
    write(
        """
        t;v
        2021-03-28 01:30:00;1
        2021-03-28 02:30:00;2
        2021-03-28 03:30:00;3
        2020-10-25 02:30:00;4
        2020-10-25 02:00:00;5
        2020-10-25 02:30:00;6
        2020-10-25T02:30:00Z;7
        """);

    ReplaySummary summary =
        replay(
            Options.of(
                List.of(file), "s", ZoneId.of("Europe/Berlin"), null, MaxRejects.parse("1")));

    assertThat(sink.readings)
        .extracting(reading -> Instant.ofEpochMilli(reading.timestamp()) + " " + reading.value())
        .containsExactly(
            "2021-03-28T00:30:00Z 1.0",
            "2021-03-28T01:30:00Z 3.0",
            // Another year is no step of the series; half an hour back is one.
            "2020-10-25T00:30:00Z 4.0",
            "2020-10-25T01:00:00Z 5.0",
            "2020-10-25T01:30:00Z 6.0",
            "2020-10-25T02:30:00Z 7.0");
    assertThat(summary.reasons())
        .extracting(ReplaySummary.Rejects::reason)
        .containsExactly(RejectReason.NO_SUCH_LOCAL_TIME);
  }

  /** Whole numbers for hours, then decimal commas; days of two digits, then of one. */
  @Test
  void readsOnToLearnHowNumbersAreWritten() throws IOException {
    StringBuilder text = new StringBuilder("Zeit;Wert\n");
    LocalDateTime time = LocalDateTime.parse("2020-12-31T10:00:00");
    for (int i = 0; i < 120_000; i++) {
      LocalDateTime at = time.plusSeconds(i);
      text.append(
              String.format(
                  Locale.ROOT,
                  "%d.%d.%d %tT;",
                  at.getDayOfMonth(),
                  at.getMonthValue(),
                  at.getYear(),
                  at))
          .append(i < 60_000 ? "50" : "49,99")
          .append('\n');
    }
    write(text.toString());

    ReplaySummary summary = replay(options("0"));

    assertThat(summary.delivered()).isEqualTo(120_000);
    assertThat(sink.readings.getLast().value()).isEqualTo(49.99);
  }

  @Test
  void knowsTheDecimalsOfSwissgridWhenAllNumbersAreWhole() throws IOException {
    write("Datum Zeit;A:f_soll_aktiv [Hz]\nSa. 01.05.21 00:00:00;50\n");
    List<String> understood = new ArrayList<>();

    new Replay(options("0"), sink, CLOCK, told(understood)).run();

    assertThat(understood).singleElement().asString().contains("decimal comma");
  }

  @Test
  void keepsWhatTheRegistryKnowsOfASensor() throws IOException {
    write("t;P [kW]\n2021-05-01 00:00:00;1\n");
    Sensor known =
        new Sensor("P", null, "W", null, null, BERLIN, "cellar", null, null, "ada", true);
    ReplayOptions options =
        Options.of(List.of(file), null, ZoneOffset.UTC, null, MaxRejects.DEFAULT);

    new Replay(
            options,
            sink,
            CLOCK,
            ReplayProgress.none(),
            ReplayJournal.NONE,
            RejectFile.none(),
            List.of(known))
        .run();

    assertThat(sink.sensors)
        .containsExactly(
            new Sensor(
                "P",
                null,
                "kW",
                Sensor.Kind.POWER,
                null,
                BERLIN,
                "cellar",
                null,
                null,
                "ada",
                true));
  }

  @Test
  void skipsWhatLiesOutsideOfTheTimeAskedForAndStopsAtTheLimit() throws IOException {
    StringBuilder text = new StringBuilder("t;v\n");
    Instant start = Instant.parse("2021-05-01T00:00:00Z");
    for (int i = 0; i < 100; i++) {
      text.append(start.plusSeconds(i)).append(';').append(i).append('\n');
    }
    write(text.toString());
    ReplayOptions options =
        new ReplayOptions(
            List.of(new Source.LocalFile(file)),
            null,
            FileFormat.AUTO,
            DialectChoice.in(ZoneOffset.UTC),
            ColumnChoice.ofSensor("s"),
            start.plusSeconds(10),
            start.plusSeconds(30),
            80,
            Double.POSITIVE_INFINITY,
            false,
            MaxRejects.DEFAULT,
            false);

    ReplaySummary summary = replay(options);

    assertThat(summary.rows()).isEqualTo(80);
    assertThat(sink.readings)
        .extracting(Reading::value)
        .containsExactlyElementsOf(IntStream.range(10, 30).mapToObj(i -> (double) i).toList());
    assertThat(summary.skipped())
        .isEqualTo(Map.of(SkipReason.BEFORE_FROM, 10L, SkipReason.FROM_TO_ON, 50L));
  }

  @Test
  void writesRejectsToAFileForPeople() throws IOException {
    write("t;v\n2021-05-01 00:00:00;1\n2021-05-01 00:00:01;a;b\n2021-05-01 00:00:02;\"c\"\"d\"\n");
    Path rejects = folder.resolve("rejects.csv");
    for (int run = 0; run < 2; run++) {
      try (RejectFile to = RejectFile.to(rejects)) {
        new Replay(
                options("100%"),
                sink,
                CLOCK,
                ReplayProgress.none(),
                ReplayJournal.NONE,
                to,
                List.of())
            .run();
      }
    }

    List<String> once =
        List.of(
            file + ",3,,wrong number of columns,2021-05-01 00:00:01;a;b",
            file + ",4,2,value is not a number,\"2021-05-01 00:00:02;\"\"c\"\"\"\"d\"\"\"");
    assertThat(Files.readAllLines(rejects).getFirst()).isEqualTo("file,line,column,reason,raw");
    assertThat(Files.readAllLines(rejects).subList(1, 3)).isEqualTo(once);
    assertThat(Files.readAllLines(rejects).subList(3, 5)).isEqualTo(once);
  }

  @Test
  void leavesFilesThatAreNotUnderstoodWhereThatIsWanted() throws IOException {
    write("2021-05-01 00:00:00;1\n");
    Path bad = Files.writeString(folder.resolve("a.csv"), "no table\nat all\n");
    Path torn = folder.resolve("b.csv.gz");
    StringBuilder rows = new StringBuilder();
    Random random = new Random(1);
    for (int i = 0; i < 50_000; i++) {
      rows.append("2021-05-01 00:00:00;").append(random.nextInt()).append('\n');
    }
    byte[] packed = Gzip.of(rows.toString());
    Files.write(torn, Arrays.copyOf(packed, packed.length / 2));
    ReplayOptions options =
        new ReplayOptions(
            List.of(
                new Source.LocalFile(bad), new Source.LocalFile(torn), new Source.LocalFile(file)),
            null,
            FileFormat.AUTO,
            DialectChoice.in(ZoneOffset.UTC),
            ColumnChoice.ofSensor("s"),
            null,
            null,
            Long.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            false,
            MaxRejects.DEFAULT,
            true);
    List<String> told = new ArrayList<>();

    ReplaySummary summary = new Replay(options, sink, CLOCK, told(told)).run();

    assertThat(summary.left()).containsExactly(torn.toString());
    assertThat(told).anySatisfy(line -> assertThat(line).contains("a.csv: no column of times"));
    assertThat(told).anySatisfy(line -> assertThat(line).contains("b.csv.gz could not be read on"));
    assertThat(sink.readings).hasSizeGreaterThan(1);
    assertThat(summary.rows()).isEqualTo(summary.delivered());
  }

  private static ReplayProgress told(List<String> lines) {
    return new ReplayProgress() {
      @Override
      public void examined(String name, String understood, List<String> samples) {
        lines.add(understood);
      }

      @Override
      public void failed(String name, String why) {
        lines.add(why);
      }

      @Override
      public void started(long bytes) {}

      @Override
      public void advanced(long bytes, long rows) {}

      @Override
      public void close() {}
    };
  }

  @Test
  void readsSeveralFilesEachInItsOwnDialect() throws IOException {
    write("t;v\n2021-05-01 00:00;1,5\n");
    Path other = folder.resolve("other.csv");
    Files.writeString(other, "time,value\n1620000000,2.5\nx,y\n");
    Path empty = Files.createFile(folder.resolve("empty.csv"));
    ReplayOptions options =
        Options.of(List.of(file, empty, other), "s", ZoneOffset.UTC, null, MaxRejects.parse("50%"));

    ReplaySummary summary = replay(options);

    assertThat(sink.readings).extracting(Reading::value).containsExactly(1.5, 2.5);
    assertThat(summary.rows()).isEqualTo(3);
    assertThat(sink.rejects)
        .extracting(reject -> reject.origin().source())
        .containsExactly(other.toString());
  }

  @Test
  void sendsNothingWhenOneOfTheFilesIsNotUnderstood() throws IOException {
    write("t;v\n2021-05-01 00:00;1,5\n");
    Path other = folder.resolve("other.csv");
    Files.writeString(other, "time,value\n01/02/21 00:00,1\n");
    ReplayOptions options =
        Options.of(List.of(file, other), "s", ZoneOffset.UTC, null, MaxRejects.DEFAULT);

    assertThatThrownBy(() -> replay(options))
        .isInstanceOf(RefusedInput.class)
        .hasMessageStartingWith(other + ": the times can be read as")
        .hasMessageContaining("--time-format");
    assertThat(sink.readings).isEmpty();
  }

  @Test
  void countsABrokenLineAboveTheHeader() throws IOException {
    write("\"a\"b;c\nt;v\n2021-05-01 00:00;1\n");

    ReplaySummary summary = replay(options("100%"));

    assertThat(summary.rows()).isEqualTo(2);
    assertThat(sink.rejects)
        .extracting(ReplayTest::describe)
        .containsExactly("1 quotes that do not match <\"a\"b;c>");
  }

  @Test
  void stopsAtANumberOfRejects() throws IOException {
    write("t;v\n2021-05-01 00:00;1\n" + "2021-05-01 00:00;x\n".repeat(10));

    ReplaySummary summary = replay(options("3"));

    assertThat(summary.rejected()).isEqualTo(4);
    assertThat(summary.rows()).isEqualTo(5);
    assertThat(summary.stopped()).isTrue();
    assertThat(summary.hasTooManyRejects()).isTrue();
  }

  @Test
  void judgesAShareOfRejectsAtTheEnd() throws IOException {
    write("t;v\n" + "2021-05-01 00:00;x\n".repeat(2) + "2021-05-01 00:00;1\n".repeat(98));

    assertThat(replay(options("2%")).hasTooManyRejects()).isFalse();
    assertThat(replay(options("1.9%")).hasTooManyRejects()).isTrue();
    assertThat(replay(options("0")).hasTooManyRejects()).isTrue();
  }

  @Test
  void describesItselfInNumbersThatAddUp() throws IOException {
    write("t;v\n" + "2021-05-01 00:00;x\u001b[2J\n" + "2021-05-01 00:00;1\n".repeat(1999));

    ReplaySummary summary = replay(options("0"));

    assertThat(summary.describe())
        .contains("1 rows read = 0 delivered + 1 rejected + 0 skipped")
        .contains(
            "1 × value is not a number; the first at " + file + ":2: 2021-05-01 00:00;x\ufffd[2J")
        .contains("More rejects than --max-rejects 0 allows; stopped there.");
    assertThat(replay(options("1")).describe())
        .contains("2,000 rows read = 1,999 delivered + 1 rejected + 0 skipped")
        .doesNotContain("More rejects");
  }

  @Test
  void saysOfEveryOptionWhatIsWrongWithIt() {
    assertThatThrownBy(
            () ->
                new ReplayOptions(
                    List.of(),
                    null,
                    FileFormat.AUTO,
                    DialectChoice.in(ZoneOffset.UTC),
                    new ColumnChoice("", true, null, null, "v"),
                    NOW,
                    NOW,
                    0,
                    0,
                    false,
                    MaxRejects.DEFAULT,
                    false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--sensor: the sensor's name is empty")
        .hasMessageContaining("--sensor: with --wide")
        .hasMessageContaining("--wide: every column but that of the time")
        .hasMessageContaining("--to: must be after --from")
        .hasMessageContaining("--limit: must be 1 or more")
        .hasMessageContaining("--speed: must be more than 0");
    assertThatThrownBy(() -> DialectChoice.in(ZoneOffset.UTC).withTimeFormat("never"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--time-format: \"never\" is no time format");
  }

  @Test
  void limitsOfRejectsAreANumberOrAShare() {
    assertThat(MaxRejects.parse("100").describe()).isEqualTo("100");
    assertThat(MaxRejects.parse("1%")).isEqualTo(MaxRejects.DEFAULT);
    assertThat(MaxRejects.parse("0.5 %").describe()).isEqualTo("0.5%");
    for (String wrong : List.of("", "x", "-1", "1.5", "101%", "%")) {
      assertThatThrownBy(() -> MaxRejects.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"" + wrong + "\" is no limit");
    }
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private ReplayOptions options(String maxRejects) {
    return Options.of(
        List.of(file), "frequency", ZoneOffset.UTC, null, MaxRejects.parse(maxRejects));
  }

  private ReplaySummary replay(ReplayOptions options) {
    return new Replay(options, sink, CLOCK, ReplayProgress.none()).run();
  }

  private static String describe(Reject reject) {
    Reject.InFile at = (Reject.InFile) reject.origin();
    return "%d %s <%s>".formatted(at.line(), reject.reason(), reject.raw());
  }
}
