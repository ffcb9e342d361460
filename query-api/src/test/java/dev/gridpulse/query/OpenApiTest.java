package dev.gridpulse.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gridpulse.model.Resolution;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The document is valid, complete, and says what the code does. */
class OpenApiTest {
  private static final Pattern KNOWN = Pattern.compile("known here: ([A-Za-z ]*)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Api api;

  @BeforeAll
  static void start() {
    // What the routes are needs no Kafka that answers.
    api = Api.startWithLive("127.0.0.1:9");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void isServedAsItStands() {
    Api.Answer answer = api.send(api.request("/openapi.yml"));
    assertThat(answer.header("Content-Type")).startsWith("application/yaml");
    assertThat(answer.text()).isEqualTo(OpenApi.DOCUMENT).startsWith("openapi: 3.1.0\n");
  }

  @Test
  void isValid() {
    SwaggerParseResult result = parse();
    assertThat(result.getMessages()).isEmpty();
    assertThat(result.isOpenapi31()).isTrue();
  }

  @Test
  void hasEveryResourceAndNoOther() {
    Set<Route> routes =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.gridpulse.query.http")
                .stream()
                .filter(each -> each.isAnnotatedWith(Controller.class))
                .flatMap(OpenApiTest::routes)
                .filter(route -> route.path().startsWith("/api/"))
                .collect(toSet());
    assertThat(operations().keySet()).containsExactlyInAnyOrderElementsOf(routes);
  }

  /** A method of HTTP, and a path as the document has it. */
  private record Route(HttpMethod method, String path) {
    Route(HttpMethod method, String base, String path) {
      this(method, (base + path).replaceAll(":[^}]*}", "}").replaceAll("/$", ""));
    }

    /** Some request for it. */
    String request() {
      return path.replaceAll("\\{.*}", "x");
    }
  }

  private static Stream<Route> routes(JavaClass controller) {
    String base = controller.getAnnotationOfType(Controller.class).value();
    return controller.getMethods().stream().flatMap(method -> routes(base, method));
  }

  private static Stream<Route> routes(String base, JavaMethod method) {
    return Stream.concat(
        method.tryGetAnnotationOfType(Get.class).stream()
            .map(get -> new Route(HttpMethod.GET, base, get.value())),
        method.tryGetAnnotationOfType(Post.class).stream()
            .map(post -> new Route(HttpMethod.POST, base, post.value())));
  }

  @Test
  void hasEveryQueryParameterAndNoOther() {
    operations()
        .forEach(
            (route, operation) ->
                assertThat(queryParameters(operation))
                    .as("%s", route)
                    .containsExactlyInAnyOrderElementsOf(understood(route)));
  }

  /** What the server says when it is asked something else. */
  private static Set<String> understood(Route route) {
    HttpRequest.Builder request =
        api.request(route.request() + "?nonsense=1")
            .header("Authorization", "Bearer " + api.token())
            .method(route.method().name(), BodyPublishers.noBody());
    String detail = api.send(request).json().get("detail").textValue();
    Matcher known = KNOWN.matcher(detail);
    if (known.find()) {
      return new TreeSet<>(List.of(known.group(1).split(" ")));
    }
    assertThat(detail).contains("there are none here");
    return Set.of();
  }

  @Test
  void namesEveryResolution() {
    Parameter resolution =
        requireNonNull(parse().getOpenAPI().getComponents().getParameters().get("Resolution"));
    List<?> labels = resolution.getSchema().getEnum();
    assertThat((Object) labels)
        .isEqualTo(Stream.of(Resolution.values()).map(Resolution::label).toList());
  }

  @Test
  void showsExamplesThatCouldBeAnswers() throws IOException {
    int examples = 0;
    for (Map.Entry<Route, Operation> each : operations().entrySet()) {
      for (var response : each.getValue().getResponses().entrySet()) {
        for (var content : response.getValue().getContent().entrySet()) {
          for (Object example : examples(content.getValue())) {
            OpenApi.check(
                each.getKey().method().name(),
                each.getKey().request(),
                Integer.parseInt(response.getKey()),
                content.getKey(),
                example instanceof String text
                    ? text.getBytes(UTF_8)
                    : JSON.writeValueAsBytes(example));
            examples++;
          }
        }
      }
    }
    assertThat(examples).isGreaterThan(20);
  }

  @Test
  void wouldNoticeAnAnswerThatIsAnother() {
    String path = "/api/v1/sensors/x/readings";
    for (String wrong :
        List.of(
            "{\"sensor\":\"x\",\"readings\":[],\"next\":null}",
            "{\"sensor\":\"x\",\"readings\":[],\"next\":null,\"live\":null,\"more\":1}",
            "{\"sensor\":\"x\",\"readings\":[{\"time\":1,\"value\":2}],\"next\":null,\"live\":null}")) {
      assertThatThrownBy(
              () -> OpenApi.check("GET", path, 200, "application/json", wrong.getBytes(UTF_8)))
          .isInstanceOf(AssertionError.class);
    }
    assertThatThrownBy(
            () -> OpenApi.check("GET", path, 418, "application/json", "{}".getBytes(UTF_8)))
        .isInstanceOf(AssertionError.class);
    OpenApi.check(
        "GET",
        path,
        200,
        "application/json",
        "{\"sensor\":\"x\",\"readings\":[],\"next\":null,\"live\":null}".getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-ndjson, '{\"time\":\"2021-05-02T10:00:00Z\",\"value\":1.5}|', true",
    "application/x-ndjson, '{\"time\":\"2021-05-02T10:00:00Z\",\"value\":1.5}', false",
    "application/x-ndjson, '{\"time\":\"2021-05-02 10:00\",\"value\":1.5}|', false",
    "application/x-ndjson, '{\"time\":\"2021-05-02T10:00:00Z\"}|', false",
    "application/x-ndjson, '{\"time\":\"2021-05-02T10:00:00Z\",\"value\":null}|', false",
    "application/x-ndjson, '{|', false",
    "text/csv, 'time,value#2021-05-02T10:00:00Z,1.5#', true",
    "text/csv, 'time#2021-05-02T10:00:00Z#', false",
    "text/csv, 'time,value|2021-05-02T10:00:00Z,1.5|', false",
    "text/csv, 'time,value#2021-05-02T10:00:00Z,1.5,2#', false",
  })
  void looksAtEachLineAndRow(String type, String body, boolean good) {
    byte[] bytes = body.replace("#", "\r\n").replace("|", "\n").getBytes(UTF_8);
    ThrowingCallable check =
        () -> OpenApi.check("GET", "/api/v1/sensors/x/readings", 200, type, bytes);
    if (good) {
      assertThatCode(check).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(check).isInstanceOf(AssertionError.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "reading, '{\"sensor\":\"s\",\"time\":\"2021-05-02T10:00:00Z\",\"value\":1,\"skipped\":2}',"
        + " true",
    "reading, '{\"sensor\":\"s\",\"time\":\"2021-05-02T10:00:00Z\",\"value\":1,\"skipped\":0}',"
        + " false",
    "reading, '{\"sensor\":\"s\",\"time\":\"2021-05-02T10:00:00Z\",\"value\":1,\"more\":1}', false",
    "resync, '{\"reason\":\"gone\"}', true",
    "resync, '{}', false",
    "other, '{}', false",
  })
  void looksAtEachEvent(String name, String data, boolean good) throws IOException {
    JsonNode tree = JSON.readTree(data);
    ThrowingCallable check = () -> OpenApi.checkEvent(name, tree);
    if (good) {
      assertThatCode(check).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(check).isInstanceOf(AssertionError.class);
    }
  }

  private static List<Object> examples(MediaType type) {
    if (type.getExamples() != null) {
      return type.getExamples().values().stream().map(each -> each.getValue()).toList();
    }
    return type.getExample() == null ? List.of() : List.of(type.getExample());
  }

  @Test
  void saysOfEveryOperationWhatCanGoWrong() {
    operations()
        .forEach(
            (route, operation) -> {
              Set<String> answers = operation.getResponses().keySet();
              assertThat(answers)
                  .as("%s", route)
                  .contains("200", "400", "401", "403", "406", "429", "500");
              assertThat(operation.getSummary()).as("%s", route).isNotBlank();
              assertThat(operation.getOperationId()).as("%s", route).isNotBlank();
              // A ticket asks for no sensor, and asks no database.
              boolean ticket = route.path().endsWith("/tickets");
              assertThat(answers.contains("503")).as("%s", route).isEqualTo(!ticket);
              assertThat(answers.contains("404"))
                  .as("%s", route)
                  .isEqualTo(
                      !ticket
                          && !List.of("/api/v1/sensors", "/api/v1/exports", "/api/v1/rejects")
                              .contains(route.path()));
            });
  }

  private static Map<Route, Operation> operations() {
    Map<Route, Operation> operations = new HashMap<>();
    parse()
        .getOpenAPI()
        .getPaths()
        .forEach(
            (path, item) ->
                item.readOperationsMap()
                    .forEach(
                        (method, operation) ->
                            operations.put(
                                new Route(HttpMethod.valueOf(method.name()), path), operation)));
    return operations;
  }

  /** With the keys that open it, which the document does not count among them. */
  private static Set<String> queryParameters(Operation operation) {
    Set<String> names = new TreeSet<>();
    if (operation.getParameters() != null) {
      operation.getParameters().stream()
          .filter(each -> each.getIn().equals("query"))
          .map(Parameter::getName)
          .forEach(names::add);
    }
    if (operation.getSecurity() != null) {
      operation.getSecurity().stream()
          .flatMap(each -> each.keySet().stream())
          .filter(scheme -> !scheme.equals("bearer"))
          .forEach(names::add);
    }
    return names;
  }

  private static SwaggerParseResult parse() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    options.setResolveFully(true);
    return new OpenAPIV3Parser().readContents(OpenApi.DOCUMENT, null, options);
  }
}
