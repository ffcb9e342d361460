package dev.gridpulse.query.http;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of the answers, for the OpenAPI document. The answers themselves are written row by
 * row ({@link SensorJson}, {@link ReadingJson}, {@link AggregateJson}); a test reads them back
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
   * The figures of a bucket.
   *
   * @param start RFC 3339, in the offset of the time zone asked for
   * @param count number of readings
   * @param mean their mean
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
      double mean,
      @Nullable Double median,
      double min,
      double max,
      @Nullable Double coverage,
      boolean complete) {}
}
