package dev.gridpulse.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Damaged records against a second implementation of the decoder's rule, over the tree that
 * databind makes of the same bytes.
 */
class ReadingDecoderFuzzTest {
  private static final int RECORDS = 100_000;
  private static final long APPENDED = 1_620_000_000_000L;

  private static final byte[][] ORIGINALS =
      bytes(
          "{\"sensor\":\"s\",\"readings\":[[1620000000000,49.99],[1620000001000,50.01]]}",
          "{\"sensor\":\"é😀\\u0041\",\"readings\":[[1,-0.0],[2,1e100],[3,\"x\"],null,[4]],\"a\":{}}",
          "{\"note\":[1,{\"b\":\"\\\\\"}],\"readings\":[ [1,NaN] , [2,-Infinity] ],\"sensor\":\"t\"}",
          "{\"readings\":[{\"ts\":1},[[1],2],[true,false],[99999999999999999999,1]],\"sensor\":\"u\"}",
          "{\"sensor\":\"v\",\"readings\":[[1,4.9e-324],[1.5,2],[-1,2],[1620086400001,3]]}");

  private static final byte[][] SNIPPETS =
      bytes(
          "[",
          "]",
          "{",
          "}",
          ",",
          ":",
          "\"",
          "\\",
          "null",
          "true",
          "[1,2]",
          "[1,2],",
          "1e999",
          "NaN",
          "-",
          ".",
          "e5",
          "0",
          "9999999999",
          " ",
          "\n",
          "\u0000",
          "\\ud800",
          "\\u0000",
          "😀",
          "\"sensor\":\"s\",",
          "\"readings\":[],",
          "\"x\":1,",
          "//",
          "\ufeff");

  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|[-+.\\w]+|\\s+|.", Pattern.DOTALL);
  private static final String STRUCTURE = "{}[],: \"sensor\" \"readings\"";
  private static final List<String> VALUES =
      List.of(
          "0",
          "1",
          "-1",
          "-0.0",
          "1.5",
          "1e100",
          "1e101",
          "-1e999",
          "9223372036854775807",
          "9223372036854775808",
          "1620086400000",
          "1620086400001",
          "NaN",
          "Infinity",
          "-Infinity",
          "null",
          "true",
          "\"\"",
          "\"x\"",
          "[]",
          "[1,2]",
          "[1,2],[3,4]",
          "{}",
          "{\"a\":[1,2]}");

  private static final ObjectMapper DATABIND =
      new ObjectMapper(
              JsonFactory.builder()
                  .disable(JsonFactory.Feature.CHARSET_DETECTION)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final ReadingDecoder decoder = new ReadingDecoder();

  @Test
  void decidesAsDatabindsTreeSaysForEveryDamagedRecord() {
    Random random = Samples.random();
    int refused = 0;
    int rejected = 0;
    int read = 0;
    for (int i = 0; i < RECORDS; i++) {
      byte[] record = damaged(random);
      Optional<Expected> expected = expected(record);

      DecodedReadings decoded = decoder.decode(record, APPENDED);

      if (!outcome(decoded).equals(expected)) {
        fail("%s, but databind makes %s of %s", decoded, expected, text(record));
      }
      switch (decoded) {
        case DecodedReadings.Refused _ -> refused++;
        case DecodedReadings.Accepted(ReadingBatch readings, List<RejectedReading> bad, int _) -> {
          read += readings.size();
          rejected += bad.size();
        }
      }
    }
    System.out.printf(
        "%d records refused, %d readings rejected, %d read%n", refused, rejected, read);
    assertThat(List.of(refused, rejected, read)).allMatch(count -> count > RECORDS / 10);
  }

  /** What the rule makes of a record: the good readings, and the positions of the bad ones. */
  private record Expected(ReadingBatch readings, List<Integer> rejected) {}

  private static Optional<Expected> outcome(DecodedReadings decoded) {
    return switch (decoded) {
      case DecodedReadings.Refused _ -> Optional.empty();
      case DecodedReadings.Accepted(ReadingBatch readings, List<RejectedReading> bad, int _) ->
          Optional.of(new Expected(readings, bad.stream().map(RejectedReading::index).toList()));
    };
  }

  private static Optional<Expected> expected(byte[] record) {
    JsonNode tree;
    try {
      tree = tree(record);
    } catch (IOException e) {
      return Optional.empty();
    }
    JsonNode readings = tree.path("readings");
    if (!tree.path("sensor").isTextual() || !readings.isArray()) {
      return Optional.empty();
    }
    String sensor = tree.path("sensor").textValue();
    if (!isName(sensor)) {
      return Optional.empty();
    }
    List<Integer> rejected = new ArrayList<>();
    long[] timestamps = new long[readings.size()];
    double[] values = new double[readings.size()];
    int size = 0;
    for (int i = 0; i < readings.size(); i++) {
      JsonNode element = readings.get(i);
      if (isReading(element)) {
        timestamps[size] = element.get(0).longValue();
        values[size++] = element.get(1).doubleValue();
      } else {
        rejected.add(i);
      }
    }
    return Optional.of(new Expected(ReadingBatch.of(sensor, timestamps, values, size), rejected));
  }

  private static boolean isReading(JsonNode element) {
    return element.isArray()
        && element.size() == 2
        && element.get(0).isIntegralNumber()
        && element.get(0).canConvertToLong()
        && element.get(0).longValue() >= 0
        && element.get(0).longValue() <= APPENDED + 24 * 60 * 60 * 1000
        && element.get(1).isNumber()
        && (element.get(1).doubleValue() == 0 || Math.abs(element.get(1).doubleValue()) >= 1e-290)
        && Math.abs(element.get(1).doubleValue()) <= 1e100;
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.codePointCount(0, name.length()) <= 200
        && name.codePoints()
            .noneMatch(c -> c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0xd800 && c <= 0xdfff));
  }

