package dev.gridpulse.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AggregateCodecTest {
  private static final String WINDOW =
      """
      {"start":1620000000000,"count":2,"mean":50.0,"median":50.0,"min":49.99,"max":50.01,\
      "digest":-7}""";
  private static final String RECORD =
      """
      {"sensor":"s","resolution":"5s","quarter":1620000000000,"partition":3,"generation":2,"opened":17,\
      "upTo":99,"aggregates":[%s]}"""
          .formatted(WINDOW);
  private static final AggregateBatch BATCH =
      new AggregateBatch(
          "s",
          Rung.FIVE_SECONDS,
          1620000000000L,
          3,
          2,
          17,
          99,
          List.of(new Aggregate(1620000000000L, 2, 50.0, 50.0, 49.99, 50.01, -7)));

  @Test
  void writesTheDocumentedText() {
    byte[] json = AggregateCodec.encode(BATCH);

    assertThat(new String(json, UTF_8)).isEqualTo(RECORD);
  }

  @Test
  void bringsEveryWindowBackBitForBit() throws MalformedJson {
    Random random = Samples.random();
    for (int i = 0; i < 2_000; i++) {
      AggregateBatch batch = batch(random);

      AggregateBatch decoded = AggregateCodec.decode(AggregateCodec.encode(batch));

      // The equality of records of doubles is by their bits.
      assertThat(decoded).isEqualTo(batch);
    }
  }

  @Test
  void agreesWithDatabindBothWays() throws MalformedJson {
    Random random = Samples.random();
    for (int i = 0; i < 2_000; i++) {
      AggregateBatch batch = batch(random);

      JsonNode tree = Samples.databind(AggregateCodec.encode(batch));

      // Databind reads a long in the smallest type that holds it: compared as text.
      assertThat(tree).hasToString(tree(batch).toString());
      assertThat(tree.fieldNames())
          .toIterable()
          .containsExactly(
              "sensor",
              "resolution",
              "quarter",
              "partition",
              "generation",
              "opened",
              "upTo",
              "aggregates");
      for (int w = 0; w < batch.aggregates().size(); w++) {
        assertThat(aggregate(tree.get("aggregates").get(w))).isEqualTo(batch.aggregates().get(w));
      }
      assertThat(AggregateCodec.decode(Samples.databind(tree(batch)))).isEqualTo(batch);
    }
  }

  @Test
  void takesTheShortCutForWhatItWrote() {
    Random random = Samples.random();
    for (int i = 0; i < 20_000; i++) {
      AggregateBatch batch = batch(random);
      boolean isPlain = batch.sensor().chars().allMatch(c -> c < 0x7f && c != '"' && c != '\\');

      assertThat(PlainAggregates.read(AggregateCodec.encode(batch)))
          .isEqualTo(isPlain ? batch : null);
    }
  }

  /**
   * A record with one byte changed, taken out or put in is the same with the short cut and without.
   */
  @Test
  void decidesAsTheParserDoes() throws MalformedJson {
    Random random = Samples.random();
    byte[] whole = RECORD.getBytes(UTF_8);
    int shortCuts = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] record = changed(whole, random);
      AggregateBatch plain = PlainAggregates.read(record);
      if (plain != null) {
        shortCuts++;

        assertThat(plain).as(new String(record, UTF_8)).isEqualTo(AggregateCodec.parse(record));
      }
    }
    assertThat(shortCuts).isBetween(10_000, 90_000);
  }

  private static byte[] changed(byte[] whole, Random random) {
    byte[] some = "0123456789012345678901234567890123456789.-eE+,\"\\[]{}: s".getBytes(UTF_8);
    int at = random.nextInt(whole.length);
    byte[] record =
        random.nextInt(3) == 0
            ? Arrays.copyOf(whole, whole.length + 1)
            : random.nextInt(4) == 0 ? Arrays.copyOf(whole, whole.length - 1) : whole.clone();
    if (record.length != whole.length) {
      int behind = record.length > whole.length ? at : at + 1;
      int to = record.length > whole.length ? at + 1 : at;
      System.arraycopy(whole, behind, record, to, whole.length - behind);
    }
    if (record.length >= whole.length) {
      record[at] = some[random.nextInt(some.length)];
    }
    return record;
  }

  @Test
  void passesOverUnknownFields() throws MalformedJson {
    String json =
        RECORD
            .replace("\"start\"", "\"x\":{\"start\":[1]},\"start\"")
            .replace("\"quarter\"", "\"y\":[null,{\"quarter\":0}],\"quarter\"");

    assertThat(AggregateCodec.decode(json.getBytes(UTF_8))).isEqualTo(BATCH);
  }

  @Test
  void readsARecordWithoutWindows() throws MalformedJson {
    AggregateBatch empty = new AggregateBatch("s", Rung.ONE_MINUTE, 0, 0, 1, 0, 0, List.of());

    assertThat(AggregateCodec.decode(AggregateCodec.encode(empty))).isEqualTo(empty);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        // (text in the good record, what stands there instead, what the message names)
        Arguments.of(RECORD, "", "not a JSON object"),
        Arguments.of(RECORD, "[]", "not a JSON object"),
        Arguments.of(RECORD, "{}", "\"sensor\""),
        Arguments.of(RECORD, RECORD + "1", "behind"),
        Arguments.of("\"partition\":3,", "", "\"partition\""),
        Arguments.of("\"quarter\":1620000000000,", "", "\"quarter\""),
        Arguments.of("\"opened\":17,", "", "\"opened\""),
        Arguments.of("\"upTo\":99,", "", "\"upTo\""),
        Arguments.of("\"upTo\":99", "\"upTo\":-1", "\"upTo\""),
        Arguments.of("\"upTo\":99", "\"upTo\":16", "less than \"opened\""),
        Arguments.of("\"quarter\":1620000000000", "\"quarter\":1620000000001", "\"quarter\""),
        Arguments.of("\"quarter\":1620000000000", "\"quarter\":-900000", "\"quarter\""),
        Arguments.of("r\":1620000000000", "r\":9000000000000000000", "\"quarter\""),
        Arguments.of("t\":1620000000000", "t\":1620000000001", "\"start\""),
        Arguments.of("t\":1620000000000", "t\":1619999995000", "\"start\""),
        Arguments.of(WINDOW, WINDOW + "," + WINDOW, "not in order"),
        Arguments.of("\"opened\":17", "\"opened\":-1", "\"opened\""),
        Arguments.of("\"opened\":17", "\"opened\":\"17\"", "\"opened\""),
        Arguments.of("\"partition\":3", "\"partition\":-1", "\"partition\""),
        Arguments.of("\"partition\":3", "\"partition\":3.0", "\"partition\""),
        Arguments.of("\"partition\":3", "\"partition\":3000000000", "\"partition\""),
        Arguments.of("\"quarter\":1", "\"quarter\":99999999999999999999999", "\"quarter\""),
        Arguments.of("\"quarter\":1", "\"quarter\":" + "9".repeat(900_000), "\"quarter\""),
        Arguments.of("\"sensor\":\"s\"", "\"sensor\":null", "\"sensor\""),
        Arguments.of("\"sensor\":\"s\"", "\"sensor\":5", "\"sensor\""),
        Arguments.of("\"sensor\":\"s\"", "\"sensor\":\"\"", "name is empty"),
        Arguments.of("\"sensor\":\"s\"", "\"sensor\":\"\\ud800\"", "half a surrogate"),
        Arguments.of("\"sensor\":\"s\"", "\"sensor\":\"s\",\"sensor\":\"s\"", "Duplicate"),
        Arguments.of("\"resolution\":\"5s\"", "\"resolution\":\"30s\"", "\"resolution\""),
        Arguments.of("\"resolution\":\"5s\"", "\"resolution\":null", "\"resolution\""),
        Arguments.of("\"aggregates\":[" + WINDOW + "]", "\"aggregates\":null", "\"aggregates\""),
        Arguments.of("[" + WINDOW + "]", WINDOW, "\"aggregates\""),
        Arguments.of(",\"aggregates\":[" + WINDOW + "]", "", "\"aggregates\""),
        Arguments.of(WINDOW, "1", "\"aggregates\""),
        Arguments.of(WINDOW, WINDOW + ",null", "\"aggregates\""),
        Arguments.of(WINDOW, "{}", "\"start\""),
        Arguments.of("\"start\":1620000000000,", "", "\"start\""),
        Arguments.of("\"count\":2,", "", "\"count\""),
        Arguments.of("\"count\":2", "\"count\":0", "without readings"),
        Arguments.of("\"count\":2", "\"count\":-2", "\"count\""),
        Arguments.of("\"count\":2", "\"count\":2.5", "\"count\""),
        Arguments.of("\"mean\":50.0,", "", "\"mean\""),
        Arguments.of("\"mean\":50.0", "\"mean\":null", "\"mean\""),
        Arguments.of("\"mean\":50.0", "\"mean\":NaN", "\"mean\""),
        Arguments.of("\"median\":50.0", "\"median\":\"50\"", "\"median\""),
        Arguments.of("\"min\":49.99", "\"min\":-Infinity", "\"min\""),
        Arguments.of("\"max\":50.01", "\"max\":1e999", "\"max\""),
        Arguments.of(",\"digest\":-7", "", "\"digest\""),
        Arguments.of("\"digest\":-7", "\"digest\":9223372036854775808", "\"digest\""));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesWhatIsNoBatchOfWindows(String part, String instead, String named) {
    assertThat(RECORD).contains(part);
    byte[] json = RECORD.replace(part, instead).getBytes(UTF_8);

    assertThatExceptionOfType(MalformedJson.class)
        .isThrownBy(() -> AggregateCodec.decode(json))
        .withMessageContaining(named);
  }

  @Test
  void refusesATombstone() {
    assertThatExceptionOfType(MalformedJson.class)
        .isThrownBy(() -> AggregateCodec.decode(null))
        .withMessage("the record has no value");
  }

  @Test
  void refusesARecordThatEndsEarlyWhereverItEnds() {
    byte[] whole = RECORD.getBytes(UTF_8);
    for (int length = 0; length < whole.length; length++) {
      byte[] start = Arrays.copyOf(whole, length);

      assertThatExceptionOfType(MalformedJson.class)
          .as("the first %d bytes", length)
          .isThrownBy(() -> AggregateCodec.decode(start));
    }
  }

  private static AggregateBatch batch(Random random) {
    Rung rung = Samples.oneOf(random, List.of(Rung.values()));
    long quarter = random.nextInt(Integer.MAX_VALUE / 10) * Rung.QUARTER_HOUR.millis();
    List<Aggregate> aggregates = new ArrayList<>();
    for (long start = quarter;
        start < quarter + Rung.QUARTER_HOUR.millis();
        start += rung.millis() * random.nextInt(1, 100)) {
      aggregates.add(
          new Aggregate(
              start,
              1 + random.nextInt(Integer.MAX_VALUE),
              Samples.finite(random),
              Samples.finite(random),
              Samples.finite(random),
              Samples.finite(random),
              random.nextLong()));
    }
    return new AggregateBatch(
        Samples.name(random),
        rung,
        quarter,
        random.nextInt(Integer.MAX_VALUE),
        random.nextInt(Integer.MAX_VALUE),
        random.nextLong(Long.MAX_VALUE / 2),
        Long.MAX_VALUE / 2 + random.nextLong(Long.MAX_VALUE / 2),
        aggregates);
  }

  private static ObjectNode tree(AggregateBatch batch) {
    ObjectNode tree =
        JsonNodeFactory.instance
            .objectNode()
            .put("sensor", batch.sensor())
            .put("resolution", batch.rung().label())
            .put("quarter", batch.quarter())
            .put("partition", batch.partition())
            .put("generation", batch.generation())
            .put("opened", batch.opened())
            .put("upTo", batch.upTo());
    ArrayNode aggregates = tree.putArray("aggregates");
    for (Aggregate aggregate : batch.aggregates()) {
      aggregates
          .addObject()
          .put("start", aggregate.start())
          .put("count", aggregate.count())
          .put("mean", aggregate.mean())
          .put("median", aggregate.median())
          .put("min", aggregate.min())
          .put("max", aggregate.max())
          .put("digest", aggregate.digest());
    }
    return tree;
  }

  private static Aggregate aggregate(JsonNode window) {
    return new Aggregate(
        window.get("start").longValue(),
        window.get("count").intValue(),
        window.get("mean").doubleValue(),
        window.get("median").doubleValue(),
        window.get("min").doubleValue(),
        window.get("max").doubleValue(),
        window.get("digest").longValue());
  }
}
