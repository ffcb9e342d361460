package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsContractTest {
  private static final String AGGREGATES = "/api/v1/sensors/frequency/aggregates?";
  private static final String GOOD =
      "start=2021-05-02T10:00:00Z&end=2021-05-02T10:01:00Z&resolution=30s";

  private static Api api;

  @BeforeAll
  static void start() {
    api = Api.start();
    api.sql("INSERT INTO sensor (name) VALUES ('frequency')");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "start=2021-13-01&end=2021-05-02T10:01:00Z&resolution=30s | start: '2021-13-01' is no RFC 3339 time with an offset, such as 2021-05-02T10:00:00Z",
        "start=2021-05-02T10:00:00&end=2021-05-02T10:01:00Z&resolution=30s | start: '2021-05-02T10:00:00' has no offset",
        "start=2021-05-02T10:00:00Z&end=2021-02-30T10:01:00Z&resolution=30s | end: '2021-02-30T10:01:00Z' is not a time that exists",
        "end=2021-05-02T10:01:00Z&resolution=30s | start: missing; give an RFC 3339 time with an offset, such as 2021-05-02T10:00:00Z",
        "start=&end=2021-05-02T10:01:00Z&resolution=30s | start: '' is no RFC 3339 time",
        "start&end=2021-05-02T10:01:00Z&resolution=30s | start: '' is no RFC 3339 time",
        "start=2021-05-02T10:00:00Z&resolution=30s | end: missing",
        "start=2021-05-02T10:00:00Z&end=2021-05-02T09:59:59Z&resolution=30s | end: 2021-05-02T09:59:59Z is before start 2021-05-02T10:00:00Z",
        "start=2021-05-02T10:00:00Z&end=2021-05-02T10:01:00Z | resolution: missing; give one of 1s 5s 15s 30s 1m 5m 10m 15m 30m 1h 6h 1d 1w 1M",
        "start=2021-05-02T10:00:00Z&end=2021-05-02T10:01:00Z&resolution=2s | resolution: '2s' is none of 1s 5s 15s",
        "start=2021-05-02T10:00:00Z&end=2021-05-02T10:01:00Z&resolution=30S | resolution: '30S' is none of",
      })
  void aWrongValueIsNamedWithWhatToDo(String query, String detail) {
    api.get(AGGREGATES + query).assertProblem(400, detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "filling=none | Unknown parameter 'filling'; known here: start end resolution timeZone median fill maxPoints",
        "Start=x | Unknown parameter 'Start'",
        "=x | Unknown parameter ''",
        "resolution=1m | resolution: given twice; give it once.",
        "timeZone=Mars | timeZone: 'Mars' is no IANA time zone, such as Europe/Berlin",
        "timeZone= | timeZone: '' is no IANA time zone",
        "timeZone=europe/berlin | timeZone: 'europe/berlin' is no IANA",
        "timeZone=%2B02:00 | timeZone: '+02:00' is no IANA",
        "median=rough | median: 'rough' is not understood; give exact or leave it out.",
        "median=%ff | 'median=%ff' in the query string is not percent-encoded UTF-8.",
        "%00=x | Unknown parameter",
        "a;b=x | Unknown parameter 'a;b'",
      })
  void aParameterTooManyIsNamed(String more, String detail) {
    api.get(AGGREGATES + GOOD + "&" + more).assertProblem(400, detail);
  }

  @Test
  void moreParametersThanTheFrameworkReadsAreRefused() {
    String sensors = "&sensor=a".repeat(1_200);
    api.get("/api/v1/aggregates?" + GOOD + sensors)
        .assertProblem(400, "1203 parameters are too many; 1000 are the most.");
  }

  @Test
  void anEmptyWordIsNoWord() {
    api.get("/api/v1/sensors/frequency/consumption?period=day&compare=")
        .assertProblem(400, "compare: '' is none of previous previous-year");
  }

  @Test
  void theRegistryTakesNoParameters() {
    api.get("/api/v1/sensors?limit=5")
        .assertProblem(400, "Unknown parameter 'limit'; there are none here.");
    api.get("/api/v1/sensors/frequency?x").assertProblem(400, "Unknown parameter 'x'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/readings?start=2021-05-02T10:00:00Z&end=2021-05-02T10:01:00Z",
        "/aggregates?" + GOOD
      })
  void anUnknownSensorIsNotFound(String resource) {
    api.get("/api/v1/sensors/no%2Fsuch" + resource)
        .assertProblem(404, "There is no sensor 'no/such'; /api/v1/sensors lists them.");
    api.get("/api/v1/sensors/%00" + resource).assertProblem(404, "There is no sensor");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dashboard",
        "/nothing",
        "/api",
        "/api/v1",
        "/api/v1/sensors/a/b/c",
        "/api/v1/sensors//readings",
        "/login",
        "/env",
        "/beans",
        "/docs/nothing.js",
        "/docs/..%2fdocs%2findex.html"
      })
  void anUnknownPathIsNotFound(String path) {
    api.get(path).assertProblem(404, "There is nothing at /");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
  void anotherMethodIsNotAllowed(String method) {
    Api.Answer answer =
        api.send(
            api.request("/api/v1/sensors")
                .header("Authorization", "Bearer " + api.token())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString("{}")));
    answer.assertProblem(405, method + " is not allowed here.");
    assertThat(answer.header("Allow")).contains("GET");
  }

  @Test
  void aTypeThatIsNotServedIsNotAcceptable() {
    api.send(authorized("/api/v1/sensors").header("Accept", "image/png"))
        .assertProblem(406, "application/json");
  }

  @Test
  void anyTypeOfOursIsAcceptable() {
    for (String accept :
        new String[] {"*/*", "application/json", "text/html, application/json;q=0.5"}) {
      assertThat(api.send(authorized("/api/v1/sensors").header("Accept", accept)).status())
          .isEqualTo(200);
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    Api.Answer answer =
        api.send(
            authorized("/api/v1/sensors")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1_000_000])));
    assertThat(answer.status()).isIn(405, 413);
    answer.assertProblem(answer.status());
  }

  @Test
  void aPathOrHeaderThatIsTooLongIsRefused() throws Exception {
    assertThat(RawHttp.get(api.url(), "/api/v1/sensors/" + "a".repeat(20_000), api.token()))
        .contains(" 413 ", "application/problem+json");
    assertThat(RawHttp.get(api.url(), "/api/v1/sensors", "a".repeat(40_000)))
        .contains(" 413 ", "application/problem+json");
  }

  @Test
  void anAddressWithoutAnEndIsNotReadToTheEnd() throws Exception {
    try (Socket socket = new Socket(api.url().getHost(), api.url().getPort())) {
      socket.setSoTimeout(10_000);
      byte[] part = "a".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write("GET /".getBytes(StandardCharsets.US_ASCII));
      assertThatThrownBy(
              () -> {
                for (int sent = 0; sent < 100_000; sent++) {
                  socket.getOutputStream().write(part);
                }
              })
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aHeadThatComesByteByByteIsNotWaitedFor() throws Exception {
    try (Socket socket = new Socket(api.url().getHost(), api.url().getPort())) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write("GET /health HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
      Thread.startVirtualThread(
          () -> {
            try {
              while (true) {
                socket.getOutputStream().write('a');
                Thread.sleep(500);
              }
            } catch (IOException | InterruptedException e) {
              // It has been hung up.
            }
          });
      assertThat(socket.getInputStream().readNBytes(20))
          .asString(StandardCharsets.US_ASCII)
          .startsWith("HTTP/1.1 408");
    }
  }

  @Test
  @Tag("long")
  void whoAsksAgainLaterIsAnswered() throws Exception {
    try (Socket socket = new Socket(api.url().getHost(), api.url().getPort())) {
      socket.setSoTimeout(60_000);
      byte[] request =
          "GET /health HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      for (int asked = 0; asked < 3; asked++) {
        socket.getOutputStream().write(request);
        byte[] answer = new byte[10_000];
        assertThat(socket.getInputStream().read(answer)).isPositive();
        assertThat(answer).asString(StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200");
        Thread.sleep(12_000);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/sensors/%zz",
        "/api/v1/sensors/a%",
        "/api/v1/sensors/a\"b",
        "/api/v1/sensors/a|b",
        "/api/v1/sensors/{a}",
        "/api/v1/sensors/a\\b",
        "/api/v1/sensors/%ff%fe",
        "/api/v1/sensors?%zz",
        "/api/v1/sensors?a=%",
        "/api/v1/sensors?a=\"",
        "/api/v1/sensors?[",
        "//api/v1/sensors/[",
        "http://[",
        "*",
      })
  void aMalformedAddressIsToldSo(String target) throws Exception {
    String answer = RawHttp.get(api.url(), target, api.token());
    assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*");
    assertThat(answer).contains("application/problem+json").doesNotContain("Exception");
  }

  @Test
  void aProblemHasNoBodyWhereOnlyTheHeadIsAskedFor() {
    Api.Answer answer =
        api.send(
            authorized("/api/v1/sensors/nobody")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aFailureOfOursTellsNothingOfTheInside() {
    try (Api broken = Api.start()) {
      broken.sql("DROP VIEW reading", "INSERT INTO sensor (name) VALUES ('frequency')");
      Api.Answer answer =
          broken.get(
              "/api/v1/sensors/frequency/readings?start=2021-05-02T10:00:00Z&end=2021-05-02T10:01:00Z");
      answer.assertProblem(500, "The server failed; its log says why.");
      assertThat(answer.text()).doesNotContain("relation").doesNotContain("SQL");
    }
  }

  @Test
  void aLongValueIsCutInTheMessage() {
    Api.Answer answer = api.get(AGGREGATES + GOOD + "&timeZone=" + "x".repeat(5_000));
    answer.assertProblem(400, "x".repeat(80) + "…'");
    assertThat(answer.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(500);
  }

  private static HttpRequest.Builder authorized(String path) {
    return api.request(path).header("Authorization", "Bearer " + api.token());
  }
}
