package dev.gridpulse.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeParserTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dd.MM.yy HH:mm:ss      | Sa. 01.05.21 00:00:30          | 2021-05-01T00:00:30Z
          dd.MM.yy HH:mm:ss      | sam. 01.05.21 00:00:30         | 2021-05-01T00:00:30Z
          dd.MM.yy HH:mm:ss      | Saturday, 01.05.21 00:00:30    | 2021-05-01T00:00:30Z
          dd.MM.yy HH:mm:ss      | сб 01.05.21 00:00:30           | 2021-05-01T00:00:30Z
          dd.MM.yy HH:mm:ss      | 01.05.21 00:00:30              | 2021-05-01T00:00:30Z
          dd.MM.yy HH:mm:ss      | 01.05.21 00:00:30.25           | 2021-05-01T00:00:30.250Z
          dd.MM.yy HH:mm:ss      | 01.05.99 00:00:00              | 2099-05-01T00:00:00Z
          dd.MM.yyyy HH:mm       | 29.02.2024 23:59               | 2024-02-29T23:59:00Z
          dd.MM.yyyy HH:mm       | 31.12.2021 24:00               | 2022-01-01T00:00:00Z
          d.M.yyyy H:mm          | 1.5.2021 7:05                  | 2021-05-01T07:05:00Z
          dd/MM/yyyy HH:mm:ss,SSS| 01/02/2021 00:00:00,125        | 2021-02-01T00:00:00.125Z
          M/d/yyyy h:mm:ss a     | 5/1/2021 12:00:00 AM           | 2021-05-01T00:00:00Z
          M/d/yyyy h:mm:ss a     | 5/1/2021 1:00:00 p.m.          | 2021-05-01T13:00:00Z
          yyyy-MM-dd'T'HH:mmX    | 2021-05-01T02:00+0200          | 2021-05-01T00:00:00Z
          yyyyMMddHHmmss         | 20210501000030                 | 2021-05-01T00:00:30Z
          yyyy/MM/dd             | 2021/05/01                     | 2021-05-01T00:00:00Z
          iso                    | 2021-05-01T00:00:30Z           | 2021-05-01T00:00:30Z
          iso                    | 2021-05-01T02:00:30+02:00      | 2021-05-01T00:00:30Z
          iso                    | 2021-05-01 02:00:30+02         | 2021-05-01T00:00:30Z
          iso                    | 2021-04-30 19:30:30-0430       | 2021-05-01T00:00:30Z
          iso                    | 2021-05-01 00:00:30            | 2021-05-01T00:00:30Z
          iso                    | 2021-05-01T00:00               | 2021-05-01T00:00:00Z
          iso                    | 2021-05-01                     | 2021-05-01T00:00:00Z
          iso                    | 2022-05-02 00:00:01.311        | 2022-05-02T00:00:01.311Z
          iso                    | 2022-05-02T00:00:01.311999999Z | 2022-05-02T00:00:01.311Z
          iso                    | 2022-05-02T00:00:01,5 Z        | 2022-05-02T00:00:01.500Z
          iso                    | 2000-02-29T12:00:00Z           | 2000-02-29T12:00:00Z
          epoch-s                | 1620000000                     | 2021-05-03T00:00:00Z
          epoch-s                | 1620000000.5                   | 2021-05-03T00:00:00.500Z
          epoch-ms               | 1620000000123                  | 2021-05-03T00:00:00.123Z
          epoch-us               | 1620000000123456               | 2021-05-03T00:00:00.123Z
          epoch-ns               | 1620000000123456789            | 2021-05-03T00:00:00.123Z
          epoch-s                | -1                             | 1969-12-31T23:59:59Z
          """)
  void readsTimesOfEveryKind(String format, String text, Instant expected) {
    assertThat(read(format, text)).isEqualTo(expected.toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dd.MM.yy HH:mm:ss  | 32.05.21 00:00:00
          dd.MM.yy HH:mm:ss  | 29.02.21 00:00:00
          dd.MM.yy HH:mm:ss  | 00.05.21 00:00:00
          dd.MM.yy HH:mm:ss  | 01.13.21 00:00:00
          dd.MM.yy HH:mm:ss  | 01.05.21 24:00:01
          dd.MM.yy HH:mm:ss  | 01.05.21 00:60:00
          dd.MM.yy HH:mm:ss  | 01.05.21 00:00:60
          dd.MM.yy HH:mm:ss  | 01.05.2021 00:00:00
          dd.MM.yy HH:mm:ss  | 1.5.21 00:0:00
          dd.MM.yy HH:mm:ss  | 01.05.21 00:00
          dd.MM.yy HH:mm:ss  | 01.05.21 00:00:00 x
          dd.MM.yy HH:mm:ss  | Sa. So. 01.05.21 00:00:00
          dd.MM.yy HH:mm:ss  | Sa.
          dd.MM.yy HH:mm:ss  | Sa.01.05.21 00:00:00
          M/d/yyyy h:mm a    | 5/1/2021 13:00 PM
          iso                | 2100-02-29T00:00:00Z
          iso                | 2021-5-1
          iso                | 2021-05-01T
          iso                | 2021-05-01T1:00
          iso                | 2021-05-01T00:00:00+2
          iso                | 2021-05-01T00:00:00+19:00
          iso                | 2021-05-01T00:00:00 Europe/Berlin
          epoch-s            | 12a
          epoch-ms           | 1620000000.5
          epoch-ms           | 9999999999999999999
          epoch-ms           | 99999999999999999999
          """)
  void doesNotReadWhatIsNoTime(String format, String text) {
    assertThat(read(format, text)).isEqualTo(TimeParser.UNREADABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "hello", "HH:mm", "dd.MM.yyy", "MMM dd yyyy", "yyyy-MM-dd'T", "dd.MM"})
  void saysWhatIsWrongWithAPattern(String pattern) {
    assertThatThrownBy(() -> TimeFormats.parse(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + pattern + "\" is no time format");
  }

  @Test
  void agreesWithTheJdkOnEveryDayOfTwoCenturies() {
    String pattern = "dd.MM.yyyy HH:mm:ss";
    DateTimeFormatter jdk = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    TimeParser parser = parser(pattern, ZoneOffset.UTC);
    LocalDateTime day = LocalDateTime.of(1899, 12, 31, 23, 59, 59);
    for (int i = 0; i < 74_000; i++) {
      LocalDateTime time = day.plusDays(i);
      char[] text = jdk.format(time).toCharArray();

      assertThat(parser.read(text, 0, text.length))
          .isEqualTo(time.toInstant(ZoneOffset.UTC).toEpochMilli());
    }
  }

  @Test
  void readsNaiveTimesInTheirZone() {
    assertThat(readAll(BERLIN, "2012-12-31 23:00:00", "2013-07-01 00:00:00"))
        .containsExactly("2012-12-31T22:00:00Z", "2013-06-30T22:00:00Z");
  }

  @Test
  void agreesWithTheJdkOnEveryMinuteThatComesOnce() {
    TimeParser parser = parser("iso", BERLIN);
    LocalDateTime start = LocalDateTime.of(2021, 1, 1, 0, 0);
    for (int minute = 0; minute < 365 * 24 * 60; minute += 7) {
      LocalDateTime time = start.plusMinutes(minute);
      List<ZoneOffset> offsets = BERLIN.getRules().getValidOffsets(time);
      if (offsets.size() == 1) {
        char[] text = time.toString().toCharArray();

        assertThat(parser.read(text, 0, text.length))
            .isEqualTo(time.toInstant(offsets.getFirst()).toEpochMilli());
      }
    }
  }

  @Test
  void refusesALocalTimeThatTheClocksLeaveOut() {
    assertThat(
            readAll(
                BERLIN,
                "2021-03-28 01:59:59",
                "2021-03-28 02:00:00",
                "2021-03-28 02:59:59",
                "2021-03-28 03:00:00"))
        .containsExactly(
            "2021-03-28T00:59:59Z", "nonexistent", "nonexistent", "2021-03-28T01:00:00Z");
  }

  @Test
  void tellsTheTwoPassesOfAnHourApartByTheirOrder() {
    assertThat(
            readAll(
                BERLIN,
                "2021-10-31 01:30:00",
                "2021-10-31 02:00:00",
                "2021-10-31 02:30:00",
                "2021-10-31 02:00:00",
                "2021-10-31 02:30:00",
                "2021-10-31 03:00:00"))
        .containsExactly(
            "2021-10-30T23:30:00Z",
            "2021-10-31T00:00:00Z",
            "2021-10-31T00:30:00Z",
            "2021-10-31T01:00:00Z",
            "2021-10-31T01:30:00Z",
            "2021-10-31T02:00:00Z");
  }

  @Test
  void tellsThePassesApartInAnHourlySeries() {
    assertThat(
            readAll(
                BERLIN,
                "2021-10-31 01:00",
                "2021-10-31 02:00",
                "2021-10-31 02:00",
                "2021-10-31 03:00"))
        .containsExactly(
            "2021-10-30T23:00:00Z",
            "2021-10-31T00:00:00Z",
            "2021-10-31T01:00:00Z",
            "2021-10-31T02:00:00Z");
  }

  @Test
  void takesADoubledRowForADoubledRow() {
    assertThat(
            readAll(
                BERLIN,
                "2021-10-31 02:00:00",
                "2021-10-31 02:00:30",
                "2021-10-31 02:00:30",
                "2021-10-31 02:01:00"))
        .containsExactly(
            "2021-10-31T00:00:00Z",
            "2021-10-31T00:00:30Z",
            "2021-10-31T00:00:30Z",
            "2021-10-31T00:01:00Z");
  }

  @Test
  void beginsAnewWithEachYearsHour() {
    assertThat(
            readAll(
                BERLIN,
                "2020-10-25 02:30",
                "2020-10-25 02:15",
                "2020-12-01 00:00",
                "2021-10-31 02:15",
                "2021-10-31 02:30"))
        .containsExactly(
            "2020-10-25T00:30:00Z",
            "2020-10-25T01:15:00Z",
            "2020-11-30T23:00:00Z",
            "2021-10-31T00:15:00Z",
            "2021-10-31T00:30:00Z");
  }

  private static List<String> readAll(ZoneId zone, String... times) {
    TimeParser parser = parser("iso", zone);
    return Stream.of(times)
        .mapToLong(time -> parser.read(time.toCharArray(), 0, time.length()))
        .mapToObj(
            millis ->
                millis == TimeParser.NONEXISTENT
                    ? "nonexistent"
                    : Instant.ofEpochMilli(millis).toString())
        .toList();
  }

  private static long read(String format, String text) {
    return parser(format, ZoneOffset.UTC).read(text.toCharArray(), 0, text.length());
  }

  private static TimeParser parser(String format, ZoneId zone) {
    return new TimeParser(TimeFormats.parse(format), new NaiveTimes(zone));
  }
}
