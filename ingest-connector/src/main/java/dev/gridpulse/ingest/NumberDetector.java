package dev.gridpulse.ingest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out how numbers are written. */
final class NumberDetector {
  private final List<NumberFormat> formats;
  private final boolean thousandsGiven;

  /**
   * @param decimal the decimal mark that the user names
   * @param thousands the separator of thousands that the user names
   */
  NumberDetector(@Nullable Character decimal, @Nullable Character thousands) {
    this.formats = formats(decimal, thousands);
    this.thousandsGiven = thousands != null;
  }

  /** Whether these cells tell the decimal mark from the separator of thousands. */
  boolean isDecided(List<char[]> cells) {
    return formats.size() == 1 || cells.stream().anyMatch(NumberDetector::decides);
  }

  /**
   * Whether a cell does: 49,99 and 0,125 and 1.234,5 and 1.234.567 do, 50 and 1,234 do not.
   *
   * @param cell without letters
   */
  static boolean decides(char[] cell) {
    int marks = 0;
    int before = 0;
    int after = 0;
    boolean leadingZero = false;
    for (char c : cell) {
      if (c == '.' || c == ',') {
        marks++;
        after = 0;
      } else if (c >= '0' && c <= '9') {
        leadingZero |= before == 0 && c == '0';
        before += marks == 0 ? 1 : 0;
        after++;
      }
    }
    return marks > 1 || (marks == 1 && (after != 3 || before > 3 || before == 0 || leadingZero));
  }

  /** The format that reads most cells. */
  NumberFormat detect(List<char[]> cells) {
    NumberFormat best = formats.getFirst();
    int most = 0;
    for (NumberFormat format : formats) {
      int numbers = count(cells, format);
      if (numbers > most && (thousandsGiven || groupsAreShown(cells, format))) {
        best = format;
        most = numbers;
      }
    }
    return best;
  }

  private static List<NumberFormat> formats(
      @Nullable Character decimal, @Nullable Character thousands) {
    if (decimal != null && thousands != null) {
      return List.of(new NumberFormat(decimal, thousands));
    }
    List<NumberFormat> formats =
        NumberFormat.KNOWN.stream()
            .filter(format -> decimal == null || format.decimal() == decimal)
            .filter(format -> thousands == null || format.thousands() == thousands)
            .toList();
    if (!formats.isEmpty()) {
      return formats;
    }
    return decimal != null
        ? List.of(new NumberFormat(decimal, NumberFormat.NONE))
        : List.of(
            new NumberFormat(
                thousands != null && thousands == '.' ? ',' : '.',
                thousands == null ? NumberFormat.NONE : thousands));
  }

  /**
   * Whether some cell shows that the separator of thousands is one: 1.234,5 does, and 1.234.567.
   * Otherwise a point or comma in 1.234 may as well be the decimal one, and must not be dropped.
   */
  private static boolean groupsAreShown(List<char[]> cells, NumberFormat format) {
    if (format.thousands() != '.' && format.thousands() != ',') {
      return true;
    }
    NumberParser parser = new NumberParser(format);
    for (char[] cell : cells) {
      String text = new String(cell);
      int separator = text.indexOf(format.thousands());
      boolean again = separator >= 0 && text.indexOf(format.thousands(), separator + 1) >= 0;
      boolean both = separator >= 0 && text.indexOf(format.decimal()) >= 0;
      if ((again || both) && isNumber(parser, cell)) {
        return true;
      }
    }
    return false;
  }

  static int count(List<char[]> cells, NumberFormat format) {
    NumberParser parser = new NumberParser(format);
    int numbers = 0;
    for (char[] cell : cells) {
      numbers += isNumber(parser, cell) ? 1 : 0;
    }
    return numbers;
  }

  static boolean isNumber(NumberParser parser, char[] cell) {
    return !Double.isNaN(parser.read(cell, 0, cell.length));
  }
}
