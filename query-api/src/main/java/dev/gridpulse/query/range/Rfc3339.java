package dev.gridpulse.query.range;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads times as RFC 3339 has them: date, time of day to the second, and an offset. */
public final class Rfc3339 {
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4})-(\\d{2})-(\\d{2})[Tt ](\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d+))?(|[Zz]|[+\\- ]\\d{2}:\\d{2})");

  private static final String EXAMPLE = "such as 2021-05-02T10:00:00Z or 2021-05-02T12:00:00+02:00";

  private Rfc3339() {}

  /**
   * Reads a time. A blank where the offset's sign belongs counts as plus, which is what a plus that
   * was not escaped becomes in a query string. Digits below the nanosecond are cut off.
   *
   * @throws DateTimeException when it is no such time, with a message for the user
   */
  public static Instant parse(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new DateTimeException(
          "%s is no RFC 3339 time with an offset, %s".formatted(Quoted.of(text), EXAMPLE));
    }
    if (matcher.group(8).isEmpty()) {
      throw new DateTimeException(
          "%s has no offset; add Z or an offset, %s".formatted(Quoted.of(text), EXAMPLE));
    }
    int year = number(matcher, 1);
    if (year < 1 || year > 9998) {
      throw new DateTimeException(
          "%s is out of reach; years 1 to 9998 are understood".formatted(Quoted.of(text)));
    }
    try {
      return LocalDateTime.of(
              year,
              number(matcher, 2),
              number(matcher, 3),
              number(matcher, 4),
              number(matcher, 5),
              number(matcher, 6),
              nanos(matcher.group(7)))
          .toInstant(offset(matcher.group(8)));
    } catch (DateTimeException e) {
      throw new DateTimeException(
          "%s is not a time that exists (%s); write one %s"
              .formatted(Quoted.of(text), e.getMessage(), EXAMPLE),
          e);
    }
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static int nanos(@Nullable String fraction) {
    if (fraction == null) {
      return 0;
    }
    return Integer.parseInt((fraction + "00000000").substring(0, 9));
  }

  private static ZoneOffset offset(String text) {
    if (text.length() == 1) {
      return ZoneOffset.UTC;
    }
    int hours = Integer.parseInt(text.substring(1, 3));
    int minutes = Integer.parseInt(text.substring(4, 6));
    int sign = text.charAt(0) == '-' ? -1 : 1;
    return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
  }
}
