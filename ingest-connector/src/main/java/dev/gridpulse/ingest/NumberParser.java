package dev.gridpulse.ingest;

/**
 * Reads numbers exactly as {@link Double#parseDouble} reads them, without garbage in all but rare
 * cases. Blanks around a number are passed over. One instance belongs to one thread.
 */
final class NumberParser {
  /** Up to here every power of ten is exact, see {@link #read}. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final int EXACT_DIGITS = 15;
  private static final char MINUS_SIGN = '\u2212';

  private final char decimal;
  private final char thousands;

  private long mantissa;
  private int significant;
  private int scale;
  private int exponent;
  private boolean negative;

  NumberParser(NumberFormat format) {
    this.decimal = format.decimal();
    this.thousands = format.thousands();
  }

  /**
   * Reads the number at [from, to).
   *
   * <p>With at most 15 digits and a power of ten up to 22 both are exact as doubles, so that one
   * multiplication or division rounds correctly (Clinger, "How to Read Floating Point Numbers
   * Accurately", 1990); anything else is left to the JDK.
   *
   * @return the number, which may be infinite, or NaN when there is none
   */
  double read(char[] text, int from, int to) {
    int start = skipBlanks(text, from, to);
    int end = skipBlanksBack(text, start, to);
    if (!scan(text, start, end)) {
      return Double.NaN;
    }
    int power = exponent - scale;
    if (significant <= EXACT_DIGITS && power >= -22 && power <= 22) {
      double exact = power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power];
      return negative ? -exact : exact;
    }
    return Double.parseDouble(plain(text, start, end));
  }

  /** Why {@link #read} gave NaN or infinity for that text. */
  RejectReason problem(char[] text, int from, int to) {
    int start = skipBlanks(text, from, to);
    int end = skipBlanksBack(text, start, to);
    if (start == end) {
      return RejectReason.NO_VALUE;
    }
    String word = new String(text, start, end - start).replaceFirst("^[+-]", "");
    boolean named =
        word.equalsIgnoreCase("NaN")
            || word.equalsIgnoreCase("inf")
            || word.equalsIgnoreCase("infinity");
    return named || scan(text, start, end) ? RejectReason.NOT_FINITE : RejectReason.BAD_NUMBER;
  }

  /** Checks the syntax and gathers sign, digits and exponent. */
  private boolean scan(char[] text, int from, int to) {
    mantissa = 0;
    significant = 0;
    scale = 0;
    exponent = 0;
    int at = sign(text, from, to);
    int whole = digits(text, at, to, true);
    if (whole < 0) {
      return false;
    }
    int digits = whole - at;
    at = whole;
    if (at < to && text[at] == decimal) {
      int fraction = digits(text, at + 1, to, false);
      scale = fraction - at - 1;
      digits += scale;
      at = fraction;
    }
    if (digits == 0) {
      return false;
    }
    return at == to || exponent(text, at, to);
  }

  private int sign(char[] text, int from, int to) {
    negative = from < to && (text[from] == '-' || text[from] == MINUS_SIGN);
    return negative || (from < to && text[from] == '+') ? from + 1 : from;
  }

  /** Reads digits from {@code at}; answers where they end, or -1 when a group has not three. */
  private int digits(char[] text, int at, int to, boolean grouped) {
    int group = 0;
    boolean separated = false;
    int i = at;
    for (; i < to; i++) {
      int digit = text[i] - '0';
      if (digit >= 0 && digit <= 9) {
        group++;
        if (significant > 0 || digit > 0) {
          significant++;
        }
        if (significant <= EXACT_DIGITS) {
          mantissa = mantissa * 10 + digit;
        }
      } else if (grouped && thousands != NumberFormat.NONE && text[i] == thousands) {
        if (separated ? group != 3 : group == 0 || group > 3) {
          return -1;
        }
        separated = true;
        group = 0;
      } else {
        break;
      }
    }
    return separated && group != 3 ? -1 : i;
  }

  private boolean exponent(char[] text, int from, int to) {
    if (text[from] != 'e' && text[from] != 'E') {
      return false;
    }
    boolean minus = from + 1 < to && text[from + 1] == '-';
    int at = minus || (from + 1 < to && text[from + 1] == '+') ? from + 2 : from + 1;
    if (at == to || to - at > 4) {
      return false;
    }
    for (; at < to; at++) {
      int digit = text[at] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      exponent = exponent * 10 + digit;
    }
    exponent = minus ? -exponent : exponent;
    return true;
  }

  /** The number as the JDK writes it; its syntax has been checked. */
  private String plain(char[] text, int from, int to) {
    StringBuilder plain = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = text[i];
      if (c == decimal) {
        plain.append('.');
      } else if (c == MINUS_SIGN) {
        plain.append('-');
      } else if (c != thousands) {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static int skipBlanks(char[] text, int from, int to) {
    int at = from;
    while (at < to && isBlank(text[at])) {
      at++;
    }
    return at;
  }

  private static int skipBlanksBack(char[] text, int from, int to) {
    int at = to;
    while (at > from && isBlank(text[at - 1])) {
      at--;
    }
    return at;
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\u00a0' || c == '\u202f';
  }
}
