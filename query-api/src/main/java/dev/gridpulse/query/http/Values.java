package dev.gridpulse.query.http;

import dev.gridpulse.model.Resolution;
import dev.gridpulse.query.energy.Period;
import dev.gridpulse.query.range.Quoted;
import dev.gridpulse.query.range.Rfc3339;
import dev.gridpulse.query.range.TimeRange;
import io.micronaut.http.HttpRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the values of query parameters; what is wrong names the parameter and says what to do. */
final class Values {
  private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  private Values() {}

  /** A required parameter is not there. */
  static ProblemException missing(String name) {
    return ProblemException.badRequest(
        switch (name) {
          case "start", "end" ->
              name
                  + ": missing; give an RFC 3339 time with an offset, such as 2021-05-02T10:00:00Z.";
          case "resolution" ->
              "resolution: missing; give one of %s, or maxPoints".formatted(Resolution.labels());
          case "period" -> "period: missing; give one of day week month year";
          case "month" -> "month: missing; give one such as 2026-10.";
          case "sensor" -> "sensor: missing; give one or more, as in sensor=a&sensor=b.";
          default -> name + ": missing.";
        });
  }

  /** The range from start to end, both inclusive. */
  static TimeRange range(String start, String end) {
    Instant first = time("start", start);
    Instant last = time("end", end);
    if (last.isBefore(first)) {
      throw ProblemException.badRequest(
          "end: %s is before start %s; exchange them.".formatted(last, first));
    }
    return TimeRange.of(first, last);
  }

  private static Instant time(String name, String text) {
    try {
      return Rfc3339.parse(text);
    } catch (DateTimeException e) {
      throw ProblemException.badRequest(name + ": " + e.getMessage());
    }
  }

  static Resolution resolution(String label) {
    return Resolution.ofLabel(label)
        .orElseThrow(
            () ->
                ProblemException.badRequest(
                    "resolution: %s is none of %s"
                        .formatted(Quoted.of(label), Resolution.labels())));
  }

  /** The zone of that id, UTC when none is given. */
  static ZoneId timeZone(@Nullable String id) {
    if (id == null) {
      return ZoneOffset.UTC;
    }
    if (!ZONES.contains(id)) {
      throw ProblemException.badRequest(
          "timeZone: %s is no IANA time zone, such as Europe/Berlin".formatted(Quoted.of(id)));
    }
    return ZoneId.of(id);
  }

  /**
   * The sensors that are asked for, each once and no more than may be. They are taken as they were
   * sent: the framework would split names at commas.
   */
  static List<String> sensors(HttpRequest<?> request, Limits limits) {
    List<String> distinct = request.getParameters().getAll("sensor").stream().distinct().toList();
    if (distinct.size() > Limits.SENSORS || distinct.size() > limits.buckets()) {
      throw ProblemException.unprocessable(
          "sensor: %d are more than %d at a time; ask for some, and then for others."
              .formatted(distinct.size(), Limits.SENSORS));
    }
    return distinct;
  }

  static Period period(String label) {
    return Period.ofLabel(label)
        .orElseThrow(
            () ->
                ProblemException.badRequest(
                    "period: %s is none of day week month year".formatted(Quoted.of(label))));
  }

  /** A day of the calendar, that one when none is given. */
  static LocalDate date(@Nullable String text, LocalDate absent) {
    if (text == null) {
      return absent;
    }
    try {
      LocalDate date = LocalDate.parse(text);
      if (date.getYear() >= 1970 && date.getYear() < 2200) {
        return date;
      }
    } catch (DateTimeException e) {
      // Told below.
    }
    throw ProblemException.badRequest(
        "date: %s is no day such as 2021-05-02, of 1970 to 2199".formatted(Quoted.of(text)));
  }

  /** One of these words, the first when nothing is given; that may be empty, the others not. */
  static String word(String name, @Nullable String text, String... words) {
    if (text == null) {
      return words[0];
    }
    for (String word : words) {
      if (word.equals(text) && !word.isEmpty()) {
        return word;
      }
    }
    throw ProblemException.badRequest(
        "%s: %s is none of %s".formatted(name, Quoted.of(text), String.join(" ", words).strip()));
  }

  /** What becomes of buckets without readings. */
  static Fill fill(@Nullable String label) {
    return Fill.ofLabel(label)
        .orElseThrow(
            () ->
                ProblemException.badRequest(
                    "fill: %s is none of none null previous"
                        .formatted(Quoted.of(label == null ? "" : label))));
  }

  /** Whether {@code exact} is asked for, the only value there is. */
  static boolean exactMedian(@Nullable String median) {
    if (median != null && !median.equals("exact")) {
      throw ProblemException.badRequest(
          "median: %s is not understood; give exact or leave it out.".formatted(Quoted.of(median)));
    }
    return median != null;
  }

  /** A whole number from 1 to {@code most}. */
  static int number(String name, @Nullable String text, int absent, int most) {
    if (text == null) {
      return absent;
    }
    if (NUMBER.matcher(text).matches()) {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    }
    throw ProblemException.badRequest(
        "%s: %s is no whole number from 1 to %d".formatted(name, Quoted.of(text), most));
  }
}
