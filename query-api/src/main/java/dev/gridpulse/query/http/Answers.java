package dev.gridpulse.query.http;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of the answers, for the OpenAPI document. The answers themselves are written row by
 * row ({@link SensorJson}, {@link ReadingFields}, {@link AggregateFields}); a test reads them back
 * strictly into these records.
 */
final class Answers {
  private Answers() {}

  /**
   * The registry.
   *
   * @param sensors in order of their names
   */
  @Schema(name = "SensorList")
  record SensorList(List<Sensor> sensors) {}

  /**
   * A registry entry, and what is held of the sensor.
   *
   * @param name its identity
   * @param uuid an attribute, unique among sensors
   * @param unit the unit of the values, such as kW
   * @param kind power, counter or gauge
   * @param interval the registered time between two readings, such as 30s
   * @param timeZone the zone whose days count for this sensor
   * @param asset the plant, home or substation it belongs to
   * @param signalId its id in the system it comes from
   * @param location where it stands
   * @param owner who may see it besides the operator
   * @param partnerConsent whether its consumption may be exported to the partner
   * @param firstReading the oldest reading that is kept
   * @param lastReading the newest reading
   * @param resolutions the stored rungs of which there are windows; all others are composed from
   *     them
   */
  @Schema(name = "Sensor")
  record Sensor(
      String name,
      @Nullable String uuid,
      @Nullable String unit,
      String kind,
      @Nullable String interval,
      @Nullable String timeZone,
      @Nullable String asset,
      @Nullable String signalId,
      @Nullable Location location,
      @Nullable String owner,
      boolean partnerConsent,
      @Nullable Reading firstReading,
      @Nullable Reading lastReading,
      List<String> resolutions) {}

  /**
   * A place on Earth.
   *
   * @param latitude degrees north
   * @param longitude degrees east
   */
  @Schema(name = "Location")
  record Location(double latitude, double longitude) {}

  /**
   * A page of readings.
   *
   * @param sensor the sensor's name
   * @param readings in order of time
   * @param next the cursor of the next page; null on the last one
   */
  @Schema(name = "Readings")
  record Readings(String sensor, List<Reading> readings, @Nullable String next) {}

  /**
   * One reading.
   *
   * @param time RFC 3339, in UTC
   * @param value in the sensor's unit
   */
  @Schema(name = "Reading")
  record Reading(String time, double value) {}

  /**
   * The buckets of a range.
   *
   * @param sensor the sensor's name
   * @param resolution the length of the buckets
   * @param aggregates those that have readings, in order
   */
  @Schema(name = "Aggregates")
  record Aggregates(String sensor, String resolution, List<Aggregate> aggregates) {}

  /**
   * The consumption of a period, and of one that it is compared with.
   *
   * @param sensor the sensor's name
   * @param period day, week, month or year
   * @param timeZone whose calendar it follows
   * @param align whether whole periods are compared, or as much of them as has passed
   * @param current the period asked for
   * @param compared the one it is compared with; null when none is asked for
   * @param series the parts of the period asked for: hours, days or months
   */
  @Schema(name = "Consumption")
  record Consumption(
      String sensor,
      String period,
      String timeZone,
      String align,
      Span current,
      @Nullable Span compared,
      List<Part> series) {}

  /**
   * Energy of a stretch of time.
   *
   * @param start RFC 3339, in the offset of the time zone
   * @param end where it ends; not included
   * @param days its length in days of the calendar, which may have 23 or 25 hours
   * @param kwh the energy; null when nothing is known of it
   * @param coverage the share of the time of which it is known, 0 to 1
   */
  @Schema(name = "Span")
  record Span(String start, String end, double days, @Nullable Double kwh, double coverage) {}

  /**
   * Energy of a part of a period.
   *
   * @param start RFC 3339, in the offset of the time zone
   * @param end where it ends; not included
   * @param kwh the energy; null when nothing is known of it
   * @param coverage the share of the time of which it is known, 0 to 1
   * @param compared the part of the same number of the period that it is compared with; null when
   *     that is shorter, or none is asked for
   */
  @Schema(name = "Part")
  record Part(
      String start,
      String end,
      @Nullable Double kwh,
      double coverage,
      @Nullable PartCompared compared) {}

  /**
   * The part of a period that another one is compared with.
   *
   * @param start RFC 3339, in the offset of the time zone
   * @param end where it ends; not included
   * @param kwh the energy; null when nothing is known of it
   * @param coverage the share of the time of which it is known, 0 to 1
   */
  @Schema(name = "PartCompared")
  record PartCompared(String start, String end, @Nullable Double kwh, double coverage) {}

  /**
   * The buckets of several sensors.
   *
   * @param resolution the length of the buckets
   * @param sensors in the order asked for
   */
  @Schema(name = "AggregatesOfSensors")
  record AggregatesOfSensors(String resolution, List<Aggregates> sensors) {}

  /**
   * The last reading of a sensor.
   *
   * @param sensor the sensor's name
   * @param time RFC 3339, in UTC; null as long as there is no reading
   * @param value in the sensor's unit; null as long as there is no reading
   */
  @Schema(name = "Latest")
  record Latest(String sensor, @Nullable String time, @Nullable Double value) {}

  /**
   * The last readings of several sensors.
   *
   * @param latest in order of the sensors' names
   */
  @Schema(name = "LatestOfSensors")
  record LatestOfSensors(List<Latest> latest) {}

  /**
   * A line of the buckets of several sensors.
   *
   * @param sensor the sensor's name; the rest is as of one sensor
   */
  @Schema(name = "AggregateOfSensor")
  record AggregateOfSensor(
      String sensor,
      String start,
      long count,
      @Nullable Double mean,
      @Nullable Double median,
      @Nullable Double min,
      @Nullable Double max,
      @Nullable Double coverage,
      boolean complete) {}

  /**
   * The figures of a bucket.
   *
   * @param start RFC 3339, in the offset of the time zone asked for
   * @param count number of readings
   * @param mean their mean; null in a bucket without readings, as the next three
   * @param median null where it is not stored; median=exact computes it from the readings
   * @param min the smallest value
   * @param max the largest value
   * @param coverage the readings there are of those expected from the sensor's interval, 0 to 1;
   *     null while that is unknown
   * @param complete the sensor has a reading at or after the bucket's end
   */
  @Schema(name = "Aggregate")
  record Aggregate(
      String start,
      long count,
      @Nullable Double mean,
      @Nullable Double median,
      @Nullable Double min,
      @Nullable Double max,
      @Nullable Double coverage,
      boolean complete) {}
}
