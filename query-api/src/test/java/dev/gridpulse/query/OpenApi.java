package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.SimpleValidationReportFormat;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.swagger.v3.core.util.Yaml31;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The OpenAPI document, which every answer of the tests is held against: documents as a whole, each
 * line and each event by itself, and tables with their columns.
 */
public final class OpenApi {
  /** The document as it is served. */
  static final String DOCUMENT = read();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode TREE = tree();
  private static final String STREAM =
      "/components/responses/Stream/content/text~1event-stream/x-events/";

  /** Of more lines than this, some are looked at. */
  private static final int LINES = 20_000;

  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private static final OpenApiInteractionValidator VALIDATOR =
      OpenApiInteractionValidator.createForInlineApiSpecification(DOCUMENT)
          .withLevelResolver(
              LevelResolver.create()
                  // What is not in the document is not its to describe.
                  .withLevel("validation.request.path.missing", ValidationReport.Level.IGNORE)
                  .withLevel(
                      "validation.request.operation.notAllowed", ValidationReport.Level.IGNORE)
                  // No lines at all are an answer.
                  .withLevel("validation.response.body.missing", ValidationReport.Level.IGNORE)
                  .build())
          .build();

  private OpenApi() {}

  private static String read() {
    try (InputStream in =
        Objects.requireNonNull(
            OpenApi.class.getResourceAsStream("/dev/gridpulse/query/openapi.yml"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode tree() {
    try {
      return Yaml31.mapper().readTree(DOCUMENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asserts that the document tells of an answer with that body. */
  public static void check(HttpRequest request, HttpResponse<?> response, byte[] body) {
    if (!request.method().equals("HEAD") && request.uri().getPath().startsWith("/api/")) {
      check(
          request.method(),
          // The server takes a path with a slash at its end for the one without.
          request.uri().getRawPath().replaceFirst("/$", ""),
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse(""),
          body);
    }
  }

  /** Asserts that the document tells of such an answer. */
  static void check(String method, String path, int status, String contentType, byte[] body) {
    SimpleResponse.Builder answer = SimpleResponse.Builder.status(status);
    if (!contentType.isEmpty()) {
      answer.withContentType(contentType);
    }
    if (body.length > 0) {
      answer.withBody(body);
    }
    ValidationReport report =
        VALIDATOR.validateResponse(path, Request.Method.valueOf(method), answer.build());
    assertThat(report.hasErrors())
        .as("%s: %s", path, SimpleValidationReportFormat.getInstance().apply(report))
        .isFalse();
    if (status == 200 && body.length > 0) {
      String type = contentType.split(";", -1)[0];
      if (type.equals("application/x-ndjson")) {
        checkLines(schema(method, path, type), new String(body, StandardCharsets.UTF_8));
      } else if (type.equals("text/csv")) {
        checkTable(schema(method, path, type), new String(body, StandardCharsets.UTF_8));
      }
    }
  }

  /** Asserts that the document tells of an event with such data. */
  public static void checkEvent(String name, JsonNode data) {
    check(STREAM + name, data);
  }

  private static void checkLines(String schema, String text) {
    assertThat(text).endsWith("\n");
    List<String> lines = text.lines().toList();
    int step = 1 + lines.size() / LINES;
    for (int i = 0; i < lines.size(); i += step) {
      try {
        check(schema, JSON.readTree(lines.get(i)));
      } catch (IOException e) {
        throw new AssertionError("line %d is no JSON: %s".formatted(i + 1, lines.get(i)), e);
      }
    }
  }

  /** The columns are the document's, and each row has a field for each of them. */
  private static void checkTable(String schema, String text) {
    check(schema, new TextNode(text));
    try (CsvReader<CsvRecord> rows = CsvReader.builder().ofCsvRecord(text)) {
      rows.forEach(_ -> {});
    } catch (CsvParseException e) {
      throw new AssertionError(schema + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(String schema, JsonNode value) {
    var problems = SCHEMAS.computeIfAbsent(schema, OpenApi::schema).validate(value);
    if (!problems.isEmpty()) {
      throw new AssertionError("%s: %s: %s".formatted(schema, problems, value));
    }
  }

  /** Where the document has the schema of a good answer. */
  private static String schema(String method, String path, String type) {
    for (var each : TREE.get("paths").properties()) {
      if (path.matches(each.getKey().replaceAll("\\{[^}]*}", "[^/]+"))) {
        return "/paths/%s/%s/responses/200/content/%s/schema"
            .formatted(escaped(each.getKey()), method.toLowerCase(Locale.ROOT), escaped(type));
      }
    }
    throw new AssertionError(path + " is not in the document");
  }

  private static String escaped(String token) {
    return token.replace("/", "~1");
  }

  private static Schema schema(String pointer) {
    assertThat(TREE.at(pointer).isMissingNode()).as(pointer).isFalse();
    ObjectNode root = JSON.createObjectNode();
    root.set("allOf", JSON.createArrayNode().add(TREE.at(pointer)));
    root.set("components", TREE.get("components"));
    return SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry ->
                registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()))
        .getSchema(root);
  }
}
