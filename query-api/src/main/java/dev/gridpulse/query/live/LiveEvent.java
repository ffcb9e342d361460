package dev.gridpulse.query.live;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An event as it goes over the wire, encoded once for all clients. An event that stands for others
 * that were left out is put together from two of them: the id of the newest, the data of the
 * latest.
 */
final class LiveEvent {
  private static final byte[] END = {'}', '\n', '\n'};

  private final byte[] bytes;
  private final int body;
  private final Object series;
  private final long time;

  /**
   * @param bytes the id's line, if any, and then the rest; never changed
   * @param body where the rest begins
   * @param series what it is the latest of: of a series only one event matters to who is late
   * @param time of two events of a series the one with the later time is the latest, milliseconds
   *     since the epoch
   */
  LiveEvent(byte[] bytes, int body, Object series, long time) {
    this.bytes = bytes;
    this.body = body;
    this.series = series;
    this.time = time;
  }

  byte[] bytes() {
    return bytes;
  }

  Object series() {
    return series;
  }

  long time() {
    return time;
  }

  /**
   * What is told instead of several events.
   *
   * @param id the one whose id is told; null when none is, as what is before it may not be told yet
   * @param skipped how many are left out besides this one; 0 when none is
   */
  byte[] standingFor(@Nullable LiveEvent id, long skipped) {
    byte[] count =
        skipped == 0
            ? new byte[0]
            : (",\"skipped\":" + skipped).getBytes(StandardCharsets.US_ASCII);
    int idLength = id == null ? 0 : id.body;
    int bodyLength = bytes.length - body - END.length;
    byte[] told = new byte[idLength + bodyLength + count.length + END.length];
    if (id != null) {
      System.arraycopy(id.bytes, 0, told, 0, idLength);
    }
    System.arraycopy(bytes, body, told, idLength, bodyLength);
    System.arraycopy(count, 0, told, idLength + bodyLength, count.length);
    System.arraycopy(END, 0, told, told.length - END.length, END.length);
    return told;
  }
}
