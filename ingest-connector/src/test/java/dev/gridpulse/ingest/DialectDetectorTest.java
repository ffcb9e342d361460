package dev.gridpulse.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectDetectorTest {
  private static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");

  /** Each line: the rows of a file, separated by «/» here, and what is found. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      textBlock =
          """
          Datum Zeit;A:f_soll_aktiv [Hz]«Sa. 01.05.21 00:00:00;50«Sa. 01.05.21 00:00:30;49,99 ! delimiter ';', header, decimal comma, times 'dd.MM.yy HH:mm:ss' after a weekday, naive: read as Europe/Zurich
          Sa. 01.05.21 00:00:00;50«Sa. 01.05.21 00:00:30;50 ! delimiter ';', no header, decimal point, times 'dd.MM.yy HH:mm:ss' after a weekday, naive: read as Europe/Zurich
          t;v«lun. 03.05.2021 00:00:00;1 ! delimiter ';', header, decimal point, times 'dd.MM.yyyy HH:mm:ss' after a weekday, naive: read as Europe/Zurich
          Zeit;Wert«1.5.2021 0:00;1,5«1.5.2021 0:15;2 ! delimiter ';', header, decimal comma, times 'dd.MM.yyyy HH:mm', naive: read as Europe/Zurich
          time,value«2021-05-01T00:00:00Z,49.99 ! delimiter ',', header, decimal point, times 'iso' with offset
          time,value«2021-05-01T02:00:00+02:00,49.99«2021-05-01 02:00:30,50 ! delimiter ',', header, decimal point, times 'iso', some without offset: those read as Europe/Zurich
          2021-05-01 00:00:00,1e-3 ! delimiter ',', no header, decimal point, times 'iso', naive: read as Europe/Zurich
          ts|v«2022-05-02 00:00:01.311|110.95«2022-05-02 00:00:02.502|14,103.81 ! delimiter '|', header, decimal point, ',' between thousands, times 'iso', naive: read as Europe/Zurich
          ts;v«2022-05-02 00:00;1.234,5«2022-05-02 00:01;2,5 ! delimiter ';', header, decimal comma, '.' between thousands, times 'iso', naive: read as Europe/Zurich
          ts;v«2013-01-01T00:00:00Z;432.871«2013-01-01T00:01:00Z;314.941«2013-01-01T00:02:00Z;1,5 ! delimiter ';', header, decimal point, times 'iso' with offset
          ts;v;quality«2013-01-01T00:00:00Z;1.5;good«2013-01-01T00:01:00Z;2.5;good ! delimiter ';', header, decimal point, times 'iso' with offset
          time,value«2021-05-01 00:00,"49,99"«2021-05-01 00:01,"50,01" ! delimiter ',', header, decimal comma, times 'iso', naive: read as Europe/Zurich
          time,value«1620000000,50«1620000001,51 ! delimiter ',', header, decimal point, times 'epoch-s'
          1620000000000;50«1620000001000;51 ! delimiter ';', no header, decimal point, times 'epoch-ms'
          1620000000000000,50 ! delimiter ',', no header, decimal point, times 'epoch-us'
          1620000000000000000,50 ! delimiter ',', no header, decimal point, times 'epoch-ns'
          value,time«50,1620000000«51,1620000001 ! delimiter ',', header, decimal point, times 'epoch-s'
          time,value«13/02/2021 00:00,1«01/02/2021 00:00,1 ! delimiter ',', header, decimal point, times 'dd/MM/yyyy HH:mm', naive: read as Europe/Zurich
          time,value«02/13/2021 00:00,1«02/01/2021 00:00,1 ! delimiter ',', header, decimal point, times 'MM/dd/yyyy HH:mm', naive: read as Europe/Zurich
          time,value«5/13/2021 12:00:00 AM,1 ! delimiter ',', header, decimal point, times 'MM/dd/yyyy hh:mm:ss a', naive: read as Europe/Zurich
          time,value«2021/05/01 00:00:00,1 ! delimiter ',', header, decimal point, times 'yyyy/MM/dd HH:mm:ss', naive: read as Europe/Zurich
          time,value«20210501000000,1 ! delimiter ',', header, decimal point, times 'yyyyMMddHHmmss', naive: read as Europe/Zurich
          time,value«20210501,1.5«20210502,1.5 ! refused
          day,value«2021-05-01,1 ! delimiter ',', header, decimal point, times 'iso', naive: read as Europe/Zurich
          time;quality;value«2021-05-01 00:00;good;1«2021-05-01 00:01;bad;2 ! delimiter ';', header, decimal point, times 'iso', naive: read as Europe/Zurich
          time;value«garbage«2021-05-01 00:00;1«;«2021-05-01 00:01;x«2021-05-01 00:02;3 ! delimiter ';', header, decimal point, times 'iso', naive: read as Europe/Zurich
          time,value«01/02/21 00:00,1 ! refused
          time,value«01/02/2021 00:00:00,1«03/04/2021 00:00:00,1 ! refused
          time,value«01/01/2021 00:00,1 ! refused
          time,value«21-02-01 00:00,1 ! refused
          time;a;b«2021-05-01 00:00;1;2 ! refused
          time;value«2021-05-01 00:00;x«2021-05-01 00:01;y ! refused
          just some text«without any columns«at all ! refused
          """)
  void findsOutHowAFileIsWritten(String rows, String expected) {
    String text = rows.replace('«', '\n') + "\n";

    assertThat(describe(text.getBytes(UTF_8), null)).isEqualTo(expected);
  }

  @Test
  void callsUtcByItsName() {
    byte[] file = "t;v\n2021-05-01 00:00;1\n".getBytes(UTF_8);

    assertThat(
            new DialectDetector(DialectChoice.in(ZoneOffset.UTC), ColumnChoice.ofSensor("s"))
                .detect("f.csv", file, true)
                .orElseThrow()
                .dialect()
                .describe())
        .endsWith("naive: read as UTC");
  }

  @Test
  void separatesAtTabs() {
    assertThat(describe("t\tv\n2021-05-01 00:00\t1,5\n".getBytes(UTF_8), null))
        .startsWith("delimiter tab, header, decimal comma");
  }

  @Test
  void findsTheEncoding() {
    String text = "Größe;Wert [°C]\n2021-05-01 00:00;1,5\n";

    assertThat(describe(text.getBytes(UTF_8), null)).startsWith("delimiter ';'");
    assertThat(describe(("\ufeff" + text).getBytes(UTF_8), null))
        .startsWith("UTF-8 with byte order mark, delimiter ';', header");
    assertThat(describe(text.getBytes(ISO_8859_1), null)).startsWith("windows-1252, delimiter ';'");
    assertThat(describe(("\ufeff" + text).getBytes(UTF_16LE), null))
        .startsWith("UTF-16LE with byte order mark, delimiter ';'");
    assertThat(describe(text.getBytes(UTF_16BE), null)).startsWith("UTF-16BE, delimiter ';'");
  }

  @Test
  void takesAGivenTimeFormatWhereTwoWouldFit() {
    byte[] file = "time,value\n01/02/21 00:00,1\n".getBytes(UTF_8);

    assertThat(describe(file, "MM/dd/yy HH:mm")).contains("times 'MM/dd/yy HH:mm'");
    assertThat(describe(file, "dd/MM/yy HH:mm")).contains("times 'dd/MM/yy HH:mm'");
  }

  @Test
  void asksForTheTimeFormatWhenDayAndMonthCannotBeToldApart() {
    byte[] file = "time,value\n01/02/21 00:00,1\n".getBytes(UTF_8);

    assertThatThrownBy(() -> detect(file, true, null))
        .isInstanceOf(RefusedInput.class)
        .hasMessage(
            "f.csv: the times can be read as dd/MM/yy HH:mm or as MM/dd/yy HH:mm, and the first rows"
                + " do not tell which; say --time-format \"dd/MM/yy HH:mm\" or"
                + " --time-format \"MM/dd/yy HH:mm\"");
  }

  @Test
  void refusesAFileOfSeveralSeries() {
    byte[] file = "time;id;value\n2021-05-01T00:00Z;a;1\n2021-05-01T00:00Z;b;2\n".getBytes(UTF_8);

    assertThatThrownBy(() -> detect(file, true, null))
        .isInstanceOf(RefusedInput.class)
        .hasMessageContaining("column 2 holds \"a\" and \"b\" at the same time");
  }

  @Test
  void saysWhatItDidNotFind() {
    assertThatThrownBy(() -> detect("a;b\nc;d\ne;f\n".getBytes(UTF_8), true, null))
        .isInstanceOf(RefusedInput.class)
        .hasMessageContaining("f.csv: no column of times was found")
        .hasMessageContaining("its first row is: a;b")
        .hasMessageContaining("--time-format");
    assertThatThrownBy(() -> detect("t;v\n2021-05-01 00:00;x\n".getBytes(UTF_8), true, null))
        .hasMessageContaining("no column of numbers beside the times in column 1");
    assertThatThrownBy(() -> detect("t;v;w\n2021-05-01 00:00;1;2\n".getBytes(UTF_8), true, null))
        .hasMessageContaining("the columns [2, 3] all hold numbers");
  }

  @Test
  void findsNothingInAFileWithoutRows() {
    assertThat(detect(new byte[0], true, null)).isEmpty();
    assertThat(detect("\n\n".getBytes(UTF_8), true, null)).isEmpty();
    assertThat(detect("time;value\n".getBytes(UTF_8), true, null)).isEmpty();
  }

  @Test
  void doesNotJudgeByALineThatTheSampleCutsOff() {
    byte[] cut = "t;v\n13/05/2021 00:00;1\n14/05/20".getBytes(UTF_8);

    assertThat(detect(cut, false, null)).isPresent();
  }

  @Test
  void sparesAnUmlautThatTheSampleCutsInTwo() {
    byte[] text = "t;v [Grad ü]\n2021-05-01 00:00;1\n2021-05-01 00:01;ü".getBytes(UTF_8);
    byte[] cut = Arrays.copyOf(text, text.length - 1);

    assertThat(detect(cut, false, null).orElseThrow().dialect().encoding())
        .isEqualTo(TextEncoding.UTF_8);
  }

  private static String describe(byte[] file, @Nullable String timeFormat) {
    try {
      return detect(file, true, timeFormat).orElseThrow().dialect().describe();
    } catch (RefusedInput e) {
      return "refused";
    }
  }

  private static Optional<DialectDetector.Detected> detect(
      byte[] file, boolean whole, @Nullable String timeFormat) {
    return new DialectDetector(
            DialectChoice.in(ZURICH).withTimeFormat(timeFormat), ColumnChoice.ofSensor("s"))
        .detect("f.csv", file, whole);
  }
}
