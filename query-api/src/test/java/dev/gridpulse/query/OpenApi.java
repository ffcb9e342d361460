package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.SimpleValidationReportFormat;
import com.atlassian.oai.validator.report.ValidationReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The OpenAPI document, which every answer of the tests is held against. */
public final class OpenApi {
  /** The document as it is served. */
  static final String DOCUMENT = read();

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

  /** Asserts that the document tells of an answer with that body. */
  public static void check(HttpRequest request, HttpResponse<?> response, byte[] body) {
    if (!request.method().equals("HEAD") && request.uri().getPath().startsWith("/api/")) {
      check(
          request.method(),
          request.uri().getRawPath(),
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
  }
}
