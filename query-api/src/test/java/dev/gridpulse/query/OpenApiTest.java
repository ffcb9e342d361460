package dev.gridpulse.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gridpulse.model.Resolution;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document is valid, complete, and says what the code does. */
class OpenApiTest {
  private static final Pattern KNOWN = Pattern.compile("known here: ([A-Za-z ]*)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Api api;

  @BeforeAll
  static void start() {
    api = Api.start();
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
    Set<String> routes =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.gridpulse.query.http")
                .stream()
                .filter(each -> each.isAnnotatedWith(Controller.class))
                .flatMap(OpenApiTest::routes)
                .filter(path -> path.startsWith("/api/"))
                .collect(toSet());
    assertThat(paths().keySet()).containsExactlyInAnyOrderElementsOf(routes);
  }

  private static Stream<String> routes(JavaClass controller) {
    String base = controller.getAnnotationOfType(Controller.class).value();
    return controller.getMethods().stream()
        .filter(method -> method.isAnnotatedWith(Get.class))
        .map(method -> base + path(method))
        .map(path -> path.replaceAll(":[^}]*}", "}").replaceAll("/$", ""));
  }

  private static String path(JavaMethod method) {
    return method.getAnnotationOfType(Get.class).value();
  }

  @Test
  void hasEveryQueryParameterAndNoOther() {
    paths()
        .forEach(
            (path, operation) ->
                assertThat(parameters(operation, "query"))
                    .as(path)
                    .containsExactlyInAnyOrderElementsOf(understood(path)));
  }

  /** What the server says when it is asked something else. */
  private static Set<String> understood(String path) {
    String detail =
        api.get(path.replaceAll("\\{.*}", "x") + "?nonsense=1").json().get("detail").textValue();
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
    for (Map.Entry<String, Operation> each : paths().entrySet()) {
      for (var response : each.getValue().getResponses().entrySet()) {
        for (var content : response.getValue().getContent().entrySet()) {
          for (Object example : examples(content.getValue())) {
            OpenApi.check(
                each.getKey().replaceAll("\\{.*}", "x"),
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

  private static List<Object> examples(MediaType type) {
    if (type.getExamples() != null) {
      return type.getExamples().values().stream().map(each -> each.getValue()).toList();
    }
    return type.getExample() == null ? List.of() : List.of(type.getExample());
  }

  @Test
  void saysOfEveryOperationWhatCanGoWrong() {
    paths()
        .forEach(
            (path, operation) -> {
              assertThat(operation.getResponses().keySet())
                  .as(path)
                  .contains("200", "400", "401", "403", "406", "429", "500", "503");
              assertThat(operation.getSummary()).as(path).isNotBlank();
              assertThat(operation.getOperationId()).as(path).isNotBlank();
              assertThat(operation.getResponses().containsKey("404"))
                  .as(path)
                  .isEqualTo(!List.of("/api/v1/sensors", "/api/v1/exports").contains(path));
            });
  }

  private static Map<String, Operation> paths() {
    OpenAPI document = parse().getOpenAPI();
    return document.getPaths().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().getGet()));
  }

  private static Set<String> parameters(Operation operation, String in) {
    return operation.getParameters() == null
        ? Set.of()
        : operation.getParameters().stream()
            .filter(each -> each.getIn().equals(in))
            .map(Parameter::getName)
            .collect(toSet());
  }

  private static SwaggerParseResult parse() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    options.setResolveFully(true);
    return new OpenAPIV3Parser().readContents(OpenApi.DOCUMENT, null, options);
  }
}
