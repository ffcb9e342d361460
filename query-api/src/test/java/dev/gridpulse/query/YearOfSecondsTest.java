package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds of a few days holds of a year with a reading every second: 31,536,000. */
@Tag("long")
class YearOfSecondsTest {
  private static Api api;

  @BeforeAll
  static void load() {
    api = Api.start();
    api.sql("INSERT INTO sensor (name, sampling_interval) VALUES ('frequency', '1 s')");
    Readings.every(api, 1, "1 s", "2021-01-01T00:00:00Z", "2022-01-01T01:00:00Z");
    Readings.aggregate(api);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "2021-05-02T10:00:00Z, 2021-05-02T10:01:00Z, 30s, 30 s, 3",
    "2021-05-02T10:00:00Z, 2021-05-05T10:00:00Z, 30s, 30 s, 8641",
    "2021-05-02T10:00:00Z, 2021-05-02T10:00:05Z, 1s, 1 s, 6",
    "2021-12-31T23:59:55Z, 2022-01-01T00:00:05Z, 1s, 1 s, 11",
    "2021-05-01T00:00:00Z, 2021-05-31T23:45:00Z, 15m, 15 min, 2976",
    "2021-01-01T00:00:00Z, 2021-12-31T00:00:00Z, 1d, 1 day, 365",
    "2021-01-01T00:00:00Z, 2021-12-31T23:45:00Z, 15m, 15 min, 35040",
  })
  void bothEndsAreIncludedAndEveryFigureIsThatOfTheReadings(
      String start, String end, String resolution, String step, int points) throws SQLException {
    JsonNode buckets =
        api.get(
                "/api/v1/sensors/frequency/aggregates?start=%s&end=%s&resolution=%s"
                    .formatted(start, end, resolution))
            .ok()
            .get("aggregates");

    List<Figures> expected = figures(start, end, step);
    assertThat(buckets).hasSize(points).hasSameSizeAs(expected);
    for (int i = 0; i < points; i++) {
      JsonNode bucket = buckets.get(i);
      Figures figures = expected.get(i);
      assertThat(bucket.get("start").textValue()).isEqualTo(figures.start());
      assertThat(bucket.get("count").longValue()).isEqualTo(figures.count());
      assertThat(bucket.get("min").doubleValue()).isEqualTo(figures.min());
      assertThat(bucket.get("max").doubleValue()).isEqualTo(figures.max());
      assertThat(bucket.get("mean").doubleValue()).isCloseTo(figures.mean(), within(1e-9));
      assertThat(bucket.get("complete").booleanValue()).isTrue();
    }
  }

  @Test
  void readingsAreThoseOfBothEndsToo() {
    JsonNode readings =
        api.get(
                "/api/v1/sensors/frequency/readings?start=2021-05-02T10:00:00Z&end=2021-05-02T10:00:05Z")
            .ok()
            .get("readings");
    assertThat(readings).hasSize(6);
  }

  private record Figures(String start, long count, double mean, double min, double max) {}

  /** In SQL, of the readings alone. */
  private static List<Figures> figures(String start, String end, String step) throws SQLException {
    List<Figures> figures = new ArrayList<>();
    try (Connection connection = api.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT to_char(bucket AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                       count(*), avg(value), min(value), max(value)
                FROM (SELECT date_bin(interval '%s', ts, timestamptz '2000-01-01Z') bucket, value
                      FROM reading WHERE sensor_id = 1 AND ts >= '%s'
                        AND ts < timestamptz '%s' + interval '%s') readings
                GROUP BY bucket ORDER BY bucket
                """
                    .formatted(step, start, end, step))) {
      while (rows.next()) {
        figures.add(
            new Figures(
                rows.getString(1),
                rows.getLong(2),
                rows.getDouble(3),
                rows.getDouble(4),
                rows.getDouble(5)));
      }
    }
    return figures;
  }
}
