package dev.gridpulse.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadingEncoderTest {
  private static final long APPENDED = 4_000_000_000_000L;

  private final ReadingDecoder decoder = new ReadingDecoder();

  @Test
  void writesTheDocumentedText() {
    ReadingBatch batch =
        ReadingBatch.of(
            "sensor_00007",
            new long[] {1620000000000L, 1620000001000L},
            new double[] {49.99, 50.01},
            2);

    byte[] json = ReadingEncoder.encode(batch);

    assertThat(new String(json, StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"sensor":"sensor_00007","readings":[[1620000000000,49.99],[1620000001000,50.01]]}""");
  }

  @Test
  void writesDecimalsAsTheyAreUsuallyWritten() {
    double[] values = {
      0, -0.0, 100, -0.1, 230.05, 1e-3, 123456.789, 1e-6, -49.987654, 0.1 + 0.2, 1e15, -1e100
    };

    byte[] json = ReadingEncoder.encode(ReadingBatch.of("s", new long[12], values, 12));

    assertThat(new String(json, StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"sensor":"s","readings":[[0,0.0],[0,-0.0],[0,100.0],[0,-0.1],[0,230.05],[0,0.001],\
            [0,123456.789],[0,0.000001],[0,-49.987654],[0,0.30000000000000004],[0,1.0E15],\
            [0,-1.0E100]]}""");
  }

  @Test
  void bringsDecimalsBackBitForBit() {
    Random random = Samples.random();
    for (int i = 0; i < 200_000; i++) {
      double value =
          BigDecimal.valueOf(random.nextLong() >> random.nextInt(64), random.nextInt(20))
              .doubleValue();
      // Neighbours of decimals are none, and must not be taken for them.
      double[] values = {value, Math.nextUp(value), Math.nextDown(value)};
      long timestamp = random.nextLong() >>> random.nextInt(64);
      ReadingBatch batch =
          ReadingBatch.of("s", new long[] {timestamp, Long.MIN_VALUE, -timestamp}, values, 3);

      JsonNode readings = Samples.databind(ReadingEncoder.encode(batch)).get("readings");

      for (int r = 0; r < 3; r++) {
        assertThat(readings.get(r).get(0).longValue()).isEqualTo(batch.timestamp(r));
        assertThat(bits(readings.get(r).get(1).doubleValue())).isEqualTo(bits(batch.value(r)));
      }
    }
  }

  @Test
  void bringsNumbersBackAtTheEdgeOfWhatWholeNumbersHold() {
    double[] values = {
      Long.MIN_VALUE / 1e3,
      Long.MAX_VALUE / 1e3,
      Long.MIN_VALUE / 1e6,
      Long.MIN_VALUE,
      1e15,
      -1e15,
      1e12,
      999_999_999_999.999,
      Double.MAX_VALUE,
      Double.MIN_VALUE
    };
    ReadingBatch batch = ReadingBatch.of("s", new long[values.length], values, values.length);

    JsonNode readings = Samples.databind(ReadingEncoder.encode(batch)).get("readings");

    for (int r = 0; r < values.length; r++) {
      assertThat(bits(readings.get(r).get(1).doubleValue())).isEqualTo(bits(values[r]));
    }
  }

  @Test
  void bringsEveryReadingBackBitForBit() {
    Random random = Samples.random();
    for (int i = 0; i < 2_000; i++) {
      ReadingBatch batch = batch(random);

      DecodedReadings decoded = decoder.decode(ReadingEncoder.encode(batch), APPENDED);

      // The equality of batches is by the bits of the values.
      assertThat(decoded).isEqualTo(new DecodedReadings.Accepted(batch, List.of()));
    }
  }

  @Test
  void isReadByDatabindBitForBit() {
    Random random = Samples.random();
    for (int i = 0; i < 2_000; i++) {
      ReadingBatch batch = anyBatch(random);

      JsonNode tree = Samples.databind(ReadingEncoder.encode(batch));

      assertThat(tree.fieldNames()).toIterable().containsExactly("sensor", "readings");
      assertThat(tree.get("sensor").textValue()).isEqualTo(batch.sensor());
      assertThat(tree.get("readings")).hasSize(batch.size());
      for (int r = 0; r < batch.size(); r++) {
        JsonNode pair = tree.get("readings").get(r);
        assertThat(pair).hasSize(2);
        assertThat(pair.get(0).isIntegralNumber()).isTrue();
        assertThat(pair.get(0).longValue()).isEqualTo(batch.timestamp(r));
        assertThat(bits(pair.get(1).doubleValue())).isEqualTo(bits(batch.value(r)));
      }
    }
  }

  @Test
  void readsWhatDatabindWritesBitForBit() {
    Random random = Samples.random();
    for (int i = 0; i < 2_000; i++) {
      ReadingBatch batch = batch(random);

      DecodedReadings decoded = decoder.decode(Samples.databind(tree(batch)), APPENDED);

      assertThat(decoded).isEqualTo(new DecodedReadings.Accepted(batch, List.of()));
    }
  }

  @Test
  void writesABatchOfNoReadings() {
    ReadingBatch empty = ReadingBatch.of("s", new long[0], new double[0], 0);

    DecodedReadings decoded = decoder.decode(ReadingEncoder.encode(empty), APPENDED);

    assertThat(decoded).isEqualTo(new DecodedReadings.Accepted(empty, List.of()));
  }

  private static ObjectNode tree(ReadingBatch batch) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    ArrayNode readings = tree.putArray("readings");
    for (int i = 0; i < batch.size(); i++) {
      readings.addArray().add(batch.timestamp(i)).add(batch.value(i));
    }
    tree.put("sensor", batch.sensor());
    tree.putObject("note").putArray("more").add("unknown").addNull();
    return tree;
  }

  /** A batch that {@link ReadingDecoder} accepts whole. */
  private static ReadingBatch batch(Random random) {
    int size = random.nextInt(20);
    long[] timestamps = random.longs(size, 0, APPENDED).toArray();
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = Samples.readingValue(random);
    }
    return ReadingBatch.of(Samples.name(random), timestamps, values, size);
  }

  /** A batch of any timestamps and any finite values. */
  private static ReadingBatch anyBatch(Random random) {
    int size = random.nextInt(20);
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = Samples.finite(random);
    }
    return ReadingBatch.of(Samples.name(random), random.longs(size).toArray(), values, size);
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }
}
