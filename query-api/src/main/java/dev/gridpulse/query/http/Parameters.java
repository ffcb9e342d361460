package dev.gridpulse.query.http;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the OpenAPI document says of parameters that several resources have. */
final class Parameters {
  private Parameters() {}

  /** The sensor's name in the path. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  @Parameter(
      name = "name",
      in = ParameterIn.PATH,
      required = true,
      description = "The sensor's name, percent-encoded; a slash in it is %2F",
      example = "frequency")
  @interface Name {}

  /** Buckets from a time on. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  @Parameter(
      description = "Buckets that begin at this time or later",
      schema = @Schema(type = "string", format = "date-time"),
      example = "2021-05-02T10:00:00Z")
  @interface BucketStart {}

  /** Buckets up to a time. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  @Parameter(
      description = "Buckets that begin at this time or before",
      schema = @Schema(type = "string", format = "date-time"),
      example = "2021-05-02T10:01:00Z")
  @interface BucketEnd {}

  /** The length of buckets. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  @Parameter(
      description =
          "A bucket's length; days, weeks (from Monday) and months are those of the time zone. It is"
              + " required unless there is maxPoints; with it, nothing finer is chosen",
      schema =
          @Schema(
              type = "string",
              allowableValues = {
                "1s", "5s", "15s", "30s", "1m", "5m", "10m", "15m", "30m", "1h", "6h", "1d", "1w",
                "1M"
              }),
      example = "30s")
  @interface BucketLength {}

  /** The zone of the calendar. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  @Parameter(
      description = "The IANA time zone whose calendar the buckets follow",
      schema = @Schema(type = "string", defaultValue = "UTC"),
      example = "Europe/Berlin")
  @interface TimeZone {}

  /** Medians that are not stored. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  @Parameter(
      description =
          "With `exact` a median that is not stored is computed from the readings, while they are"
              + " kept",
      schema = @Schema(type = "string", allowableValues = "exact"))
  @interface Median {}

  /** Buckets without readings. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  @Parameter(
      description =
          "Buckets without readings are left out (`none`), have a count of 0 and no figures (`null`),"
              + " or the figures of the last bucket before that has some (`previous`; none in the"
              + " future, and none before the first)",
      schema =
          @Schema(
              type = "string",
              allowableValues = {"none", "null", "previous"},
              defaultValue = "none"))
  @interface Filling {}

  /** How many buckets at most. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  @Parameter(
      description =
          "Chooses the finest resolution of which the range has no more buckets than this; the answer"
              + " says which",
      schema = @Schema(type = "integer", minimum = "1", maximum = "50000"),
      example = "1000")
  @interface MaxPoints {}
}
