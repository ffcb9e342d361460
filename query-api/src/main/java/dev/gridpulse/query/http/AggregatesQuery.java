package dev.gridpulse.query.http;

import dev.gridpulse.model.Resolution;
import dev.gridpulse.query.range.Buckets;
import dev.gridpulse.query.range.TimeRange;
import dev.gridpulse.query.range.TooManyBuckets;
import dev.gridpulse.query.store.Access;
import dev.gridpulse.query.store.Aggregates;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Which buckets are asked for, of one sensor or of several.
 *
 * @param resolution their length, which may have been chosen
 * @param zone whose calendar they follow
 * @param exactMedian whether a median that is not stored is computed from the readings
 */
record AggregatesQuery(
    Resolution resolution, Buckets buckets, ZoneId zone, boolean exactMedian, Fill fill) {
  private static final int SMALL = 10_000;

  /**
   * Reads the parameters.
   *
   * @param limit how many buckets each sensor may have
   * @throws ProblemException when they are wrong, or ask for too much
   */
  static AggregatesQuery of(
      String start,
      String end,
      @Nullable String resolution,
      @Nullable String timeZone,
      @Nullable String median,
      @Nullable String fill,
      @Nullable String maxPoints,
      int limit) {
    TimeRange range = Values.range(start, end);
    if (resolution == null && maxPoints == null) {
      throw Values.missing("resolution");
    }
    Resolution finest = resolution == null ? Resolution.SECOND : Values.resolution(resolution);
    ZoneId zone = Values.timeZone(timeZone);
    boolean exactMedian = Values.exactMedian(median);
    Fill filling = Values.fill(fill);
    Resolution length =
        maxPoints == null
            ? finest
            : fitting(finest, zone, range, Math.min(limit, maxPoints(maxPoints)));
    return new AggregatesQuery(
        length, buckets(length, zone, range, limit), zone, exactMedian, filling);
  }

  private static int maxPoints(String text) {
    return Values.number("maxPoints", text, Limits.MOST_POINTS, Limits.MOST_POINTS);
  }

  private static Resolution fitting(
      Resolution finest, ZoneId zone, TimeRange range, int maxPoints) {
    if (Buckets.count(finest, zone, range, maxPoints).orElse(1) == 0) {
      return finest;
    }
    return Buckets.finest(finest, zone, range, maxPoints)
        .orElseThrow(
            () ->
                ProblemException.unprocessable(
                    "maxPoints: no resolution has so few buckets in this range (%d); ask for more,"
                            .formatted(maxPoints)
                        + " or for a shorter range."));
  }

  private static Buckets buckets(Resolution resolution, ZoneId zone, TimeRange range, int limit) {
    try {
      return Buckets.of(resolution, zone, range, limit);
    } catch (TooManyBuckets e) {
      String advice =
          e.finest()
              .map(finest -> "resolution=" + finest.label() + " is the finest that fits")
              .orElse("no resolution fits");
      throw ProblemException.unprocessable(
          "The range has more than %d buckets of %s; %s, or ask for a shorter range."
              .formatted(e.limit(), resolution.label(), advice));
    }
  }

  /** Whether what the database sends for one sensor is so little that it may be had at once. */
  boolean isSmall() {
    return Aggregates.mostRows(resolution, buckets, exactMedian) <= SMALL;
  }

  /**
   * Writes the buckets of a sensor.
   *
   * @param name named in each row, null where the rows of one sensor stand together
   * @throws ProblemException when there is no such sensor
   */
  void write(
      Connection connection, Access access, String sensor, @Nullable String name, RowOutput out)
      throws SQLException, IOException {
    boolean known =
        Aggregates.read(
            connection,
            access,
            sensor,
            resolution,
            buckets,
            exactMedian,
            key ->
                new FilledBuckets(
                    fill,
                    buckets,
                    System.currentTimeMillis(),
                    new AggregateFields(out, name, key.pulse(), zone)));
    if (!known) {
      throw SensorPath.unknown(sensor);
    }
  }
}
