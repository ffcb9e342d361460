package dev.gridpulse.model;

import java.nio.charset.StandardCharsets;

/**
 * Numbers as text. What is written of a double is read back bit for bit; decimals of up to six
 * places, as most readings are, take a short cut around the general algorithm, which needs several
 * times as long.
 */
public final class DecimalText {
  /** No number has more characters. */
  public static final int LONGEST = 32;

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

  private DecimalText() {}

  /** The text of a finite number. */
  public static String of(double value) {
    byte[] text = new byte[LONGEST];
    return new String(text, 0, write(value, text, 0), StandardCharsets.ISO_8859_1);
  }

  /**
   * Writes a finite number in ASCII.
   *
   * @param to has room for {@link #LONGEST} bytes from {@code at} on
   * @return where the text ends
   */
  public static int write(double value, byte[] to, int at) {
    int end = writeDecimal(value, 1_000, to, at);
    if (end == at) {
      end = writeDecimal(value, 1_000_000, to, at);
    }
    return end == at ? copy(Double.toString(value), to, at) : end;
  }

  /**
   * Writes a whole number in ASCII.
   *
   * @param to has room for {@link #LONGEST} bytes from {@code at} on
   * @return where the text ends
   */
  public static int write(long value, byte[] to, int at) {
    return value < 0 ? copy(Long.toString(value), to, at) : digits(value, to, at);
  }

  private static int copy(String ascii, byte[] to, int at) {
    byte[] bytes = ascii.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, to, at, bytes.length);
    return at + bytes.length;
  }

  /** Writes the value if it is a whole number of that part of one; else answers {@code at}. */
  private static int writeDecimal(double value, int parts, byte[] to, int at) {
    long whole = Math.round(value * parts);
    if (whole == 0
        || whole <= -MOST_DIGITS
        || whole >= MOST_DIGITS
        || (double) whole / parts != value) {
      return at;
    }
    int end = at;
    if (whole < 0) {
      to[end++] = '-';
      whole = -whole;
    }
    end = digits(whole / parts, to, end);
    to[end++] = '.';
    int fraction = (int) (whole % parts);
    int part = parts;
    do {
      part /= 10;
      to[end++] = (byte) ('0' + fraction / part);
      fraction %= part;
    } while (fraction > 0);
    return end;
  }

  private static int digits(long value, byte[] to, int at) {
    int end = at + digitsOf(value);
    int next = end;
    long rest = value;
    while (rest >= 100) {
      int two = (int) (rest % 100);
      rest /= 100;
      to[--next] = ONES[two];
      to[--next] = TENS[two];
    }
    to[--next] = ONES[(int) rest];
    if (rest >= 10) {
      to[--next] = TENS[(int) rest];
    }
    return end;
  }

  private static int digitsOf(long value) {
    int digits = 1;
    for (long bound = 10; digits < 19 && value >= bound; bound *= 10) {
      digits++;
    }
    return digits;
  }
}
