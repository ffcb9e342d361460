package dev.gridpulse.query.range;

/** A user's own text inside a message: in quotes, and cut when it is long. */
public final class Quoted {
  private static final int LONGEST = 80;

  private Quoted() {}

  public static String of(String text) {
    if (text.codePointCount(0, text.length()) <= LONGEST) {
      return "'" + text + "'";
    }
    return "'" + text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…'";
  }
}
