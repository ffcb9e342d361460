package dev.gridpulse.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;

/**
 * Random input that a failed run can be repeated with, and jackson-databind's view of a message.
 */
final class Samples {
  private static final double[] SPECIAL_VALUES = {
    0.0,
    -0.0,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Math.nextDown(Double.MIN_NORMAL),
    0.1,
    49.99,
    1e16,
    0x1p53,
    1e100,
    -1e100,
    1e-290,
    -1e-290,
    Math.PI
  };

  private static final String[] NAME_PARTS = {
    "sensor_", "00042", " ", "\"", "\\", "/", "é", "Ω", "中", "😀", "👩‍🔧", "$", "{", "}", "[", ",",
    ":", "\u2028", "\ufeff", "\uffff", "'", "<b>", "%s", "🇨🇭"
  };

  private static final ObjectMapper DATABIND =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Samples() {}

  /**
   * A new source of random numbers; its seed is printed, and taken from the environment if there.
   */
  static Random random() {
    String wanted = System.getenv("GRIDPULSE_TEST_SEED");
    long seed = wanted == null ? System.nanoTime() : Long.parseLong(wanted);
    System.out.println("Random input; to repeat it: GRIDPULSE_TEST_SEED=" + seed);
    return new Random(seed);
  }

  /** Any finite double: of random bits, so of every magnitude, or one of the awkward ones. */
  static double finite(Random random) {
    if (random.nextInt(4) == 0) {
      return SPECIAL_VALUES[random.nextInt(SPECIAL_VALUES.length)];
    }
    double value;
    do {
      value = Double.longBitsToDouble(random.nextLong());
    } while (!Double.isFinite(value));
    return value;
  }

  /** Any value that a reading may have. */
  static double readingValue(Random random) {
    double value;
    do {
      value = finite(random);
    } while (Math.abs(value) > ReadingDecoder.MAX_VALUE
        || (value != 0 && Math.abs(value) < ReadingDecoder.MIN_VALUE));
    return value;
  }

  /** A sensor's name of 1 to 30 awkward parts. */
  static String name(Random random) {
    StringBuilder name = new StringBuilder();
    for (int parts = 1 + random.nextInt(30); parts > 0; parts--) {
      name.append(NAME_PARTS[random.nextInt(NAME_PARTS.length)]);
    }
    return name.toString();
  }

  static <T> T oneOf(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  static JsonNode databind(byte[] json) {
    try {
      return DATABIND.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] databind(JsonNode tree) {
    try {
      return DATABIND.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
