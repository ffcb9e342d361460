package dev.gridpulse.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A short cut for records as {@link ReadingEncoder} writes them: both fields in this order, no
 * white space, a name in ASCII without escapes, numbers of at most 15 digits without exponent. It
 * needs a fraction of the time that a parser of all of JSON takes. Whatever looks different is left
 * to that one, from the record's beginning.
 */
final class PlainReadings {
  private static final byte[] HEAD = "{\"sensor\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MIDDLE = "\",\"readings\":[".getBytes(StandardCharsets.US_ASCII);

  /** Numbers of so many digits, and the power of ten that divides them, are exact as doubles. */
  private static final int MOST_DIGITS = 15;

  private static final double[] POWERS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private byte[] json = {};
  private int at;
  private long[] timestamps = new long[512];
  private double[] values = new double[512];
  private int size;

  // Of the number read last.
  private long digits;
  private int digitCount;

  /**
   * Reads a record.
   *
   * @param appendTime of the record, milliseconds since the epoch
   * @return null when it looks different, or when anything in it is to be refused
   */
  @Nullable ReadingBatch read(byte[] value, long appendTime) {
    json = value;
    at = 0;
    size = 0;
    if (!skip(HEAD)) {
      return null;
    }
    int from = at;
    while (at < json.length && json[at] != '"') {
      // No control characters, nothing beyond ASCII (where a byte is negative), no escapes.
      if (json[at] < ' ' || json[at] == '\\' || json[at] == 0x7f) {
        return null;
      }
      at++;
    }
    int length = at - from;
    if (length == 0 || length > SensorName.MAX_LENGTH || !skip(MIDDLE) || !readPairs(appendTime)) {
      return null;
    }
    String sensor = new String(json, from, length, StandardCharsets.ISO_8859_1);
    return ReadingBatch.of(sensor, timestamps, values, size);
  }

  /** Reads up to the record's end. */
  private boolean readPairs(long appendTime) {
    if (!is(']')) {
      do {
        if (!is('[') || !readDigits()) {
          return false;
        }
        long timestamp = digits;
        if (!is(',')) {
          return false;
        }
        boolean negative = is('-');
        if (!readDigits()) {
          return false;
        }
        double value = is('.') ? readFraction() : digits;
        // JSON's -0 is left to the parser.
        if (Double.isNaN(value) || (negative && value == 0) || !is(']')) {
          return false;
        }
        value = negative ? -value : value;
        if (ReadingDecoder.outOfRange(timestamp, value, appendTime) != null) {
          return false;
        }
        add(timestamp, value);
      } while (is(','));
      if (!is(']')) {
        return false;
      }
    }
    return is('}') && at == json.length;
  }

  /** Reads a whole number without sign. */
  private boolean readDigits() {
    int from = at;
    digits = 0;
    while (at < json.length && isDigit(json[at])) {
      if (at - from == MOST_DIGITS) {
        return false;
      }
      digits = digits * 10 + (json[at] - '0');
      at++;
    }
    digitCount = at - from;
    return digitCount == 1 || (digitCount > 1 && json[from] != '0');
  }

  /** Goes on behind the point; NaN when this is not the place to read it. */
  private double readFraction() {
    int from = at;
    while (at < json.length && isDigit(json[at])) {
      if (digitCount == MOST_DIGITS) {
        return Double.NaN;
      }
      digits = digits * 10 + (json[at] - '0');
      digitCount++;
      at++;
    }
    return at == from ? Double.NaN : digits / POWERS[at - from];
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private boolean is(char expected) {
    if (at < json.length && json[at] == expected) {
      at++;
      return true;
    }
    return false;
  }

  private boolean skip(byte[] expected) {
    int end = at + expected.length;
    if (end > json.length || !Arrays.equals(json, at, end, expected, 0, expected.length)) {
      return false;
    }
    at = end;
    return true;
  }

  private void add(long timestamp, double value) {
    if (size == timestamps.length) {
      timestamps = Arrays.copyOf(timestamps, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    timestamps[size] = timestamp;
    values[size] = value;
    size++;
  }
}
