package dev.gridpulse.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.ingest.source.Source;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as people write them, and what becomes of each of their rows. */
class DialectCasesTest {
  private static final Charset CP1252 = Charset.forName("windows-1252");
  private static final DialectChoice UTC = DialectChoice.in(ZoneOffset.UTC);
  private static final DialectChoice BERLIN = DialectChoice.in(ZoneId.of("Europe/Berlin"));
  private static final ColumnChoice ONE = ColumnChoice.ofSensor("s");
  private static final ColumnChoice WIDE = new ColumnChoice(null, true, null, null, null);
  private static final String BOM = "\ufeff";

  @TempDir private Path folder;

  /**
   * A file.
   *
   * @param expected readings as {@code [day]time value}, of several sensors with their names; then
   *     rejects as {@code !line reason}; or {@code refused: part of the message}
   */
  record Case(
      String name,
      String text,
      Charset charset,
      DialectChoice dialect,
      ColumnChoice columns,
      List<String> expected) {
    Case {
      expected = List.copyOf(expected);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(
      String name, String text, DialectChoice dialect, ColumnChoice columns, String... expected) {
    return new Case(name, text, UTF_8, dialect, columns, List.of(expected));
  }

  /** One series, naive times in UTC. */
  private static Case one(String name, String text, String... expected) {
    return of(name, text, UTC, ONE, expected);
  }

  private static Case in(Charset charset, String name, String text, String... expected) {
    return new Case(name, text, charset, UTC, ONE, List.of(expected));
  }

  /** Two readings at 1.5 and 2 at midnight and a second later. */
  private static Case times(String name, String first, String second) {
    return one(
        "time: " + name,
        "t;v\n%s;1.5\n%s;2\n".formatted(first, second),
        "2021-05-13T00:00:00Z 1.5",
        "2021-05-13T00:00:01Z 2.0");
  }

  private static Case numbers(String name, String first, String second, String... expected) {
    return one(
        "number: " + name,
        "t;v\n2021-05-01 00:00:00;%s\n2021-05-01 00:00:01;%s\n".formatted(first, second),
        expected);
  }

  static Stream<Case> cases() {
    String first = "2021-05-01T00:00:00Z ";
    String second = "2021-05-01T00:00:01Z ";
    String plain = "t;v\n2021-05-01 00:00:00;1.5\n2021-05-01 00:00:01;2\n";
    String umlaut = "Zeit;Größe\n2021-05-01 00:00:00;1.5\n2021-05-01 00:00:01;2\n";
    return Stream.of(
        // Encodings
        one("UTF-8", umlaut, first + "1.5", second + "2.0"),
        one("UTF-8 with a byte order mark", BOM + umlaut, first + "1.5", second + "2.0"),
        in(UTF_16LE, "UTF-16LE with a mark", BOM + umlaut, first + "1.5", second + "2.0"),
        in(UTF_16BE, "UTF-16BE with a mark", BOM + umlaut, first + "1.5", second + "2.0"),
        in(UTF_16LE, "UTF-16LE without a mark", umlaut, first + "1.5", second + "2.0"),
        in(UTF_16BE, "UTF-16BE without a mark", umlaut, first + "1.5", second + "2.0"),
        in(ISO_8859_1, "Latin-1", umlaut, first + "1.5", second + "2.0"),
        in(CP1252, "CP1252", umlaut.replace("Größe", "€"), first + "1.5", second + "2.0"),
        new Case(
            "a charset that is named",
            "t;v\n2021-05-01 00:00:00;1.5\n",
            UTF_16LE,
            new DialectChoice(UTF_16LE, null, null, null, null, null, null, ZoneOffset.UTC),
            ONE,
            List.of(first + "1.5")),
        // Delimiters
        one("semicolon", plain, first + "1.5", second + "2.0"),
        one("comma", plain.replace(';', ','), first + "1.5", second + "2.0"),
        one("tab", plain.replace(';', '\t'), first + "1.5", second + "2.0"),
        one("bar", plain.replace(';', '|'), first + "1.5", second + "2.0"),
        of(
            "a delimiter that is named",
            plain.replace(';', '#'),
            new DialectChoice(null, '#', null, null, null, null, null, ZoneOffset.UTC),
            ONE,
            first + "1.5",
            second + "2.0"),
        // Quotes
        one("quotes", "\"t\";\"v\"\n\"2021-05-01 00:00:00\";\"1.5\"\n", first + "1.5"),
        one(
            "a line end in quotes",
            "t;v;note\n2021-05-01 00:00:00;1.5;\"two\nlines\"\n2021-05-01 00:00:01;2;x\n",
            first + "1.5",
            second + "2.0"),
        one(
            "a delimiter in quotes",
            "t,v\n2021-05-01 00:00:00,\"1,5\"\n2021-05-01 00:00:01,\"2,25\"\n",
            first + "1.5",
            second + "2.25"),
        one(
            "quotes in quotes",
            "t;v;note\n2021-05-01 00:00:00;1.5;\"\"\"so\"\"\"\n",
            first + "1.5"),
        one(
            "single quotes",
            "'t';'v'\n'2021-05-01 00:00:00';'1.5'\n'2021-05-01 00:00:01';'2'\n",
            first + "1.5",
            second + "2.0"),
        of(
            "another quote",
            "t;v\n'2021-05-01 00:00:00';'1.5'\n",
            new DialectChoice(null, null, '\'', null, null, null, null, ZoneOffset.UTC),
            ONE,
            first + "1.5"),
        one(
            "a quote that is never closed",
            plain + "\"2021-05-01 00:00:02;3\n2021-05-01 00:00:03;4\n",
            first + "1.5",
            second + "2.0",
            "2021-05-01T00:00:03Z 4.0",
            "!4 quotes that do not match"),
        // Lines
        one("CRLF", plain.replace("\n", "\r\n"), first + "1.5", second + "2.0"),
        one("CR", plain.replace("\n", "\r"), first + "1.5", second + "2.0"),
        one("no last line end", plain.strip(), first + "1.5", second + "2.0"),
        one("empty lines", plain.replace("\n", "\n\n\n"), first + "1.5", second + "2.0"),
        one(
            "ragged rows",
            plain + "2021-05-01 00:00:02;3;x\n2021-05-01 00:00:03\n",
            first + "1.5",
            second + "2.0",
            "!4 wrong number of columns",
            "!5 wrong number of columns"),
        // Headers
        one("no header", plain.substring(4), first + "1.5", second + "2.0"),
        one(
            "a header twice",
            "t;v\n" + plain,
            first + "1.5",
            second + "2.0",
            "!2 time not understood"),
        of(
            "a header that is said to be none",
            plain,
            new DialectChoice(null, null, null, false, null, null, null, ZoneOffset.UTC),
            ONE,
            first + "1.5",
            second + "2.0",
            "!1 time not understood"),
        of(
            "columns of the same title",
            "t;v;v\n2021-05-01 00:00:00;1;2\n",
            UTC,
            new ColumnChoice("s", false, null, null, "3"),
            first + "2.0"),
        of(
            "columns by title",
            "value;when;other\n1;2021-05-01 00:00:00;2\n",
            UTC,
            new ColumnChoice("s", false, "when", null, "value"),
            first + "1.0"),
        of(
            "a title line of another width that is said to be a header",
            "values of May\n2021-05-01 00:00:00;1\n2021-05-01 00:00:01;2\n",
            new DialectChoice(null, null, null, true, null, null, null, ZoneOffset.UTC),
            ONE,
            "refused: --no-header"),
        // Numbers
        numbers("decimal comma", "1,5", "2", first + "1.5", second + "2.0"),
        numbers("1.234,5", "1.234,5", "1.000.000", first + "1234.5", second + "1000000.0"),
        numbers("1,234.5", "\"1,234.5\"", "2", first + "1234.5", second + "2.0"),
        numbers("1'234.5", "1'234.5", "2", first + "1234.5", second + "2.0"),
        numbers("1 234,5", "1 234,5", "2", first + "1234.5", second + "2.0"),
        numbers("1e-3", "1e-3", "2E2", first + "0.001", second + "200.0"),
        numbers("+5", "+5", "-5", first + "5.0", second + "-5.0"),
        numbers("a minus sign", "\u22121.5", "2", first + "-1.5", second + "2.0"),
        numbers("blanks around", "  1.5 ", "\u00a02", first + "1.5", second + "2.0"),
        numbers("no value", "1.5", "", first + "1.5", "!3 no value"),
        numbers("NaN", "1.5", "NaN", first + "1.5", "!3 value is not finite"),
        numbers("infinite", "1.5", "-inf", first + "1.5", "!3 value is not finite"),
        numbers("no number", "1.5", "n/a", first + "1.5", "!3 value is not a number"),
        numbers("too large", "1.5", "1e101", first + "1.5", "!3 value is beyond ±1e100"),
        numbers(
            "too small", "1.5", "1e-300", first + "1.5", "!3 value is nearer to 0 than ±1e-290"),
        of(
            "a separator of thousands that is named",
            "t;v\n2021-05-01 00:00:00;1.234\n",
            new DialectChoice(null, null, null, null, ',', '.', null, ZoneOffset.UTC),
            ONE,
            first + "1234.0"),
        // Times
        times("ISO with a blank", "2021-05-13 00:00:00", "2021-05-13 00:00:01"),
        times("ISO with T and Z", "2021-05-13T00:00:00Z", "2021-05-13T00:00:01Z"),
        times("ISO with an offset", "2021-05-13T02:00:00+02:00", "2021-05-13T02:00:01+0200"),
        times("ISO with hours only", "2021-05-13T02:00:00+02", "2021-05-12T20:00:01-04"),
        times("ISO, mixed", "2021-05-13T02:00:00+02:00", "2021-05-13 00:00:01"),
        times("fractions", "2021-05-13 00:00:00.000", "2021-05-13 00:00:01.0009"),
        times("epoch s", "1620864000", "1620864001"),
        times("epoch ms", "1620864000000", "1620864001000"),
        times("epoch µs", "1620864000000000", "1620864001000000"),
        times("epoch ns", "1620864000000000000", "1620864001000000000"),
        times("German", "13.05.2021 00:00:00", "13.05.2021 00:00:01"),
        times("German, short", "13.05.21 00:00:00", "13.05.21 00:00:01"),
        times("a German weekday", "Do. 13.05.21 00:00:00", "Do. 13.05.21 00:00:01"),
        times("an English weekday", "Thursday, 13.05.2021 00:00:00", "Thu 13.05.2021 00:00:01"),
        times("a Greek weekday", "Πέμπτη 13.05.2021 00:00:00", "Πέμπτη 13.05.2021 00:00:01"),
        times("British", "13/05/2021 00:00:00", "13/05/2021 00:00:01"),
        times("American", "05/13/2021 00:00:00", "05/13/2021 00:00:01"),
        times("American with AM", "5/13/2021 12:00:00 AM", "5/13/2021 12:00:01 AM"),
        times("year first", "2021/05/13 00:00:00", "2021/05/13 00:00:01"),
        times("digits", "20210513000000", "20210513000001"),
        one(
            "day or month",
            "t;v\n01/02/2021 00:00;1\n",
            "refused: --time-format \"dd/MM/yyyy HH:mm\""),
        of(
            "day or month, named",
            "t;v\n01/02/2021 00:00;1\n",
            UTC.withTimeFormat("MM/dd/yyyy HH:mm"),
            ONE,
            "2021-01-02T00:00:00Z 1.0"),
        one(
            "before 1970",
            plain + "1969-12-31 23:59:59;3\n",
            first + "1.5",
            second + "2.0",
            "!4 time before 1970"),
        one(
            "tomorrow and later",
            plain + "2031-01-01 00:00:00;3\n",
            first + "1.5",
            second + "2.0",
            "!4 more than a day in the future"),
        one("no time", plain + ";3\n", first + "1.5", second + "2.0", "!4 no time"),
        // Clocks
        of(
            "clocks go forward",
            "t;v\n2021-03-28 01:59:59;1\n2021-03-28 02:30:00;2\n2021-03-28 03:00:00;3\n",
            BERLIN,
            ONE,
            "2021-03-28T00:59:59Z 1.0",
            "2021-03-28T01:00:00Z 3.0",
            "!3 local time that does not exist (clocks go forward)"),
        of(
            "clocks go back",
            """
            t;v
            2021-10-31 02:00:00;1
            2021-10-31 02:30:00;2
            2021-10-31 02:00:00;3
            2021-10-31 02:30:00;4
            2021-10-31 03:00:00;5
            """,
            BERLIN,
            ONE,
            "2021-10-31T00:00:00Z 1.0",
            "2021-10-31T00:30:00Z 2.0",
            "2021-10-31T01:00:00Z 3.0",
            "2021-10-31T01:30:00Z 4.0",
            "2021-10-31T02:00:00Z 5.0"),
        of(
            "clocks go back for each sensor",
            """
            t;id;v
            2021-10-31 02:30:00;a;1
            2021-10-31 02:30:00;b;2
            2021-10-31 02:00:00;a;3
            2021-10-31 02:45:00;b;4
            2021-10-31 02:00:00;b;5
            """,
            BERLIN,
            ColumnChoice.NONE,
            "a 2021-10-31T00:30:00Z 1.0",
            "b 2021-10-31T00:30:00Z 2.0",
            "a 2021-10-31T01:00:00Z 3.0",
            "b 2021-10-31T00:45:00Z 4.0",
            "b 2021-10-31T01:00:00Z 5.0"),
        of(
            "clocks go back in a file that begins with the latest",
            """
            t;v
            2021-10-31 03:00:00;1
            2021-10-31 02:30:00;2
            2021-10-31 02:00:00;3
            2021-10-31 02:30:00;4
            2021-10-31 02:00:00;5
            2021-10-31 01:30:00;6
            """,
            BERLIN,
            ONE,
            "2021-10-31T02:00:00Z 1.0",
            "2021-10-31T01:30:00Z 2.0",
            "2021-10-31T01:00:00Z 3.0",
            "2021-10-31T00:30:00Z 4.0",
            "2021-10-31T00:00:00Z 5.0",
            "2021-10-30T23:30:00Z 6.0"),
        of(
            "a late row in the hour that comes twice",
            """
            t;v
            2021-10-31 02:29:58;1
            2021-10-31 02:30:00;2
            2021-10-31 02:29:59;3
            2021-10-31 02:30:01;4
            2021-10-31 02:00:00;5
            """,
            BERLIN,
            ONE,
            "2021-10-31T00:29:58Z 1.0",
            "2021-10-31T00:30:00Z 2.0",
            "2021-10-31T00:29:59Z 3.0",
            "2021-10-31T00:30:01Z 4.0",
            "2021-10-31T01:00:00Z 5.0"),
        of(
            "every hour, twice at two",
            "t;v\n2021-10-31 01:00;1\n2021-10-31 02:00;2\n2021-10-31 02:00;3\n2021-10-31 03:00;4\n",
            BERLIN,
            ONE,
            "2021-10-30T23:00:00Z 1.0",
            "2021-10-31T00:00:00Z 2.0",
            "2021-10-31T01:00:00Z 3.0",
            "2021-10-31T02:00:00Z 4.0"),
        // Layouts
        of(
            "a uuid that no mapping knows",
            "time;sensor;value\n2021-05-01T00:00:00Z;30cbc97d-0fef-4928-a683-6886a260cd0b;1\n",
            UTC,
            ColumnChoice.NONE,
            "!2 sensor that no mapping knows"),
        of(
            "a column that is called like no sensor",
            "time;value;status\n2021-05-01 00:00:00;1;OK\n",
            UTC,
            ColumnChoice.NONE,
            "refused: say --sensor-column"),
        of(
            "only rows with broken quotes",
            "\"a\"b;1\n\"c\"d;2\n",
            UTC,
            ONE,
            "refused: no column of times"),
        of(
            "a column of sensors",
            "time,sensor,value\n2021-05-01T00:00:00Z,a b,1\n2021-05-01T00:00:00Z,,2\n",
            UTC,
            ColumnChoice.NONE,
            "a b " + first + "1.0",
            "!3 no sensor"),
        of(
            "a column of numbered sensors",
            "Ts|SignalId|MeasurementValue\n2021-05-01 00:00:00|4711|1,000.5\n",
            UTC,
            ColumnChoice.NONE,
            "4711 " + first + "1000.5"),
        of(
            "a column for each sensor",
            "time;a;b\n2021-05-01 00:00:00;1;2\n2021-05-01 00:00:01;;x\n",
            UTC,
            WIDE,
            "a " + first + "1.0",
            "b " + first + "2.0",
            "!3 value is not a number"),
        of(
            "sensors that are called twice",
            "time;a;a\n2021-05-01 00:00:00;1;2\n",
            UTC,
            WIDE,
            "refused: two columns are called \"a\""),
        of(
            "a title with its unit",
            "t;P [kW]\n2021-05-01 00:00:00;1\n",
            UTC,
            ColumnChoice.NONE,
            "P " + first + "1.0"),
        of("no sensor", plain, UTC, ColumnChoice.NONE, "refused: say --sensor NAME"),
        of(
            "several columns of numbers",
            "t;a;b\n2021-05-01 00:00:00;1;2\n",
            UTC,
            ONE,
            "refused: --value-column"),
        of(
            "no such column",
            plain,
            UTC,
            new ColumnChoice("s", false, "when", null, null),
            "refused: there is no column \"when\" (--time-column); there are t, v"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyRowBecomesWhatItIs(Case each) throws IOException {
    Path file = folder.resolve("f.csv");
    Files.write(file, each.text.getBytes(each.charset));
    ListSink sink = new ListSink();
    ReplayOptions options =
        ReplayOptions.of(
            List.of(new Source.LocalFile(file)),
            each.dialect,
            each.columns,
            MaxRejects.parse("100%"));
    List<String> found = new ArrayList<>();
    try {
      ReplaySummary summary =
          new Replay(
                  options,
                  sink,
                  Clock.fixed(Instant.parse("2022-01-01T00:00:00Z"), ZoneOffset.UTC),
                  ReplayProgress.none())
              .run();
      assertThat(summary.delivered()).isEqualTo(sink.readings.size());
      assertThat(summary.rejected()).isEqualTo(sink.rejects.size());
      sink.readings.forEach(
          reading ->
              found.add(
                  (each.columns.sensor() == null ? reading.sensor() + " " : "")
                      + Instant.ofEpochMilli(reading.timestamp())
                      + " "
                      + reading.value()));
      sink.rejects.forEach(
          reject ->
              found.add(
                  "!%d %s"
                      .formatted(
                          ((dev.gridpulse.model.Reject.InFile) reject.origin()).line(),
                          reject.reason().replaceFirst("^column [^:]*: ", ""))));
    } catch (RefusedInput e) {
      assertThat(each.expected).singleElement().asString().startsWith("refused: ");
      assertThat(e.getMessage()).contains(each.expected.getFirst().substring("refused: ".length()));
      return;
    }

    assertThat(found).isEqualTo(each.expected);
  }

  @Test
  void areManyCases() {
    assertThat(cases()).hasSizeGreaterThan(75);
  }
}
