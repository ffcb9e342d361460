package dev.gridpulse.query.live;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * A place in the feed: which record comes next in each partition of the readings, how many readings
 * of one of these records have passed already, and when the aggregates were written that have
 * passed. It means the same to every instance and after every restart, as it consists of offsets;
 * what the readings are in the database as of a snapshot is such a place too.
 *
 * <p>As text it is opaque and carries a checksum, so that what is cut or mistyped is noticed. It is
 * no secret.
 *
 * @param topic tells a topic from another one of the same name, see {@link #topic(UUID)}
 * @param offsets the next offset of each partition
 * @param partition the partition of the record that has passed in part
 * @param index how many readings of that record have passed; 0 when there is no such record
 * @param aggregatesTime the append time of the last aggregates that have passed, milliseconds since
 *     the epoch
 */
@SuppressWarnings("ArrayRecordComponent") // on the hot path; nobody outside keeps the array
public record EventId(int topic, long[] offsets, int partition, int index, long aggregatesTime) {
  private static final byte VERSION = 1;
  private static final int MOST_PARTITIONS = 4_096;
  private static final int CHECKSUM = 3;
  private static final int FIXED = 1 + 4 + 10 + 5 + 5 + 5 + CHECKSUM;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /** The longest text that is looked at. */
  private static final int LONGEST = 64 * 1024;

  /** A place between records. */
  public EventId(int topic, long[] offsets, long aggregatesTime) {
    this(topic, offsets, 0, 0, aggregatesTime);
  }

  /** What stands for a topic's id here. */
  public static int topic(UUID id) {
    return id.hashCode();
  }

  /** How many readings have passed of the record that comes next in {@code of}. */
  int skip(int of) {
    return of == partition ? index : 0;
  }

  /** Up to which offset a partition must have been read to go on from here. */
  long needs(int of) {
    return skip(of) > 0 ? offsets[of] + 1 : offsets[of];
  }

  /** The bytes of the text. */
  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(FIXED + 10 * offsets.length);
    out.put(VERSION).putInt(topic);
    putNumber(out, aggregatesTime);
    putNumber(out, offsets.length);
    for (long offset : offsets) {
      putNumber(out, offset);
    }
    putNumber(out, index);
    putNumber(out, partition);
    int checksum = checksum(out.array(), out.position());
    out.put((byte) (checksum >> 16)).put((byte) (checksum >> 8)).put((byte) checksum);
    return ENCODER.encode(Arrays.copyOf(out.array(), out.position()));
  }

  /** The text that clients keep. */
  @Override
  public String toString() {
    return new String(bytes(), java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** The place that a text names, or empty when it was not made here. */
  public static Optional<EventId> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      int length = bytes.length - CHECKSUM;
      if (length < 1 || bytes[0] != VERSION || checksumAt(bytes) != checksum(bytes, length)) {
        return Optional.empty();
      }
      return Optional.of(read(ByteBuffer.wrap(bytes, 1, length - 1)));
    } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static EventId read(ByteBuffer in) {
    int topic = in.getInt();
    long aggregatesTime = number(in, Long.MAX_VALUE);
    long[] offsets = new long[(int) number(in, MOST_PARTITIONS)];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = number(in, Long.MAX_VALUE);
    }
    int index = (int) number(in, Integer.MAX_VALUE);
    int partition = (int) number(in, Math.max(0, offsets.length - 1));
    return new EventId(topic, offsets, partition, index, aggregatesTime);
  }

  private static void putNumber(ByteBuffer out, long number) {
    long rest = number;
    while (rest >= 0x80) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static long number(ByteBuffer in, long most) {
    long number = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      byte next = in.get();
      number |= (next & 0x7fL) << shift;
      if (next >= 0) {
        if (number > most) {
          throw new IllegalArgumentException("too large");
        }
        return number;
      }
    }
    throw new IllegalArgumentException("too long");
  }

  private static int checksumAt(byte[] bytes) {
    int at = bytes.length - CHECKSUM;
    return (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) (checksum.getValue() & 0xffffff);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventId that && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes());
  }
}
