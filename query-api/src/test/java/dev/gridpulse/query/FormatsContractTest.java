package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same rows as JSON, as lines and as CSV. */
class FormatsContractTest {
  private static final String MINUTE = "start=2021-05-02T10:00:00Z&end=2021-05-02T10:01:00Z";
  private static final String NDJSON = "application/x-ndjson";

  private static Api api;

  @BeforeAll
  static void startWithNamesThatSpreadsheetsTakeForFormulas() {
    api = Api.start();
    api.sql(
        "INSERT INTO sensor (name) VALUES ('frequency'), ('=cmd|calc'), ('say \"hi\", twice')",
        "UPDATE sensor SET asset = '@sum', latitude = -1.5, longitude = 2 WHERE id = 2",
        "INSERT INTO reading_log VALUES (2, '2021-05-02T10:00:00Z', -2.5, 1)");
    Readings.every(api, 1, "30 s", "2021-05-02T00:00:00Z", "2021-05-03T00:00:00Z");
    api.sql("UPDATE reading_log SET value = 50 WHERE sensor_id = 1");
    Readings.aggregate(api);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "*/*, application/json",
    "application/json, application/json",
    "application/x-ndjson, application/x-ndjson",
    "text/csv, text/csv",
    "'text/csv;header=present', text/csv",
    "'application/json;q=0.5, text/csv', text/csv",
    "'text/csv;q=0.5, application/x-ndjson;q=0.9', application/x-ndjson",
    "'text/html, */*;q=0.1', application/json",
  })
  void theClientSaysInWhichItWantsThem(String accept, String type) {
    for (String path :
        List.of(
            "/api/v1/sensors",
            "/api/v1/latest",
            "/api/v1/sensors/frequency/readings?" + MINUTE,
            "/api/v1/sensors/frequency/aggregates?resolution=30s&" + MINUTE,
            "/api/v1/aggregates?sensor=frequency&resolution=30s&" + MINUTE)) {
      Api.Answer answer = api.get(path, accept);
      assertThat(answer.status()).as("%s: %s", path, answer.text()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).as(path).startsWith(type);
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
  }

  @Test
  void whatIsNotServedIsRefused() {
    api.get("/api/v1/sensors/frequency/readings?" + MINUTE, "application/xml")
        .assertProblem(406, "application/xml");
  }

  @Test
  void aProblemIsAProblemWhateverWasAskedFor() {
    api.get("/api/v1/sensors/nobody/readings?" + MINUTE, "text/csv").assertProblem(404, "nobody");
    api.get("/api/v1/sensors/frequency/readings", "text/csv").assertProblem(400, "start: missing");
  }

  @Test
  void aSlashAtTheEndChangesNothing() {
    for (String format : new String[] {"application/json", "text/csv", NDJSON}) {
      assertThat(api.get("/api/v1/sensors/", format).text())
          .isEqualTo(api.get("/api/v1/sensors", format).text());
    }
  }

  @Test
  void csvHasAHeaderAndRowsThatEndWithCrLf() {
    Api.Answer answer = api.get("/api/v1/sensors/frequency/readings?" + MINUTE, "text/csv");
    assertThat(answer.header("Content-Type")).contains("header=present").contains("utf-8");
    assertThat(answer.text())
        .isEqualTo(
            String.join(
                "\r\n",
                "time,value",
                "2021-05-02T10:00:00Z,50.0",
                "2021-05-02T10:00:30Z,50.0",
                "2021-05-02T10:01:00Z,50.0",
                ""));
    assertThat(
            api.get(
                    "/api/v1/sensors/frequency/aggregates?resolution=1m&fill=null&start=2021-05-02T23:59:00Z&end=2021-05-03T00:01:00Z",
                    "text/csv")
                .text())
        .isEqualTo(
            """
            start,count,mean,median,min,max,coverage,complete
            2021-05-02T23:59:00Z,2,50.0,50.0,50.0,50.0,1.0,true
            2021-05-03T00:00:00Z,1,50.0,50.0,50.0,50.0,0.5,false
            2021-05-03T00:01:00Z,0,,,,,0.0,false
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void linesAreObjectsThatEndEach() throws IOException {
    String text = api.get("/api/v1/sensors/frequency/readings?" + MINUTE, NDJSON).text();
    assertThat(text)
        .isEqualTo(
            """
            {"time":"2021-05-02T10:00:00Z","value":50.0}
            {"time":"2021-05-02T10:00:30Z","value":50.0}
            {"time":"2021-05-02T10:01:00Z","value":50.0}
            """);
    assertThat(
            api.get(
                    "/api/v1/sensors/frequency/readings?start=2001-05-02T10:00:00Z&end=2001-05-02T10:01:00Z",
                    NDJSON)
                .text())
        .isEmpty();
    String query =
        "resolution=30s&sensor=frequency&sensor=" + Api.escaped("=cmd|calc") + "&" + MINUTE;
    List<JsonNode> lines = lines(api.get("/api/v1/aggregates?" + query, NDJSON).text());
    assertThat(lines)
        .extracting(line -> line.get("sensor").textValue())
        .containsExactly("frequency", "frequency", "frequency", "=cmd|calc");
    List<JsonNode> all = lines(api.get("/api/v1/sensors", NDJSON).text());
    assertThat(all).containsExactlyElementsOf(api.get("/api/v1/sensors").ok().get("sensors"));
  }

  private static List<JsonNode> lines(String text) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  @Test
  void aSpreadsheetFindsNoFormulas() {
    assertThat(api.get("/api/v1/latest", "text/csv").text())
        .isEqualTo(
            """
            sensor,time,value,power
            '=cmd|calc,2021-05-02T10:00:00Z,-2.5,
            frequency,2021-05-03T00:00:00Z,50.0,
            "say ""hi"", twice",,,
            """
                .replace("\n", "\r\n"));
    assertThat(api.get("/api/v1/sensors", "text/csv").text().lines())
        .hasSize(4)
        .anySatisfy(
            line -> assertThat(line).startsWith("'=cmd|calc,,,gauge,,,'@sum,,-1.5,2.0,,false,"));
  }

  @ParameterizedTest
  @CsvSource({"application/json", "application/x-ndjson", "text/csv"})
  void answersArePackedForWhoWantsIt(String accept) {
    String path =
        "/api/v1/sensors/frequency/readings?start=2021-05-02T00:00:00Z&end=2021-05-02T12:00:00Z";
    Api.Answer answer =
        api.send(
            api.request(path)
                .header("Authorization", "Bearer " + api.token())
                .header("Accept", accept)
                .header("Accept-Encoding", "gzip"));
    assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
    byte[] unpacked = answer.unpacked();
    assertThat(new String(unpacked, StandardCharsets.UTF_8))
        .isEqualTo(api.get(path, accept).text());
    assertThat(answer.body().length).isLessThan(unpacked.length / 5);
  }
}
