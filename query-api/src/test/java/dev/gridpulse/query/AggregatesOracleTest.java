package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gridpulse.model.Resolution;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Answers of {@code /aggregates} against figures that PostgreSQL computes from the readings alone,
 * with its own calendar and its own tz database: it labels each reading with the begin of its
 * bucket.
 */
class AggregatesOracleTest {
  private static final int QUERIES = 500;
  private static final List<String> ZONES =
      List.of(
          "UTC",
          "Europe/Berlin",
          "Asia/Kathmandu",
          "Australia/Lord_Howe",
          "America/St_Johns",
          "America/New_York",
          "Pacific/Auckland",
          "Pacific/Apia");

  /** Around changes of the clock in these zones; the last of them is the skipped day of Samoa. */
  private static final List<Period> PERIODS =
      List.of(
          new Period("2021-03-10T00:00:00Z", "2021-04-08T00:00:00Z"),
          new Period("2021-09-25T00:00:00Z", "2021-11-10T00:00:00Z"),
          new Period("2011-12-28T00:00:00Z", "2012-01-03T00:00:00Z"));

  private static Api api;

  @BeforeAll
  static void startWithReadingsAroundChangesOfTheClock() {
    api = Api.start();
    api.sql("INSERT INTO sensor (name, sampling_interval) VALUES ('s', '1 min')");
    for (Period period : PERIODS) {
      Readings.every(api, 1, "1 min", period.start(), period.end());
    }
    // Around each change every second, so that short buckets hold something too.
    for (String hour :
        List.of(
            "2021-03-28T00:50:00Z",
            "2021-10-31T00:50:00Z",
            "2021-10-02T15:20:00Z",
            "2021-04-03T14:50:00Z")) {
      Readings.every(api, 1, "1 s", hour, Instant.parse(hour).plusSeconds(1_800).toString());
    }
    api.sql(
        "DELETE FROM reading_log WHERE random() < 0.1",
        "INSERT INTO reading_log SELECT sensor_id, ts, value + 1, nextval('reading_batch') FROM reading_log WHERE random() < 0.1",
        "UPDATE reading_log SET value = -value WHERE random() < 0.1",
        """
        CREATE FUNCTION zone_offset(at timestamptz, zone text) RETURNS interval LANGUAGE sql IMMUTABLE
        RETURN (at AT TIME ZONE zone) - (at AT TIME ZONE 'UTC')
        """,
        """
        CREATE TABLE clock_change AS
        SELECT zone, at FROM unnest(ARRAY['%s']) zone, unnest(ARRAY[2011, 2012, 2021]) year,
          generate_series(make_timestamptz(year, 1, 1, 0, 0, 0), make_timestamptz(year, 12, 31, 23, 45, 0), '15 min') at
        WHERE zone_offset(at, zone) <> zone_offset(at - interval '15 min', zone)
        """
            .formatted(String.join("','", ZONES)));
    Readings.aggregate(api);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void everyAnswerEqualsAComputationFromTheReadings() throws SQLException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int buckets = 0;
    try (Connection connection = api.connect()) {
      for (int i = 0; i < QUERIES; i++) {
        Query query = Query.any(random);
        List<Bucket> expected = query.compute(connection);
        buckets += expected.size();
        List<Bucket> actual = query.ask();
        assertThat(actual)
            .as("seed %d: %s", seed, query)
            .usingElementComparator((a, b) -> a.isAlmost(b) ? 0 : 1)
            .containsExactlyElementsOf(expected);
      }
    }
    assertThat(buckets).as("the queries must hit something").isGreaterThan(QUERIES * 10);
  }

  private record Period(String start, String end) {}

  private record Bucket(
      Instant start,
      ZoneOffset offset,
      long count,
      double mean,
      @Nullable Double median,
      double min,
      double max,
      double coverage,
      boolean complete) {

    boolean isAlmost(Bucket other) {
      return start.equals(other.start)
          && offset.equals(other.offset)
          && count == other.count
          && Math.abs(mean - other.mean) <= 1e-11 * Math.max(1, Math.abs(mean))
          && Objects.equals(median, other.median)
          && min == other.min
          && max == other.max
          && Math.abs(coverage - other.coverage) < 1e-12
          && complete == other.complete;
    }
  }

