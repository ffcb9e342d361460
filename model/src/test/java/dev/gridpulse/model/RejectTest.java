package dev.gridpulse.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RejectTest {
  private static final Reject.Origin RECORD = new Reject.InTopic("gridpulse.readings", 3, 1L << 40);
  private static final Reject.Origin LINE = new Reject.InFile("data/März \"1\".csv", 42);

  @Test
  void writesWhereARecordStood() {
    Reject reject = new Reject(RECORD, "value is not finite", "[1,NaN]");

    byte[] json = RejectEncoder.encode(reject);

    assertThat(new String(json, UTF_8))
        .isEqualTo(
            """
            {"source":"gridpulse.readings","topic":"gridpulse.readings","partition":3,\
            "offset":1099511627776,"reason":"value is not finite","raw":"[1,NaN]"}""");
  }

  @Test
  void writesWhereALineStood() {
    JsonNode tree = Samples.databind(RejectEncoder.encode(new Reject(LINE, "no value", "a;b")));

    assertThat(tree.fieldNames())
        .toIterable()
        .containsExactly("source", "file", "line", "reason", "raw");
    assertThat(tree.get("source").textValue()).isEqualTo("data/März \"1\".csv");
    assertThat(tree.get("file").textValue()).isEqualTo("data/März \"1\".csv");
    assertThat(tree.get("line").longValue()).isEqualTo(42);
    assertThat(tree.get("reason").textValue()).isEqualTo("no value");
    assertThat(tree.get("raw").textValue()).isEqualTo("a;b");
  }

  @Test
  void writesNullForAMissingRawText() {
    JsonNode tree =
        Samples.databind(RejectEncoder.encode(Reject.of(RECORD, "no value", (byte[]) null)));

    assertThat(tree.get("raw").isNull()).isTrue();
  }

  @Test
  void isReadByDatabindWhateverItsTexts() {
    Random random = Samples.random();
    for (int i = 0; i < 2_000; i++) {
      String reason = Samples.name(random);
      String raw = Samples.name(random);

      JsonNode tree = Samples.databind(RejectEncoder.encode(new Reject(RECORD, reason, raw)));

      assertThat(tree.get("reason").textValue()).isEqualTo(reason);
      assertThat(tree.get("raw").textValue()).isEqualTo(raw);
    }
  }

  @Test
  void canBeWrittenWhateverTheDecoderRefused() {
    // The duplicate's name stands in the reason, and it is no Unicode text.
    String record = "{\"\\ud800\":1,\"\\ud800\":2}";
    DecodedReadings decoded = new ReadingDecoder().decode(record.getBytes(UTF_8), 0);
    String reason = ((DecodedReadings.Refused) decoded).reason();
    assertThat(reason).contains("\ud800");

    Reject reject = Reject.of(RECORD, reason, record.getBytes(UTF_8));

    JsonNode tree = Samples.databind(RejectEncoder.encode(reject));
    assertThat(tree.get("reason").textValue()).isEqualTo(reason.replace('\ud800', '?'));
    assertThat(tree.get("raw").textValue()).isEqualTo(record);
  }

  @Test
  void replacesHalfASurrogatePairInTheRawText() {
    Reject reject = new Reject(LINE, "no value", "a\udc00b");

    assertThat(reject.raw()).isEqualTo("a?b");
  }

  @Test
  void keepsFourKibibytesOfTheRawTextAndOfTheReason() {
    assertThat(new Reject(LINE, "r", "x".repeat(4096)).raw()).isEqualTo("x".repeat(4096));
    assertThat(new Reject(LINE, "r", "x".repeat(4097)).raw()).isEqualTo("x".repeat(4096));
    assertThat(new Reject(LINE, "r", "x".repeat(5_000_000)).raw()).isEqualTo("x".repeat(4096));
    assertThat(new Reject(LINE, "r".repeat(50_000), null).reason()).isEqualTo("r".repeat(4096));
  }

  @Test
  void cutsBetweenCharactersOfTwoThreeAndFourBytes() {
    for (String character : new String[] {"é", "€", "😀"}) {
      int width = character.getBytes(UTF_8).length;
      for (int shift = 0; shift < width; shift++) {
        String text = "x".repeat(shift) + character.repeat(3_000);
        String kept = "x".repeat(shift) + character.repeat((4096 - shift) / width);

        assertThat(new Reject(LINE, "r", text).raw()).isEqualTo(kept);
        assertThat(Reject.of(LINE, "r", text.getBytes(UTF_8)).raw()).isEqualTo(kept);
      }
    }
  }

  @Test
  void keepsSomethingOfBytesThatAreNoText() {
    byte[] continuations = new byte[10_000];
    Arrays.fill(continuations, (byte) 0x80);

    String raw = Reject.of(RECORD, "not JSON", continuations).raw();

    // Each becomes the replacement character, of three bytes.
    assertThat(raw).isEqualTo("\ufffd".repeat(4096 / 3));
  }

  @Test
  void keepsAtMostFourKibibytesOfAnyBytes() {
    Random random = Samples.random();
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(12_000)];
      random.nextBytes(bytes);

      Reject reject = Reject.of(RECORD, "not JSON", bytes);

      assertThat(reject.raw()).isNotNull();
      assertThat(String.valueOf(reject.raw()).getBytes(UTF_8)).hasSizeLessThanOrEqualTo(4096);
      assertThat(Samples.databind(RejectEncoder.encode(reject)).get("raw").textValue())
          .isEqualTo(reject.raw());
    }
  }
}
