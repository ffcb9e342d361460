package dev.gridpulse.ingest;

import java.util.regex.Pattern;

/** Finds out what stands around columns. */
final class Quotes {
  static final char USUAL = '"';
  private static final char SINGLE = '\'';
  private static final Pattern IN_USUAL = quoted(USUAL);
  private static final Pattern IN_SINGLE = quoted(SINGLE);

  private Quotes() {}

  private static Pattern quoted(char quote) {
    return Pattern.compile(
        "(?m)(^|[;,\t|])" + quote + "[^\n" + quote + "]*" + quote + "(?=[;,\t|\r]|$)");
  }

  /** The quote that most columns stand in; the usual one when none does. */
  static char detect(String text) {
    return IN_SINGLE.matcher(text).results().count() > IN_USUAL.matcher(text).results().count()
        ? SINGLE
        : USUAL;
  }
}
