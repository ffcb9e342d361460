package dev.gridpulse.ingest;

import java.nio.charset.Charset;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What the user says about how files are written; null where it is to be found out.
 *
 * @param charset how bytes are characters
 * @param delimiter between columns
 * @param quote around columns that hold delimiters or line ends
 * @param header whether the first row names the columns
 * @param decimal before the fraction of a number
 * @param thousands between groups of three digits
 * @param timeFormat {@code iso}, {@code epoch-s}, {@code epoch-ms}, {@code epoch-us}, {@code
 *     epoch-ns} or a pattern such as {@code dd.MM.yy HH:mm:ss}
 * @param zone the zone of times that name no offset
 */
public record DialectChoice(
    @Nullable Charset charset,
    @Nullable Character delimiter,
    @Nullable Character quote,
    @Nullable Boolean header,
    @Nullable Character decimal,
    @Nullable Character thousands,
    @Nullable String timeFormat,
    ZoneId zone) {

  /**
   * @throws IllegalArgumentException when it contradicts itself, with a message for the user
   */
  public DialectChoice {
    if (timeFormat != null) {
      try {
        TimeFormats.parse(timeFormat);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("--time-format: " + e.getMessage(), e);
      }
    }
    if (decimal != null && decimal.equals(thousands)) {
      throw new IllegalArgumentException(
          "--thousands: the character before the fraction cannot be it as well");
    }
    if (delimiter != null && delimiter.equals(quote)) {
      throw new IllegalArgumentException("--quote: the delimiter cannot be it as well");
    }
  }

  /** Everything but the zone is to be found out. */
  public static DialectChoice in(ZoneId zone) {
    return new DialectChoice(null, null, null, null, null, null, null, zone);
  }

  /** The same with that time format. */
  public DialectChoice withTimeFormat(@Nullable String format) {
    return new DialectChoice(charset, delimiter, quote, header, decimal, thousands, format, zone);
  }
}
