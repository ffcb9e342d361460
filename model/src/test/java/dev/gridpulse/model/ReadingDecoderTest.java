package dev.gridpulse.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is a reading and what is not. Every record goes through {@link #decode}, which also shows
 * that the decoder is as good as new afterwards. None may take longer than its length explains.
 */
@Timeout(60)
class ReadingDecoderTest {
  private static final long APPENDED = 1_620_000_000_000L;
  private static final String GOOD =
      """
      {"sensor":"s","readings":[[1620000000000,49.99],[1620000001000,50.01]]}""";
  private static final ReadingBatch GOOD_BATCH =
      ReadingBatch.of(
          "s", new long[] {1620000000000L, 1620000001000L}, new double[] {49.99, 50.01}, 2);

  private static final String NOT_A_PAIR = "not a pair [ts, value]";
  private static final String NOT_WHOLE = "ts is not a whole number of milliseconds";
  private static final String NOT_A_NUMBER = "value is not a number";
  private static final String NOT_FINITE = "value is not finite";
  private static final String TOO_SMALL = "value is within ±1e-290 and not 0";
  private static final String TOO_LARGE = "value is beyond ±1e100";
  private static final String BEFORE_1970 = "ts is before 1970";
  private static final String AHEAD = "ts is more than a day after the record was written";

  private final ReadingDecoder decoder = new ReadingDecoder();

  // Whole records

  private static Arguments bad(String what, byte[] value, String reason) {
    return Arguments.of(Named.of(what, value), reason);
  }

  private static Arguments bad(String what, String json, String reason) {
    return bad(what, json.getBytes(UTF_8), reason);
  }

  static Stream<Arguments> badRecords() {
    String readings = ",\"readings\":[[1,1]]}";
    return Stream.of(
        bad("no bytes", "", "not a JSON object"),
        bad("blanks", " \r\n\t ", "not a JSON object"),
        bad("null", "null", "not a JSON object"),
        bad("an array", "[[1,1]]", "not a JSON object"),
        bad("a number", "42", "not a JSON object"),
        bad("a text", "\"sensor\"", "not a JSON object"),
        bad("a line of CSV", "sensor;1;2", "not JSON: Unrecognized token"),
        bad("binary", new byte[] {0, 0, 0, 0, 7, 1, 2}, "not JSON: "),
        bad("trailing text", GOOD + "x", "not JSON: "),
        bad("two records", GOOD + GOOD, "text behind the JSON object"),
        bad("a number behind", GOOD + " 1", "text behind the JSON object"),
        bad("a bracket behind", GOOD + "]", "not JSON: "),
        bad("a comment", "/* no */" + GOOD, "not JSON: "),
        bad("single quotes", GOOD.replace('"', '\''), "not JSON: "),
        bad("a comma at the end", "{\"sensor\":\"s\",\"readings\":[[1,1],]}", "not JSON"),
        bad("no comma", "{\"sensor\":\"s\" \"readings\":[]}", "not JSON: "),
        bad("a leading zero", "{\"sensor\":\"s\",\"readings\":[[01,1]]}", "not JSON: "),
        bad("a plus sign", "{\"sensor\":\"s\",\"readings\":[[1,+1]]}", "not JSON: "),
        bad("a bare point", "{\"sensor\":\"s\",\"readings\":[[1,.5]]}", "not JSON: "),
        bad("half a word", "{\"sensor\":\"s\",\"readings\":[[1,tru]]}", "not JSON: "),
        bad("an unknown word", "{\"sensor\":\"s\",\"readings\":[[1,nan]]}", "not JSON: "),
        bad("the wrong bracket", "{\"sensor\":\"s\",\"readings\":[[1,1}]}", "not JSON: "),
        bad("an unknown escape", "{\"sensor\":\"\\x\"" + readings, "not JSON: "),
        bad("sensor twice", "{\"sensor\":\"s\",\"sensor\":\"s\"" + readings, "Duplicate"),
        bad(
            "readings twice",
            "{\"sensor\":\"s\",\"readings\":[[1,1]],\"readings\":[[2,2]]}",
            "Duplicate"),
        bad("an unknown field twice", "{\"x\":1,\"sensor\":\"s\",\"x\":2" + readings, "x"),
        bad(
            "a field twice, once escaped",
            "{\"x\":1,\"\\u0078\":1,\"sensor\":\"s\"" + readings,
            "x"),
        bad(
            "a field twice deep inside",
            "{\"sensor\":\"s\",\"readings\":[[1,1]],\"more\":[{\"x\":1,\"x\":1}]}",
            "Duplicate"),
        bad("an empty object", "{}", "no field \"sensor\""),
        bad("no sensor", "{\"readings\":[[1,1]]}", "no field \"sensor\""),
        bad("a sensor in other letters", "{\"Sensor\":\"s\"" + readings, "no field \"sensor\""),
        bad("a sensor of null", "{\"sensor\":null" + readings, "\"sensor\" is not a text"),
        bad("a number as sensor", "{\"sensor\":7" + readings, "\"sensor\" is not a text"),
        bad("a list as sensor", "{\"sensor\":[\"s\"]" + readings, "is not a text"),
        bad("an object as sensor", "{\"sensor\":{\"a\":1}" + readings, "is not a text"),
        bad("an empty name", "{\"sensor\":\"\"" + readings, "name is empty"),
        bad("a name of 201", "{\"sensor\":\"" + "a".repeat(201) + "\"" + readings, "201"),
        bad("a name of 201 emoji", "{\"sensor\":\"" + "😀".repeat(201) + "\"" + readings, "201"),
        bad("NUL in the name", "{\"sensor\":\"a\\u0000b\"" + readings, "U+0000"),
        bad("a newline in the name", "{\"sensor\":\"a\\nb\"" + readings, "U+000A"),
        bad("DEL in the name", "{\"sensor\":\"a\\u007f\"" + readings, "U+007F"),
        bad("C1 in the name", "{\"sensor\":\"a\u0085\"" + readings, "U+0085"),
        bad("a bare newline in the name", "{\"sensor\":\"a\nb\"" + readings, "not JSON: "),
        bad("a bare NUL in the name", "{\"sensor\":\"a\0b\"" + readings, "not JSON: "),
        bad("a high half", "{\"sensor\":\"a\\ud83d\"" + readings, "half a surrogate pair"),
        bad("a low half", "{\"sensor\":\"\\ude00b\"" + readings, "half a surrogate pair"),
        bad(
            "halves the wrong way",
            "{\"sensor\":\"\\ude00\\ud83d\"" + readings,
            "half a surrogate"),
        bad(
            "a half as raw bytes",
            withRaw("{\"sensor\":\"a#\"" + readings, 0xed, 0xa0, 0xbd),
            "UTF-8"),
        bad("NUL in two bytes", withRaw("{\"sensor\":\"a#\"" + readings, 0xc0, 0x80), "UTF-8"),
        bad("Latin-1", "{\"sensor\":\"é\"".concat(readings).getBytes(ISO_8859_1), "UTF-8"),
        bad("a lone continuation", withRaw("{\"sensor\":\"#\"" + readings, 0x80), "UTF-8"),
        bad("the byte FF", withRaw("{\"sensor\":\"#\"" + readings, 0xff), "UTF-8"),
        bad("a character cut short", withRaw("{\"sensor\":\"#\"" + readings, 0xf0, 0x9f), "UTF-8"),
        bad("UTF-16 BE", GOOD.getBytes(UTF_16BE), "not JSON: "),
        bad("UTF-16 LE", GOOD.getBytes(UTF_16LE), "not JSON: "),
        bad("UTF-16 with a mark", ("\ufeff" + GOOD).getBytes(UTF_16BE), "not JSON: "),
        bad("UTF-32", GOOD.getBytes(Charset.forName("UTF-32BE")), "not JSON: "),
        bad("a byte order mark", "\ufeff" + GOOD, "not JSON: "),
        bad("no readings", "{\"sensor\":\"s\"}", "no field \"readings\""),
        bad("null as readings", "{\"sensor\":\"s\",\"readings\":null}", "not an array"),
        bad("an object as readings", "{\"sensor\":\"s\",\"readings\":{}}", "not an array"),
        bad("a text as readings", "{\"sensor\":\"s\",\"readings\":\"x\"}", "not an array"),
        bad("a number as readings", "{\"sensor\":\"s\",\"readings\":1}", "not an array"),
        bad("an element 10,000 deep", record(nested(10_000)), "nest"),
        bad(
            "an unknown field 10,000 deep",
            "{\"sensor\":\"s\",\"readings\":[],\"x\":" + nested(10_000) + "}",
            "nest"),
        bad("1 MB of opening brackets", "[".repeat(1_000_000), "not a JSON object"),
        bad(
            "1 MB of brackets inside",
            "{\"sensor\":\"s\",\"readings\":" + "[".repeat(1_000_000),
            "nest"),
        bad(
            "a name of 1 MB",
            "{\"sensor\":\"" + "a".repeat(1_000_000) + "\"" + readings,
            "1000000"),
        bad("1 MB of zeros", new byte[1_000_000], "not JSON: "),
        bad("5 MB of zeros", new byte[5_000_000], "the record has 5000000 bytes"));
  }

  @ParameterizedTest
  @MethodSource("badRecords")
  void refusesTheWholeRecord(byte[] value, String reason) {
    DecodedReadings decoded = decode(value);

    assertThat(decoded)
        .isInstanceOfSatisfying(
            DecodedReadings.Refused.class,
            refused -> assertThat(refused.reason()).contains(reason).hasLineCount(1));
  }

  /** Jackson tells names by their bytes, filled up with FF: it would take one for the other. */
  @Test
  void refusesAFieldsNameThatIsNoUtf8EvenIfItHasSeenItWithoutThatByte() {
    String rest = ":1,\"sensor\":\"s\",\"readings\":[[1,2]]}";
    byte[] bad = withRaw("{\"#not\"" + rest, 0xff);
    byte[] seen = ("{\"not\"" + rest).getBytes(UTF_8);

    assertThat(decoder.decode(seen, APPENDED)).isInstanceOf(DecodedReadings.Accepted.class);
    assertThat(decoder.decode(bad, APPENDED)).isInstanceOf(DecodedReadings.Refused.class);
  }

  @Test
  void refusesATombstone() {
    DecodedReadings decoded = decode((byte[]) null);

    assertThat(decoded).isEqualTo(new DecodedReadings.Refused("the record has no value"));
  }

  @Test
  void refusesARecordThatEndsEarlyWhereverItEnds() {
    String record =
        """
        {"note":{"a":[1,"é😀",null]},"sensor":"s\\u00e9 😀","readings":[[1,-1.5e-3],7,["x"],[2,true]]}""";
    byte[] whole = record.getBytes(UTF_8);
    assertThat(decode(whole)).isInstanceOf(DecodedReadings.Accepted.class);

    for (int length = 0; length < whole.length; length++) {
      DecodedReadings decoded = decode(Arrays.copyOf(whole, length));

      assertThat(decoded)
          .as("the first %d bytes", length)
          .isInstanceOf(DecodedReadings.Refused.class);
    }
  }

  // Single readings

  record BadElement(String json, String reason) {
    @Override
    public String toString() {
      return json.length() <= 60 ? json : json.substring(0, 60) + "… of " + json.length();
    }
  }

  static Stream<BadElement> badElements() {
    return Stream.of(
        // no pair
        new BadElement("null", NOT_A_PAIR),
        new BadElement("true", NOT_A_PAIR),
        new BadElement("false", NOT_A_PAIR),
        new BadElement("1620000000000", NOT_A_PAIR),
        new BadElement("-1.5e3", NOT_A_PAIR),
        new BadElement("NaN", NOT_A_PAIR),
        new BadElement("\"\"", NOT_A_PAIR),
        new BadElement("\"a text, with \\\"quotes\\\" [1,2] and 😀\"", NOT_A_PAIR),
        new BadElement("{}", NOT_A_PAIR),
        new BadElement("{\"ts\":1,\"value\":[2,{\"x\":null}]}", NOT_A_PAIR),
        new BadElement("[]", NOT_A_PAIR),
        new BadElement("[ ]", NOT_A_PAIR),
        new BadElement("[1]", NOT_A_PAIR),
        new BadElement("[1,2,3]", NOT_A_PAIR),
        new BadElement("[[1,2]]", NOT_A_PAIR),
        new BadElement("[[1,2],[3,4],[5,6]]", NOT_A_PAIR),
        new BadElement("[\"x\",2,3]", NOT_A_PAIR),
        // ts
        new BadElement("[null,1]", NOT_WHOLE),
        new BadElement("[true,1]", NOT_WHOLE),
        new BadElement("[\"1620000000000\",1]", NOT_WHOLE),
        new BadElement("[\"2021-05-03T00:00:00Z\",1]", NOT_WHOLE),
        new BadElement("[[1,2],3]", NOT_WHOLE),
        new BadElement("[{\"a\":[1]},3]", NOT_WHOLE),
        new BadElement("[1620000000000.5,1]", NOT_WHOLE),
        new BadElement("[1620000000000.0,1]", NOT_WHOLE),
        new BadElement("[1.62e12,1]", NOT_WHOLE),
        new BadElement("[NaN,1]", NOT_WHOLE),
        new BadElement("[Infinity,1]", NOT_WHOLE),
        new BadElement("[9223372036854775808,1]", NOT_WHOLE),
        new BadElement("[-9223372036854775809,1]", NOT_WHOLE),
        new BadElement("[16200000000000000000000,1]", NOT_WHOLE),
        new BadElement("[" + "9".repeat(1_000) + ",1]", NOT_WHOLE),
        new BadElement("[" + "9".repeat(1_001) + ",1]", NOT_WHOLE),
        new BadElement("[" + "9".repeat(100_000) + ",1]", NOT_WHOLE),
        new BadElement("[null,null]", NOT_WHOLE),
        new BadElement("[-1,1]", BEFORE_1970),
        new BadElement("[-62135596800000,1]", BEFORE_1970),
        new BadElement("[-9223372036854775808,1]", BEFORE_1970),
        new BadElement("[1620086400001,1]", AHEAD),
        new BadElement("[9223372036854775807,1]", AHEAD),
        // value
        new BadElement("[1,null]", NOT_A_NUMBER),
        new BadElement("[1,true]", NOT_A_NUMBER),
        new BadElement("[1,\"\"]", NOT_A_NUMBER),
        new BadElement("[1,\"1\"]", NOT_A_NUMBER),
        new BadElement("[1,\"NaN\"]", NOT_A_NUMBER),
        new BadElement("[1,[2]]", NOT_A_NUMBER),
        new BadElement("[1,{\"v\":2}]", NOT_A_NUMBER),
        new BadElement("[1,NaN]", NOT_FINITE),
        new BadElement("[1,Infinity]", NOT_FINITE),
        new BadElement("[1,-Infinity]", NOT_FINITE),
        new BadElement("[1,1e999]", NOT_FINITE),
        new BadElement("[1,-1e999]", NOT_FINITE),
        new BadElement("[1,1e99999999999999999999]", NOT_FINITE),
        new BadElement("[1," + "9".repeat(400) + "]", NOT_FINITE),
        new BadElement("[1," + "9".repeat(1_001) + "]", NOT_FINITE),
        new BadElement("[1,-" + "9".repeat(100_000) + "]", NOT_FINITE),
        new BadElement("[1,9.99e-291]", TOO_SMALL),
        new BadElement("[1,-4.9e-324]", TOO_SMALL),
        new BadElement("[1,1e101]", TOO_LARGE),
        new BadElement("[1,-1e101]", TOO_LARGE),
        new BadElement("[1,1.0000000000000002e100]", TOO_LARGE),
        new BadElement("[1,1" + "0".repeat(101) + "]", TOO_LARGE),
        new BadElement("[1,1.7976931348623157e308]", TOO_LARGE),
        // its raw text is its own
        new BadElement("[ 1 ,\n\t\"é😀\" ]", NOT_A_NUMBER),
        new BadElement("[1,\"\\u00e9\\ud800\"]", NOT_A_NUMBER),
        new BadElement(nested(500), NOT_A_PAIR),
        new BadElement("\"" + "x".repeat(500_000) + "\"", NOT_A_PAIR));
  }

  @ParameterizedTest
  @MethodSource("badElements")
  void rejectsOneReadingAndKeepsItsNeighbours(BadElement bad) {
    DecodedReadings decoded = decode(record("[1,1.5]", bad.json(), "[2,2.5]"));

    assertThat(decoded)
        .isEqualTo(
            new DecodedReadings.Accepted(
                batch(1, 1.5, 2, 2.5), List.of(new RejectedReading(1, bad.reason(), bad.json()))));
  }

  @ParameterizedTest
  @MethodSource("badElements")
  void rejectsItBetweenBlanksFirstAndLastToo(BadElement bad) {
    DecodedReadings decoded = decode(record("\n " + bad.json() + " ", "[1,1]", " " + bad.json()));

    assertThat(decoded)
        .isEqualTo(
            new DecodedReadings.Accepted(
                batch(1, 1),
                List.of(
                    new RejectedReading(0, bad.reason(), bad.json()),
                    new RejectedReading(2, bad.reason(), bad.json()))));
  }

  @Test
  void rejectsEveryBadReadingOfARecordAtOnce() {
    List<BadElement> bad = badElements().toList();
    List<RejectedReading> expected = new ArrayList<>();
    for (int i = 0; i < bad.size(); i++) {
      expected.add(new RejectedReading(i, bad.get(i).reason(), bad.get(i).json()));
    }

    DecodedReadings decoded =
        decode(record(bad.stream().map(BadElement::json).toArray(String[]::new)));

    assertThat(decoded).isEqualTo(new DecodedReadings.Accepted(batch(), expected));
  }

  // What is accepted

  record Good(String json, double value) {
    @Override
    public String toString() {
      return json.length() <= 60 ? json : json.substring(0, 60) + "… of " + json.length();
    }
  }

  static Stream<Good> goodValues() {
    return Stream.of(
        new Good("0", 0.0),
        new Good("-0", 0.0),
        new Good("-0.0", -0.0),
        new Good("42", 42),
        new Good("1e100", 1e100),
        new Good("-1e100", -1e100),
        new Good("1" + "0".repeat(100), 1e100),
        new Good("-1.0E+100", -1e100),
        new Good("1e-999", 0.0),
        new Good("1e-290", 1e-290),
        new Good("-1e-290", -1e-290),
        new Good("9007199254740993", 9007199254740992.0),
        new Good("18446744073709551616", 0x1p64),
        new Good("0." + "3".repeat(5_000), 1.0 / 3),
        new Good("0." + "0".repeat(5_000) + "1", 0.0));
  }

  @ParameterizedTest
  @MethodSource("goodValues")
  void acceptsTheValue(Good good) {
    DecodedReadings decoded = decode(record("[1," + good.json() + "]"));

    assertThat(decoded).isEqualTo(new DecodedReadings.Accepted(batch(1, good.value()), List.of()));
  }

  @Test
  void acceptsTimestampsFrom1970UpToADayAfterTheAppendTime() {
    DecodedReadings decoded = decode(record("[0,1]", "[-0,2]", "[1620086400000,3]"));

    assertThat(decoded)
        .isEqualTo(
            new DecodedReadings.Accepted(batch(0, 1, 0, 2, 1_620_086_400_000L, 3), List.of()));
  }

  @Test
  void comparesWithTheAppendTimeWithoutOverflow() {
    byte[] record = record("[1,1]").getBytes(UTF_8);

    assertThat(decoder.decode(record, Long.MAX_VALUE))
        .isEqualTo(new DecodedReadings.Accepted(batch(1, 1), List.of()));
    assertThat(decoder.decode(record, Long.MIN_VALUE))
        .isEqualTo(
            new DecodedReadings.Accepted(batch(), List.of(new RejectedReading(0, AHEAD, "[1,1]"))));
  }

  @Test
  void keepsReadingsOfTheSameTimestampInTheirOrder() {
    DecodedReadings decoded = decode(record("[5,1]", "[5,2]", "[4,3]"));

    assertThat(decoded).isEqualTo(new DecodedReadings.Accepted(batch(5, 1, 5, 2, 4, 3), List.of()));
  }

  @Test
  void passesOverUnknownFieldsOfEveryKind() {
    String record =
        """
        {"a":null,"b":{"sensor":"other","readings":[[9,9]]},"readings":[[1,1]],"c":[[[]]],
         "d":"x","e":-1e999,"f":%s,"g":NaN,"sensor":"s","h":{"b":1},"Readings":[[2,2]],"":true}
        """
            .formatted("7".repeat(2_000));

    DecodedReadings decoded = decode(record);

    assertThat(decoded).isEqualTo(new DecodedReadings.Accepted(batch(1, 1), List.of()));
  }

  @Test
  void acceptsAnEmptyListOfReadings() {
    DecodedReadings decoded = decode(record());

    assertThat(decoded).isEqualTo(new DecodedReadings.Accepted(batch(), List.of()));
  }

  @Test
  void acceptsNamesThatNeedEscapesAndUpTo200Characters() {
    for (String name :
        List.of("a\"b\\c/d", "Zürich Ω 中 😀", "x".repeat(200), "😀".repeat(200), " ", "'; --")) {
      DecodedReadings decoded = decode(ReadingEncoder.encode(named(name)));

      assertThat(decoded).isEqualTo(new DecodedReadings.Accepted(named(name), List.of()));
    }
    assertThat(decode("{\"sensor\":\"\\ud83d\\uDE00\\u0041\\/\",\"readings\":[[1,1]]}"))
        .isEqualTo(new DecodedReadings.Accepted(named("😀A/"), List.of()));
  }

  @Test
  void readsRecordsUpToTheLimitAndNoneBeyond() {
    String readings = "[0,0.5]" + ",[1,0.5]".repeat(130_000);
    String end = "]}";
    String begin = "{\"sensor\":\"s\",\"readings\":[" + readings;
    String blanks = " ".repeat(ReadingDecoder.MAX_BYTES - begin.length() - end.length());

    assertThat(decode(begin + blanks + end))
        .isInstanceOfSatisfying(
            DecodedReadings.Accepted.class,
            accepted -> assertThat(accepted.readings().size()).isEqualTo(130_001));
    assertThat(decode(begin + blanks + " " + end))
        .isEqualTo(
            new DecodedReadings.Refused(
                "the record has 1048577 bytes, and more than 1048576 are not read: send its readings in several"));
  }

  @Test
  void countsBadElementsBeyondTheFirstThousandOnly() {
    DecodedReadings decoded =
        decode("{\"sensor\":\"s\",\"readings\":[[1,1]" + ",0".repeat(1_500) + ",[2,2]]}");

    assertThat(decoded)
        .isInstanceOfSatisfying(
            DecodedReadings.Accepted.class,
            accepted -> {
              assertThat(accepted.readings()).isEqualTo(batch(1, 1, 2, 2));
              assertThat(accepted.rejected()).hasSize(1_000);
              assertThat(accepted.unlisted()).isEqualTo(500);
              assertThat(accepted.rejectedCount()).isEqualTo(1_500);
            });
  }

  /** Decodes {@code value}, then a good record with the same decoder. */
  private DecodedReadings decode(byte @Nullable [] value) {
    DecodedReadings decoded = decoder.decode(value, APPENDED);
    assertThat(decoder.decode(GOOD.getBytes(UTF_8), APPENDED))
        .as("the next record")
        .isEqualTo(new DecodedReadings.Accepted(GOOD_BATCH, List.of()));
    return decoded;
  }

  private DecodedReadings decode(String json) {
    return decode(json.getBytes(UTF_8));
  }

  private static String record(String... elements) {
    return "{\"sensor\":\"s\",\"readings\":[" + String.join(",", elements) + "]}";
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  /** The text as UTF-8 with these bytes in place of its {@code #}. */
  private static byte[] withRaw(String text, int... raw) {
    String latin = new String(text.getBytes(UTF_8), ISO_8859_1);
    StringBuilder bytes = new StringBuilder();
    for (int b : raw) {
      bytes.append((char) b);
    }
    return latin.replace("#", bytes).getBytes(ISO_8859_1);
  }

  private static ReadingBatch named(String name) {
    return ReadingBatch.of(new Reading(name, 1, 1.0));
  }

  /** A batch of sensor s from ts, value, ts, value… */
  private static ReadingBatch batch(double... pairs) {
    int size = pairs.length / 2;
    long[] timestamps = new long[size];
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      timestamps[i] = (long) pairs[2 * i];
      values[i] = pairs[2 * i + 1];
    }
    return ReadingBatch.of("s", timestamps, values, size);
  }
}
