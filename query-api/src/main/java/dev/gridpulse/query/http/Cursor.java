package dev.gridpulse.query.http;

import dev.gridpulse.query.range.TimeRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * Where a page of readings ended: the time of its last reading, with a checksum over that and the
 * request it belongs to, so that it is not taken for another's. It is no secret.
 */
final class Cursor {
  private static final int LENGTH = Long.BYTES + Integer.BYTES;

  private Cursor() {}

  /** The cursor for what follows the reading of that time. */
  static String of(String sensor, TimeRange range, long time) {
    byte[] bytes =
        ByteBuffer.allocate(LENGTH).putLong(time).putInt(checksum(sensor, range, time)).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * What is left of the range.
   *
   * @throws ProblemException when it is not a cursor of this request
   */
  static TimeRange rest(String cursor, String sensor, TimeRange range) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
      if (bytes.remaining() == LENGTH) {
        long time = bytes.getLong();
        if (time >= range.start()
            && time <= range.end()
            && bytes.getInt() == checksum(sensor, range, time)) {
          return new TimeRange(time + 1, range.end());
        }
      }
    } catch (IllegalArgumentException e) {
      // Not Base64: as good as any other text.
    }
    throw ProblemException.badRequest(
        "cursor: does not belong to this request; pass the 'next' of the page before, with the same"
            + " sensor, start and end.");
  }

  private static int checksum(String sensor, TimeRange range, long time) {
    byte[] name = sensor.getBytes(StandardCharsets.UTF_8);
    CRC32C checksum = new CRC32C();
    checksum.update(
        ByteBuffer.allocate(3 * Long.BYTES + name.length)
            .putLong(range.start())
            .putLong(range.end())
            .putLong(time)
            .put(name)
            .flip());
    return (int) checksum.getValue();
  }
}
