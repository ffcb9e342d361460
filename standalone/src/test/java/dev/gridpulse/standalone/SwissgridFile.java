package dev.gridpulse.standalone;

import dev.gridpulse.model.ReadingBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;

/** A grid operator's file of set-points, and what it says. */
final class SwissgridFile {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EE dd.MM.yy HH:mm:ss", Locale.GERMAN).withZone(ZoneOffset.UTC);

  private SwissgridFile() {}

  /**
   * Writes a row every 30 s.
   *
   * @return the rows' readings
   */
  static ReadingBatch write(Path file, String sensor, Instant from, int rows) throws IOException {
    Random random = new Random(rows);
    long[] timestamps = new long[rows];
    double[] values = new double[rows];
    StringBuilder text = new StringBuilder("Datum Zeit;A:f_soll_aktiv [Hz]\n");
    for (int i = 0; i < rows; i++) {
      Instant time = from.plusSeconds(30L * i);
      int hundredths = 4990 + random.nextInt(21);
      timestamps[i] = time.toEpochMilli();
      values[i] = Double.parseDouble(hundredths / 100 + "." + twoDigits(hundredths % 100));
      String value =
          hundredths % 100 == 0
              ? Integer.toString(hundredths / 100)
              : hundredths / 100 + "," + twoDigits(hundredths % 100);
      text.append(TIME.format(time)).append(';').append(value).append('\n');
    }
    Files.writeString(file, text);
    return ReadingBatch.of(sensor, timestamps, values, rows);
  }

  private static String twoDigits(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
