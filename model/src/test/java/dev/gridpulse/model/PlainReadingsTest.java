package dev.gridpulse.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainReadingsTest {
  private static final int RECORDS = 100_000;
  private static final long APPENDED = 1_620_000_000_000L;

  private static final String[] NUMBERS = {
    "0",
    "1",
    "-1",
    "-0",
    "0.0",
    "-0.0",
    "00",
    "01",
    "1.",
    ".5",
    "-",
    "+1",
    "1e5",
    "1E-3",
    "0.1",
    "50.01",
    "-12.5",
    "999999999999999",
    "9999999999999999",
    "0.00000000000001",
    "0.000000000000001",
    "123456789.123456",
    "1234567890.123456",
    "9007199254740993",
    "1620086400000",
    "1620086400001",
    "NaN",
    "null",
    " 1",
    "1 "
  };

  private final PlainReadings plain = new PlainReadings();
  private final ReadingDecoder withShortCut = new ReadingDecoder(true);
  private final ReadingDecoder general = new ReadingDecoder(false);

  @Test
  void takesTheShortCutForWhatTheEncoderWrites() {
    Random random = Samples.random();
    for (int i = 0; i < RECORDS / 10; i++) {
      int size = random.nextInt(20);
      long[] timestamps = random.longs(size, 0, APPENDED).toArray();
      double[] values = random.longs(size, 1, 1_000_000_000).mapToDouble(n -> n / 1e3).toArray();
      ReadingBatch batch = ReadingBatch.of("sensor_" + i, timestamps, values, size);

      assertThat(plain.read(ReadingEncoder.encode(batch), APPENDED)).isEqualTo(batch);
    }
  }

  @Test
  void decidesAsTheParserDoes() {
    Random random = Samples.random();
    int shortCuts = 0;
    for (int i = 0; i < RECORDS; i++) {
      byte[] record = record(random).getBytes(UTF_8);

      DecodedReadings decoded = withShortCut.decode(record, APPENDED);

      assertThat(decoded).as(new String(record, UTF_8)).isEqualTo(general.decode(record, APPENDED));
      if (plain.read(record, APPENDED) != null) {
        shortCuts++;
      }
    }
    assertThat(shortCuts).isBetween(RECORDS / 10, RECORDS * 9 / 10);
  }

  /** Mostly as the encoder would write it, with any number and now and then a byte too many. */
  private static String record(Random random) {
    StringBuilder record = new StringBuilder("{\"sensor\":\"s");
    if (random.nextInt(20) == 0) {
      record.append("é");
    }
    record.append("\",\"readings\":[");
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      record.append(i == 0 ? "[" : ",[").append(number(random)).append(',');
      record.append(number(random)).append(']');
    }
    record.append("]}");
    if (random.nextInt(5) == 0) {
      char[] more = {'"', '\\', ',', '[', ']', '}', ' ', '7', '.', '-', '\u007f', '\t'};
      record.insert(random.nextInt(record.length() + 1), more[random.nextInt(more.length)]);
    }
    return record.toString();
  }

  private static String number(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> Long.toString(random.nextLong(APPENDED));
      case 1 -> Double.toString(random.nextInt(100_000_000) / 1e4);
      default -> NUMBERS[random.nextInt(random.nextInt(10) == 0 ? NUMBERS.length : 2)];
    };
  }
}
