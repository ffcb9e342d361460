package dev.gridpulse.ingest;

import java.util.List;

/**
 * How numbers are written.
 *
 * @param decimal the character before the fraction
 * @param thousands the character between groups of three digits, or {@link #NONE}
 */
record NumberFormat(char decimal, char thousands) {
  /** No character between groups. */
  static final char NONE = '\0';

  /** 1234.5: what is assumed where nothing speaks against it. */
  static final NumberFormat PLAIN = new NumberFormat('.', NONE);

  private static final char NO_BREAK_SPACE = '\u00a0';
  private static final char NARROW_NO_BREAK_SPACE = '\u202f';

  /** What is tried on a file, in order: of two that read as many numbers the first one is taken. */
  static final List<NumberFormat> KNOWN =
      List.of(
          PLAIN,
          new NumberFormat(',', NONE),
          new NumberFormat('.', ','),
          new NumberFormat(',', '.'),
          new NumberFormat('.', '\''),
          new NumberFormat('.', '\u2019'),
          new NumberFormat(',', ' '),
          new NumberFormat(',', NO_BREAK_SPACE),
          new NumberFormat(',', NARROW_NO_BREAK_SPACE),
          new NumberFormat('.', ' '));

  NumberFormat {
    if (decimal == thousands) {
      throw new IllegalArgumentException(
          "'%c' cannot be both the decimal and the thousands separator".formatted(decimal));
    }
  }

  /** For people: {@code decimal comma, '.' between thousands}. */
  String describe() {
    String point =
        switch (decimal) {
          case ',' -> "decimal comma";
          case '.' -> "decimal point";
          default -> "decimal '" + decimal + "'";
        };
    return thousands == NONE ? point : point + ", '" + thousands + "' between thousands";
  }
}