  private record Query(
      Resolution resolution, String zone, Instant start, Instant end, boolean exactMedian) {

    static Query any(Random random) {
      Resolution resolution = any(List.of(Resolution.values()), random);
      Period period = any(PERIODS, random);
      long from = Instant.parse(period.start()).toEpochMilli();
      long to = Instant.parse(period.end()).toEpochMilli();
      if (resolution.compareTo(Resolution.MINUTE) < 0) {
        // Short buckets only where the readings are dense.
        from =
            Instant.parse(random.nextBoolean() ? "2021-10-31T00:30:00Z" : "2021-04-03T14:30:00Z")
                .toEpochMilli();
        to = from + 3_000_000;
      }
      long longest = Math.min(to - from, resolution.length().toMillis() * 400);
      long start = random.nextLong(from, to);
      long end = start + random.nextLong(longest);
      if (random.nextBoolean()) {
        start -= Math.floorMod(start, 3_600_000);
        end -= Math.floorMod(end, 3_600_000);
      }
      return new Query(
          resolution,
          any(ZONES, random),
          Instant.ofEpochMilli(start),
          Instant.ofEpochMilli(Math.max(start, end)),
          random.nextInt(3) == 0);
    }

    private static <T> T any(List<T> choices, Random random) {
      return choices.get(random.nextInt(choices.size()));
    }

    List<Bucket> ask() {
      JsonNode answer =
          api.get(
                  "/api/v1/sensors/s/aggregates?start=%s&end=%s&resolution=%s&timeZone=%s%s"
                      .formatted(
                          start, end, resolution.label(), zone, exactMedian ? "&median=exact" : ""))
              .ok();
      List<Bucket> buckets = new ArrayList<>();
      for (JsonNode node : answer.get("aggregates")) {
        OffsetDateTime time = OffsetDateTime.parse(node.get("start").textValue());
        buckets.add(
            new Bucket(
                time.toInstant(),
                time.getOffset(),
                node.get("count").longValue(),
                node.get("mean").doubleValue(),
                node.get("median").isNull() ? null : node.get("median").doubleValue(),
                node.get("min").doubleValue(),
                node.get("max").doubleValue(),
                node.get("coverage").doubleValue(),
                node.get("complete").booleanValue()));
      }
      return buckets;
    }

    List<Bucket> compute(Connection connection) throws SQLException {
      String sql =
          """
          WITH labelled AS (
            SELECT ts, value, %s AS start FROM reading
            WHERE sensor_id = 1 AND ts >= ?::timestamptz AND ts <= ?::timestamptz + %s * interval '1 s'
          ), bucket AS (
            SELECT start, %s AS finish, count(*) AS count, sum(value ORDER BY ts) / count(*) AS mean,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS median,
                   min(value) AS min, max(value) AS max
            FROM labelled WHERE start >= ?::timestamptz AND start <= ?::timestamptz GROUP BY start
          )
          SELECT start, extract(epoch FROM zone_offset(start, '%s')) AS utc_offset, count, mean, median, min, max,
                 least(1, count / greatest(1, extract(epoch FROM finish - start) / 60)) AS coverage,
                 (SELECT max(ts) FROM reading_log) >= finish AS complete
          FROM bucket ORDER BY start
          """
              .formatted(label(), resolution.length().toSeconds() * 2, finish(), zone);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setString(1, start.toString());
        statement.setString(2, end.toString());
        statement.setString(3, start.toString());
        statement.setString(4, end.toString());
        List<Bucket> buckets = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            buckets.add(bucket(rows));
          }
        }
        return buckets;
      }
    }

    private Bucket bucket(ResultSet rows) throws SQLException {
      return new Bucket(
          rows.getObject("start", OffsetDateTime.class).toInstant(),
          ZoneOffset.ofTotalSeconds(rows.getInt("utc_offset")),
          rows.getLong("count"),
          rows.getDouble("mean"),
          hasMedian() ? rows.getDouble("median") : null,
          rows.getDouble("min"),
          rows.getDouble("max"),
          rows.getDouble("coverage"),
          rows.getBoolean("complete"));
    }

    private boolean hasMedian() {
      return exactMedian || List.of("1s", "5s", "1m", "15m").contains(resolution.label());
    }

    private String step() {
      return resolution.amount() + " " + resolution.unit().name();
    }

    /** The begin of the bucket in which the reading at ts lies. */
    private String label() {
      return switch (resolution) {
        case DAY -> "date_trunc('day', ts, '%s')".formatted(zone);
        case WEEK -> "date_trunc('week', ts, '%s')".formatted(zone);
        case MONTH -> "date_trunc('month', ts, '%s')".formatted(zone);
        case HOURS_6 ->
            "date_bin('6 hours', ts AT TIME ZONE '%1$s', timestamp '2000-01-01') AT TIME ZONE '%1$s'"
                .formatted(zone);
        default ->
            """
            greatest(date_bin('%s', ts, timestamptz 'epoch' - zone_offset(ts, '%s')),
                     (SELECT max(at) FROM clock_change WHERE zone = '%s' AND at <= ts))
            """
                .formatted(step(), zone, zone);
      };
    }

    /** The end of the bucket that begins at start. */
    private String finish() {
      return resolution.compareTo(Resolution.HOUR) <= 0
          ? "least(start + interval '%s', (SELECT min(at) FROM clock_change WHERE zone = '%s' AND at > start))"
              .formatted(step(), zone)
          : "((start AT TIME ZONE '%1$s') + interval '%2$s') AT TIME ZONE '%1$s'"
              .formatted(zone, step());
    }
  }
}
