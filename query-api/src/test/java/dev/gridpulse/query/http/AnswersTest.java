package dev.gridpulse.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gridpulse.query.Api;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The answers are what the OpenAPI document says: no field more, none less. */
class AnswersTest {
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private static Api api;

  @BeforeAll
  static void start() {
    api = Api.start();
    api.sql(
        "INSERT INTO sensor (name, latitude, longitude) VALUES ('s', 47, 8)",
        "INSERT INTO reading_log SELECT 1, '2021-05-02T10:00:00Z'::timestamptz + n * interval '30 s', n, 1 FROM generate_series(0, 9) n",
        "INSERT INTO aggregate_5s SELECT 1, ts, 1, value, value, value, value, 0 FROM reading_log");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void sensors() throws IOException {
    Answers.SensorList list = read("/api/v1/sensors", Answers.SensorList.class);
    Answers.Sensor sensor = read("/api/v1/sensors/s", Answers.Sensor.class);
    assertThat(list.sensors()).contains(sensor);
    assertThat(sensor.location()).isEqualTo(new Answers.Location(47, 8));
    assertThat(sensor.lastReading()).isEqualTo(new Answers.Reading("2021-05-02T10:04:30Z", 9));
  }

  @Test
  void readings() throws IOException {
    Answers.Readings page =
        read(
            "/api/v1/sensors/s/readings?limit=2&start=2021-05-02T10:00:00Z&end=2021-05-02T10:01:00Z",
            Answers.Readings.class);
    assertThat(page.readings())
        .containsExactly(
            new Answers.Reading("2021-05-02T10:00:00Z", 0),
            new Answers.Reading("2021-05-02T10:00:30Z", 1));
    assertThat(page.next()).isNotNull();
  }

  @Test
  void aggregates() throws IOException {
    Answers.Aggregates answer =
        read(
            "/api/v1/sensors/s/aggregates?resolution=1m&start=2021-05-02T10:04:00Z&end=2021-05-02T10:04:00Z&median=exact",
            Answers.Aggregates.class);
    assertThat(answer.aggregates()).isEmpty();
    answer =
        read(
            "/api/v1/sensors/s/aggregates?resolution=5m&start=2021-05-02T10:00:00Z&end=2021-05-02T10:04:00Z&median=exact",
            Answers.Aggregates.class);
    assertThat(answer.aggregates())
        .containsExactly(
            new Answers.Aggregate("2021-05-02T10:00:00Z", 10, 4.5, 4.5, 0.0, 9.0, 1.0, false));
  }

  @Test
  void aggregatesOfSensors() throws IOException {
    Answers.AggregatesOfSensors answer =
        read(
            "/api/v1/aggregates?sensor=s&resolution=5m&fill=null&start=2021-05-02T09:55:00Z&end=2021-05-02T10:04:00Z",
            Answers.AggregatesOfSensors.class);
    assertThat(answer.sensors()).hasSize(1);
    assertThat(answer.sensors().getFirst().aggregates())
        .hasSize(2)
        .contains(
            new Answers.Aggregate("2021-05-02T09:55:00Z", 0, null, null, null, null, 0.0, true));
  }

  @Test
  void latest() throws IOException {
    Answers.LatestOfSensors answer = read("/api/v1/latest?sensor=s", Answers.LatestOfSensors.class);
    assertThat(answer.latest())
        .containsExactly(read("/api/v1/sensors/s/latest", Answers.Latest.class));
  }

  @Test
  void consumption() throws IOException {
    api.sql("INSERT INTO sensor (name, kind, unit) VALUES ('home', 'power', 'kW')");
    Answers.Consumption answer =
        read(
            "/api/v1/sensors/home/consumption?period=week&date=2021-05-02&compare=previous",
            Answers.Consumption.class);
    assertThat(answer.current())
        .isEqualTo(new Answers.Span("2021-04-26T00:00:00Z", "2021-05-03T00:00:00Z", 7, null, 0));
    assertThat(answer.series()).hasSize(7);
    assertThat(answer.timeZone()).isEqualTo("UTC");
  }

  @Test
  void problems() throws IOException {
    Problem problem = STRICT.readValue(api.get("/api/v1/sensors/x").text(), Problem.class);
    assertThat(problem)
        .isEqualTo(
            new Problem(
                "about:blank",
                "Not Found",
                404,
                "There is no sensor 'x'; /api/v1/sensors lists them.",
                "/api/v1/sensors/x"));
  }

  private static <T> T read(String path, Class<T> type) throws IOException {
    Api.Answer answer = api.get(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return STRICT.readValue(answer.text(), type);
  }
}
