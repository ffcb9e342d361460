package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HostileRequestsTest {
  private static final List<String> RESOURCES =
      List.of("", "/readings", "/aggregates", "/latest", "/consumption");
  private static final List<String> PARAMETERS =
      List.of(
          "start",
          "end",
          "resolution",
          "timeZone",
          "median",
          "limit",
          "cursor",
          "sensor",
          "fill",
          "maxPoints",
          "period",
          "date",
          "compare",
          "align");
  private static final List<String> FORMATS =
      List.of(
          "application/json",
          "application/x-ndjson",
          "text/csv",
          "*/*",
          "text/csv;q=2;header=\"",
          ",;/",
          "a".repeat(500));

  /** What the heap may have grown by when all is done. */
  private static final long MOST_MORE = 64L << 20;

  private static final List<String> VALUES =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "1e309",
          "NaN",
          "null",
          "true",
          "9223372036854775808",
          "2021-05-02T10:00:00Z",
          "2021-05-02T10:00:30+00:00",
          "0001-01-01T00:00:00+18:00",
          "9998-12-31T23:59:59.999-18:00",
          "1969-12-31T23:59:59Z",
          "2021-05-02T10:00:00.999999999999999Z",
          "2021-05-02T25:61:61Z",
          "1s",
          "30s",
          "15m",
          "6h",
          "1M",
          "UTC",
          "Europe/Berlin",
          "Australia/Lord_Howe",
          "SystemV/AST4",
          "../../etc/passwd",
          "exact",
          "null",
          "previous",
          "previous-year",
          "elapsed",
          "week",
          "year",
          "2021-05-02",
          "9999-12-31",
          "-999999999-01-01",
          "' OR 1=1 --",
          "$1",
          "%s%n%d",
          "{{7*7}}${7*7}",
          "<script>alert(1)</script>",
          "\u0000",
          "\r\nX-Injected: 1",
          "\uFFFF",
          "💥".repeat(50),
          "a".repeat(2_000),
          "AAABeSyFsjDFULGf",
          "١٢٣");

  private static Api api;

  @BeforeAll
  static void startWithSomeData() {
    api = Api.start();
    api.sql("INSERT INTO sensor (name, kind, unit) VALUES ('frequency', 'power', 'W')");
    Readings.every(api, 1, "30 s", "2021-05-02T00:00:00Z", "2021-05-03T00:00:00Z");
    Readings.aggregate(api);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void noRequestMakesTheServerFail() {
    ask(1_500);
  }

  @Test
  @Tag("long")
  void twentyThousandDoNotEither() {
    ask(2_000);
    long before = usedMemory();
    ask(20_000);
    assertThat(usedMemory() - before).as("bytes more than before").isLessThan(MOST_MORE);
  }

  private static long usedMemory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void ask(int requests) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < requests; i++) {
      String request = request(random);
      Api.Answer answer = api.get(request, any(FORMATS, random));
      assertThat(answer.status())
          .as("seed %d: %s: %s", seed, request, answer.text())
          .isLessThan(500);
      if (answer.status() == 200) {
        accepted++;
      } else {
        answer.assertProblem(answer.status());
        assertThat(answer.text()).as(request).doesNotContain("Exception", "SQL", "at dev.");
      }
      assertThat(answer.header("X-Injected")).isEmpty();
    }
    assertThat(accepted).as("some requests must get through to the database").isGreaterThan(20);
    assertThat(api.get("/api/v1/sensors/frequency").status()).isEqualTo(200);
  }

  /** Mostly a good request with one thing wrong; that gets further than noise does. */
  private static String request(Random random) {
    String sensor = random.nextInt(5) == 0 ? any(VALUES, random) : "frequency";
    String resource = any(RESOURCES, random);
    String query =
        switch (resource) {
          case "/readings" -> "start=%s&end=%s".formatted(time(random), time(random));
          case "/aggregates" ->
              "start=%s&end=%s&resolution=%s"
                  .formatted(time(random), time(random), random.nextBoolean() ? "6h" : "1M");
          case "/consumption" ->
              "period=%s&date=2021-05-%02d"
                  .formatted(
                      any(List.of("day", "week", "month", "year"), random), random.nextInt(1, 31));
          default -> "";
        };
    String more =
        IntStream.range(0, random.nextInt(3))
            .mapToObj(i -> "&" + any(PARAMETERS, random) + "=" + Api.escaped(any(VALUES, random)))
            .collect(Collectors.joining());
    if (random.nextInt(4) == 0 && List.of("/aggregates", "/latest").contains(resource)) {
      return "/api/v1%s?sensor=%s&%s".formatted(resource, Api.escaped(sensor), query + more);
    }
    return "/api/v1/sensors/" + Api.escaped(sensor) + resource + "?" + query + more;
  }

  private static String time(Random random) {
    return Api.escaped(
        random.nextInt(4) == 0
            ? any(VALUES, random)
            : "20%02d-05-02T10:00:%02dZ".formatted(random.nextInt(15, 22), random.nextInt(60)));
  }

  private static String any(List<String> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
