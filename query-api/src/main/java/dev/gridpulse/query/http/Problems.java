package dev.gridpulse.query.http;

import dev.gridpulse.query.security.Tickets;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/**
 * Makes a problem document of whatever the framework refuses: no route, wrong method, no token, a
 * failure. Of a failure of our own nothing is told but that it happened; the log has the rest.
 */
@Singleton
final class Problems implements ErrorResponseProcessor<byte[]> {
  static final MediaType CONTENT_TYPE = new MediaType("application/problem+json");

  @Override
  public MutableHttpResponse<byte[]> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    return write(context.getRequest(), response, detail(context, response));
  }

  /** Gives the response the document of its status. */
  @SuppressWarnings("unchecked") // the type of a response is the type of the body it is given here
  static MutableHttpResponse<byte[]> write(
      HttpRequest<?> request, MutableHttpResponse<?> response, String detail) {
    MutableHttpResponse<byte[]> typed = (MutableHttpResponse<byte[]>) response;
    typed.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
    // A failure in a filter passes by the filter that adds these.
    SecurityHeaders.addTo(typed);
    if (typed.getStatus() == HttpStatus.UNAUTHORIZED) {
      typed.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, challenge(request));
    }
    if (request.getMethod() == HttpMethod.HEAD) {
      return typed;
    }
    Problem problem =
        new Problem("about:blank", typed.reason(), typed.code(), detail, request.getPath());
    return typed.body(Json.write(problem)).contentType(CONTENT_TYPE);
  }

  /** RFC 6750, section 3. */
  private static String challenge(HttpRequest<?> request) {
    String realm = "Bearer realm=\"gridpulse\"";
    return hasToken(request) ? realm + ", error=\"invalid_token\"" : realm;
  }

  private static boolean hasToken(HttpRequest<?> request) {
    return request.getHeaders().contains(HttpHeaders.AUTHORIZATION);
  }

  private static String detail(ErrorContext context, MutableHttpResponse<?> response) {
    HttpRequest<?> request = context.getRequest();
    HttpStatus status = response.getStatus();
    return switch (status) {
      case UNAUTHORIZED ->
          hasToken(request)
              ? "The bearer token does not count: it is malformed, expired, not signed with this"
                  + " server's key, or meant for another service."
              : request.getParameters().contains(Tickets.PARAMETER)
                  ? "The ticket does not count: it was used, is too old, or is meant for another"
                      + " server or browser. Get a new one, and go on with lastEventId."
                  : "This needs a token: send the header Authorization: Bearer <token>.";
      case FORBIDDEN -> "The token's role does not allow this.";
      case NOT_FOUND -> "There is nothing at " + request.getPath() + "; /docs shows what there is.";
      case METHOD_NOT_ALLOWED -> request.getMethodName() + " is not allowed here.";
      case NOT_ACCEPTABLE ->
          "None of the media types in Accept is served here: " + message(context);
      default ->
          status.getCode() >= 500 ? "The server failed; its log says why." : message(context);
    };
  }

  private static String message(ErrorContext context) {
    return context.getErrors().stream()
        .map(Error::getMessage)
        .findFirst()
        .orElse("Not understood.");
  }
}
