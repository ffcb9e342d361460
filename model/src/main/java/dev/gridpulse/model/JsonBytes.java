package dev.gridpulse.model;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON that grows byte by byte, for the one text that is written by the million. */
final class JsonBytes {
  private byte[] bytes;
  private int size;

  /**
   * @param expected about how many bytes there will be
   */
  JsonBytes(int expected) {
    bytes = new byte[Math.max(DecimalText.LONGEST, expected)];
  }

  /** Writes what is JSON already, in ASCII. */
  JsonBytes raw(String ascii) {
    return raw(ascii.getBytes(StandardCharsets.ISO_8859_1));
  }

  private JsonBytes raw(byte[] more) {
    ensure(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  JsonBytes raw(char ascii) {
    ensure(1);
    bytes[size++] = (byte) ascii;
    return this;
  }

  /** Writes a text in quotes, escaped. */
  JsonBytes text(String text) {
    return raw('"').raw(JsonStringEncoder.getInstance().quoteAsUTF8(text)).raw('"');
  }

  JsonBytes number(long value) {
    ensure(DecimalText.LONGEST);
    size = DecimalText.write(value, bytes, size);
    return this;
  }

  /** Writes a finite number. */
  JsonBytes number(double value) {
    ensure(DecimalText.LONGEST);
    size = DecimalText.write(value, bytes, size);
    return this;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }
}
