package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.gridpulse.testing.TestKafka;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.util.ArrayList;
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

  private static final List<Map.Entry<String, Operation>> OPERATIONS = operations();

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

  private static List<Map.Entry<String, Operation>> operations() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    options.setResolveFully(true);
    return new OpenAPIV3Parser()
        .readContents(OpenApi.DOCUMENT, null, options).getOpenAPI().getPaths().entrySet().stream()
            .filter(path -> path.getValue().getGet() != null)
            .map(path -> Map.entry(path.getKey(), path.getValue().getGet()))
            .toList();
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
    for (int i = 0; i < requests; i++) {
      Map.Entry<String, Operation> operation = any(OPERATIONS, random);
      String request = request(operation.getKey(), operation.getValue(), random);
      Api.Answer answer =
          random.nextInt(4) == 0
              ? api.getAsViewer(OWNERS[random.nextInt(OWNERS.length)], request)
              : api.get(request, any(FORMATS, random));
      assertThat(answer.status())
          .as("seed %d: %s: %s", seed, request, answer.text())
          .isLessThan(500);
      if (answer.status() == 200) {
        accepted.merge(operation.getKey(), 1, Integer::sum);
      } else {
        answer.assertProblem(answer.status());
        assertThat(answer.text()).as(request).doesNotContain("Exception", "SQL", "at dev.");
      }
      assertThat(answer.header("X-Injected")).isEmpty();
    }
    assertThat(accepted.keySet())
        .as("some requests for each resource must get through to the database")
        .containsAll(
            OPERATIONS.stream()
                .map(Map.Entry::getKey)
                .filter(path -> !path.endsWith("{id}"))
                .toList());
    assertThat(api.get("/api/v1/sensors/frequency").status()).isEqualTo(200);
  }

  /** Mostly a good request with one thing wrong; that gets further than noise does. */
  private static String request(String path, Operation operation, Random random) {
    List<String> query = new ArrayList<>();
    String filled = path;
    List<Parameter> parameters = operation.getParameters();
    for (Parameter parameter : parameters == null ? List.<Parameter>of() : parameters) {
      if (parameter.getIn().equals("path")) {
        filled =
            filled.replace("{" + parameter.getName() + "}", Api.escaped(value(parameter, random)));
      } else if (parameter.getIn().equals("query")
          && (parameter.getRequired() || random.nextInt(4) == 0)) {
        query.add(parameter.getName() + "=" + Api.escaped(value(parameter, random)));
      }
    }
    if (random.nextInt(20) == 0) {
      query.add(any(query.isEmpty() ? List.of("x=1") : query, random));
    }
    Collections.shuffle(query, random);
    return filled + (query.isEmpty() ? "" : "?" + String.join("&", query));
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
