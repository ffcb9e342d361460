package dev.gridpulse.model;

import com.fasterxml.jackson.core.io.NumberInput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as this package writes it, without white space and escapes, in a fraction of the time
 * that a parser of all of JSON takes. Whatever looks different ends it: the text is then read by
 * the parser, from its beginning.
 */
final class PlainJson {
  /** Numbers of so many digits, and the power of ten that divides them, are exact as doubles. */
  private static final int EXACT_DIGITS = 15;

  /** Of a number that is read here at all. */
  private static final int LONGEST_NUMBER = 32;

  private static final double[] POWERS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private final byte[] json;
  private int at;
  private long whole;

  PlainJson(byte[] json) {
    this.json = json;
  }

  boolean atEnd() {
    return at == json.length;
  }

  /** Passes over this character if it is the next. */
  boolean is(char expected) {
    if (at < json.length && json[at] == expected) {
      at++;
      return true;
    }
    return false;
  }

  /** Passes over these bytes if they are the next. */
  boolean is(byte[] expected) {
    int end = at + expected.length;
    if (end > json.length || !Arrays.equals(json, at, end, expected, 0, expected.length)) {
      return false;
    }
    at = end;
    return true;
  }

  /** Reads a sensor's name up to the quotes behind it, which it passes over; null if it is odd. */
  @Nullable String name() {
    int from = at;
    while (at < json.length && json[at] != '"') {
      // No control characters, nothing beyond ASCII (where a byte is negative), no escapes.
      if (json[at] < ' ' || json[at] == '\\' || json[at] == 0x7f) {
        return null;
      }
      at++;
    }
    int length = at - from;
    return length == 0 || length > SensorName.MAX_LENGTH || !is('"')
        ? null
        : new String(json, from, length, StandardCharsets.ISO_8859_1);
  }

  /** Whether a whole number of 64 bits is next, which {@link #whole()} is then. */
  boolean isWhole() {
    boolean negative = is('-');
    int from = at;
    // Below zero there is one number more.
    long digits = 0;
    while (at < json.length && isDigit(json[at])) {
      int digit = json[at] - '0';
      if (digits < Long.MIN_VALUE / 10 || digits * 10 < Long.MIN_VALUE + digit) {
        return false;
      }
      digits = digits * 10 - digit;
      at++;
    }
    if (at == from || (json[from] == '0' && (negative || at - from > 1))) {
      return false;
    }
    whole = negative ? digits : -digits;
    return negative || digits != Long.MIN_VALUE;
  }

  /** The number that was read by {@link #isWhole()}. */
  long whole() {
    return whole;
  }

  /** Reads a finite number; NaN if it is odd, as -0 is, which JSON takes for a whole number. */
  double number() {
    int start = at;
    boolean negative = is('-');
    int from = at;
    long digits = readDigits(0);
    int count = at - from;
    if (count == 0 || (json[from] == '0' && count > 1)) {
      return Double.NaN;
    }
    int places = 0;
    if (is('.')) {
      int fraction = at;
      digits = readDigits(digits);
      places = at - fraction;
      if (places == 0) {
        return Double.NaN;
      }
    }
    if (count + places > EXACT_DIGITS || nextIsExponent()) {
      return general(start);
    }
    double value = digits / POWERS[places];
    if (!negative) {
      return value;
    }
    return digits == 0 && places == 0 ? Double.NaN : -value;
  }

  /** Goes on with a number's digits; what overflows is not used. */
  private long readDigits(long digits) {
    long read = digits;
    while (at < json.length && isDigit(json[at])) {
      read = read * 10 + (json[at] - '0');
      at++;
    }
    return read;
  }

  private boolean nextIsExponent() {
    return at < json.length && (json[at] == 'E' || json[at] == 'e');
  }

  /** The number that begins there and whose digits are behind {@link #at}, by the library. */
  private double general(int start) {
    if (nextIsExponent()) {
      at++;
      var _ = is('-') || is('+');
      int from = at;
      var _ = readDigits(0);
      if (at == from) {
        return Double.NaN;
      }
    }
    if (at - start > LONGEST_NUMBER) {
      return Double.NaN;
    }
    double value =
        NumberInput.parseDouble(
            new String(json, start, at - start, StandardCharsets.ISO_8859_1), true);
    return Double.isFinite(value) && value != 0 ? value : Double.NaN;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
