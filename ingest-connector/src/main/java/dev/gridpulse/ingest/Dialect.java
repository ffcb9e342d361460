package dev.gridpulse.ingest;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

/**
 * How a file is written, as far as it was found out from its first rows.
 *
 * @param encoding how its bytes are characters
 * @param delimiter between columns
 * @param quote around a column that holds delimiters or line ends
 * @param header the names in the first row, empty when the first row is data
 * @param number how values are written
 * @param time how times are written
 * @param weekday whether a weekday stands before the time
 * @param offsets whether the times name their offset from UTC
 * @param zone the zone of times that do not
 */
record Dialect(
    TextEncoding encoding,
    char delimiter,
    char quote,
    List<String> header,
    NumberFormat number,
    TimeFormat time,
    boolean weekday,
    Offsets offsets,
    ZoneId zone) {

  Dialect {
    Objects.requireNonNull(encoding, "encoding");
    Objects.requireNonNull(number, "number");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(offsets, "offsets");
    Objects.requireNonNull(zone, "zone");
    header = List.copyOf(header);
  }

  /** Which of the times seen name their offset; a count since the epoch needs none. */
  enum Offsets {
    ALL,
    SOME,
    NONE
  }

  Dialect with(NumberFormat format) {
    return new Dialect(encoding, delimiter, quote, header, format, time, weekday, offsets, zone);
  }

  boolean hasHeader() {
    return !header.isEmpty();
  }

  /** For people, on one line. */
  String describe() {
    StringBuilder text = new StringBuilder();
    if (!encoding.isPlainUtf8()) {
      text.append(encoding.describe()).append(", ");
    }
    text.append("delimiter ").append(describe(delimiter));
    if (quote != Quotes.USUAL) {
      text.append(", quote ").append(describe(quote));
    }
    text.append(hasHeader() ? ", header" : ", no header");
    text.append(", ").append(number.describe());
    text.append(", times '").append(time.describe()).append('\'');
    if (weekday) {
      text.append(" after a weekday");
    }
    return text.append(describeZone()).toString();
  }

  private String describeZone() {
    String name = zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    return switch (offsets) {
      case ALL -> time instanceof EpochTime ? "" : " with offset";
      case SOME -> ", some without offset: those read as " + name;
      case NONE -> ", naive: read as " + name;
    };
  }

  private static String describe(char c) {
    return c == '\t' ? "tab" : c == '\'' ? "\"'\"" : "'" + c + "'";
  }
}
