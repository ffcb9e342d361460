package dev.gridpulse.model;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON that grows byte by byte, for the one text that is written by the million. What it writes of
 * a double is read back bit for bit; decimals of up to six places, as most readings are, take a
 * short cut around the general algorithm, which needs several times as long.
 */
final class JsonBytes {
  /** More than the longest number needs. */
  private static final int LONGEST_NUMBER = 32;

  /**
   * Decimals of at most 15 digits are told apart by doubles, so that a division is exact enough.
   */
  private static final long MOST_DIGITS = 1_000_000_000_000_000L;

  private static final byte[] TENS = new byte[100];
  private static final byte[] ONES = new byte[100];

  static {
    for (int i = 0; i < 100; i++) {
      TENS[i] = (byte) ('0' + i / 10);
      ONES[i] = (byte) ('0' + i % 10);
    }
  }

  private byte[] bytes;
  private int size;

  /**
   * @param expected about how many bytes there will be
   */
  JsonBytes(int expected) {
    bytes = new byte[Math.max(LONGEST_NUMBER, expected)];
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
    if (value < 0) {
      return raw(Long.toString(value));
    }
    ensure(LONGEST_NUMBER);
    digits(value);
    return this;
  }

  /** Writes a finite number. */
  JsonBytes number(double value) {
    return isDecimal(value, 1_000) || isDecimal(value, 1_000_000)
        ? this
        : raw(Double.toString(value));
  }

  /** Writes the value if it is a whole number of that part of one. */
  private boolean isDecimal(double value, int parts) {
    long whole = Math.round(value * parts);
    if (whole == 0
        || whole <= -MOST_DIGITS
        || whole >= MOST_DIGITS
        || (double) whole / parts != value) {
      return false;
    }
    ensure(LONGEST_NUMBER);
    if (whole < 0) {
      bytes[size++] = '-';
      whole = -whole;
    }
    digits(whole / parts);
    bytes[size++] = '.';
    int fraction = (int) (whole % parts);
    do {
      parts /= 10;
      bytes[size++] = (byte) ('0' + fraction / parts);
      fraction %= parts;
    } while (fraction > 0);
    return true;
  }

  private void digits(long value) {
    int end = size + digitsOf(value);
    int at = end;
    long rest = value;
    while (rest >= 100) {
      int two = (int) (rest % 100);
      rest /= 100;
      bytes[--at] = ONES[two];
      bytes[--at] = TENS[two];
    }
    bytes[--at] = ONES[(int) rest];
    if (rest >= 10) {
      bytes[--at] = TENS[(int) rest];
    }
    size = end;
  }

  private static int digitsOf(long value) {
    int digits = 1;
    for (long bound = 10; digits < 19 && value >= bound; bound *= 10) {
      digits++;
    }
    return digits;
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