  /** Read as characters, which is another parser than the decoder's. */
  private static JsonNode tree(byte[] record) throws IOException {
    return DATABIND.readTree(UTF_8.newDecoder().decode(ByteBuffer.wrap(record)).toString());
  }

  /** An original with some tokens exchanged, or some stretches of bytes, or both. */
  private static byte[] damaged(Random random) {
    byte[] record = ORIGINALS[random.nextInt(ORIGINALS.length)];
    int way = random.nextInt(3);
    if (way != 0) {
      record = withOtherTokens(record, random);
    }
    for (int times = way == 1 ? 0 : 1 + random.nextInt(3); times > 0; times--) {
      record = withOtherBytes(record, random);
    }
    return record;
  }

  private static byte[] withOtherTokens(byte[] record, Random random) {
    List<String> tokens =
        new ArrayList<>(TOKEN.matcher(text(record)).results().map(MatchResult::group).toList());
    for (int times = random.nextInt(3); times >= 0; times--) {
      int at = random.nextInt(tokens.size());
      if (!STRUCTURE.contains(tokens.get(at))) {
        tokens.set(at, VALUES.get(random.nextInt(VALUES.size())));
      }
    }
    return String.join("", tokens).getBytes(UTF_8);
  }

  private static byte[] withOtherBytes(byte[] record, Random random) {
    int at = random.nextInt(record.length + 1);
    int to = Math.min(record.length, at + random.nextInt(8));
    return switch (random.nextInt(5)) {
      case 0 -> spliced(record, at, to, new byte[0]);
      case 1 -> spliced(record, at, at, SNIPPETS[random.nextInt(SNIPPETS.length)]);
      case 2 -> spliced(record, at, to, SNIPPETS[random.nextInt(SNIPPETS.length)]);
      case 3 -> spliced(record, at, Math.min(at + 1, record.length), anyByte(random));
      default -> spliced(record, at, at, slice(record, random));
    };
  }

  private static byte[] anyByte(Random random) {
    return new byte[] {(byte) random.nextInt(256)};
  }

  private static byte[] slice(byte[] record, Random random) {
    int from = random.nextInt(record.length + 1);
    int to = Math.min(record.length, from + random.nextInt(40));
    return Arrays.copyOfRange(record, from, to);
  }

  /** The record with {@code insert} in place of the bytes {@code [from, to)}. */
  private static byte[] spliced(byte[] record, int from, int to, byte[] insert) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(record, 0, from);
    out.writeBytes(insert);
    out.write(record, to, record.length - to);
    return out.toByteArray();
  }

  private static String text(byte[] record) {
    return new String(record, UTF_8);
  }

  private static byte[][] bytes(String... texts) {
    byte[][] bytes = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      bytes[i] = texts[i].getBytes(UTF_8);
    }
    return bytes;
  }
}
