package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.testing.TestKafka;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests that are drawn from the OpenAPI document, mostly with one thing wrong. */
class HostileRequestsTest {
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

  private static final String[] OWNERS = {"anna", "nobody"};

  private static final List<Target> TARGETS = targets();

  /** None of these opens anything, in the header of a token or, but for the scheme, as a ticket. */
  private static final List<String> BAD_TOKENS = badTokens();

  private static TestKafka kafka;
  private static Api api;

  @BeforeAll
  static void startWithSomeData() {
    kafka = TestKafka.start();
    api = Api.startWithLive(kafka.bootstrapServers());
    api.sql(
        "INSERT INTO sensor (name, kind, unit, owner) VALUES ('frequency', 'power', 'W', 'anna')");
    Readings.every(api, 1, "30 s", "2021-05-02T00:00:00Z", "2021-05-03T00:00:00Z");
    Readings.aggregate(api);
  }

  @AfterAll
  static void stop() {
    api.close();
    kafka.close();
  }

  /** An operation of the document. */
  private record Target(PathItem.HttpMethod method, String path, Operation operation) {
    boolean isLive() {
      return path.endsWith("/live");
    }
  }

  private static List<Target> targets() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    options.setResolveFully(true);
    List<Target> targets = new ArrayList<>();
    new OpenAPIV3Parser()
        .readContents(OpenApi.DOCUMENT, null, options)
        .getOpenAPI()
        .getPaths()
        .forEach(
            (path, item) ->
                item.readOperationsMap()
                    .forEach((method, each) -> targets.add(new Target(method, path, each))));
    return targets;
  }

  private static List<String> badTokens() {
    Instant now = Instant.now();
    Duration hour = Duration.ofHours(1);
    String good = Tokens.operatorToken(Api.SECRET, now, hour);
    String claims = good.split("\\.", -1)[1];
    String none =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
    int signature = good.lastIndexOf('.') + 10;
    char other = good.charAt(signature) == 'A' ? 'B' : 'A';
    return List.of(
        "",
        ".",
        "..",
        "a.b.c",
        "null",
        "' OR 1=1 --",
        "%00",
        "{}",
        "x".repeat(4_000),
        ".".repeat(1_000),
        none + "." + claims + ".",
        none + "." + claims + good.substring(good.lastIndexOf('.')),
        good.substring(0, signature) + other + good.substring(signature + 1),
        good.substring(0, good.lastIndexOf('.')),
        good + "." + good,
        good + "," + good,
        Tokens.operatorToken(Api.SECRET, now.minus(hour.multipliedBy(2)), hour),
        Tokens.operatorToken(
            "another secret of 32 bytes or more".getBytes(StandardCharsets.UTF_8), now, hour));
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
    Map<String, Integer> accepted = new HashMap<>();
    int refused = 0;
    for (int i = 0; i < requests; i++) {
      Target target = any(TARGETS, random);
      boolean admitted = random.nextInt(8) != 0;
      HttpRequest.Builder builder = request(target, admitted, random);
      HttpRequest request = builder.build();
      String asked =
          "seed %d: %s %s %s"
              .formatted(seed, request.method(), request.uri(), request.headers().map());
      Api.Answer answer = api.send(builder);
      assertThat(answer.status()).as("%s: %s", asked, answer.text()).isLessThan(500);
      if (answer.status() == 200) {
        assertThat(admitted).as(asked).isTrue();
        accepted.merge(target.path(), 1, Integer::sum);
      } else {
        answer.assertProblem(answer.status());
        assertThat(answer.text()).as(asked).doesNotContain("Exception", "SQL", "at dev.");
      }
      refused += answer.status() == 401 ? 1 : 0;
      assertThat(answer.header("X-Injected")).isEmpty();
    }
    assertThat(accepted.keySet())
        .as("some requests for each resource must get through to the database")
        .containsAll(
            TARGETS.stream().map(Target::path).filter(path -> !path.endsWith("{id}")).toList());
    assertThat(refused).as("for their tokens").isGreaterThan(requests / 20);
    assertThat(api.get("/api/v1/sensors/frequency").status()).isEqualTo(200);
  }

  /** Mostly a good request with one thing wrong; that gets further than noise does. */
  private static HttpRequest.Builder request(Target target, boolean admitted, Random random) {
    List<String> query = new ArrayList<>();
    Map<String, String> headers = new HashMap<>();
    String path = target.path();
    List<Parameter> parameters = target.operation().getParameters();
    for (Parameter parameter : parameters == null ? List.<Parameter>of() : parameters) {
      String value = value(parameter, random);
      if (parameter.getIn().equals("path")) {
        path = path.replace("{" + parameter.getName() + "}", Api.escaped(value));
      } else if (parameter.getRequired() || random.nextInt(4) == 0) {
        if (parameter.getIn().equals("query")) {
          query.add(parameter.getName() + "=" + Api.escaped(value));
        } else {
          headers.put(parameter.getName(), inHeader(value));
        }
      }
    }
    if (random.nextInt(20) == 0) {
      query.add(any(query.isEmpty() ? List.of("x=1") : query, random));
    }
    String bad = any(BAD_TOKENS, random);
    if (admitted) {
      String owner = OWNERS[random.nextInt(OWNERS.length)];
      headers.put(
          "Authorization",
          "Bearer " + (random.nextInt(4) == 0 ? api.viewerToken(owner) : api.token()));
    } else if (target.isLive() && random.nextBoolean()) {
      query.add("ticket=" + Api.escaped(bad));
    } else if (random.nextInt(8) != 0) {
      headers.put("Authorization", any(List.of("Bearer ", "bearer ", "Basic ", ""), random) + bad);
    }
    if (random.nextBoolean()) {
      headers.put("Accept", any(FORMATS, random));
    }
    Collections.shuffle(query, random);
    HttpRequest.Builder request =
        api.request(path + (query.isEmpty() ? "" : "?" + String.join("&", query)))
            .method(target.method().name(), body(target, random));
    headers.forEach(request::header);
    return request;
  }

  /** What a client can send: HTTP itself forbids the rest. */
  private static String inHeader(String value) {
    return value.replaceAll("[^ -~]", "?");
  }

  private static BodyPublisher body(Target target, Random random) {
    return target.method() == PathItem.HttpMethod.POST && random.nextBoolean()
        ? BodyPublishers.ofString(any(VALUES, random))
        : BodyPublishers.noBody();
  }

  /** What the document has as an example, or allows; or anything at all. */
  private static String value(Parameter parameter, Random random) {
    if (random.nextInt(7) == 0) {
      return any(VALUES, random);
    }
    Schema<?> schema = parameter.getSchema();
    List<?> allowed = schema.getEnum();
    if (allowed != null && random.nextBoolean()) {
      return String.valueOf(allowed.get(random.nextInt(allowed.size())));
    }
    Object example = parameter.getExample();
    if (example instanceof ArrayNode several) {
      return several.get(0).textValue();
    }
    return example != null ? example.toString() : Integer.toString(random.nextInt(1, 100));
  }

  private static <T> T any(List<T> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
