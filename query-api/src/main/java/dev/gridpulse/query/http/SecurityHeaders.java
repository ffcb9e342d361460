package dev.gridpulse.query.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/**
 * What a browser may do with an answer: nothing from elsewhere, nothing guessed, nothing framed.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class SecurityHeaders {
  /** Swagger UI sets style attributes and has its icons inline. */
  private static final String POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  /** The dashboard has nothing inline. */
  private static final String STRICT_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  @ResponseFilter
  void add(HttpRequest<?> request, MutableHttpResponse<?> response) {
    addTo(response);
    if (request.getPath().equals("/") || request.getPath().startsWith(DashboardController.FILES)) {
      response.getHeaders().set("Content-Security-Policy", STRICT_POLICY);
    }
    if (request.getPath().startsWith("/api/")) {
      // Who transforms a stream holds it back.
      boolean stream = response.getContentType().filter(LiveController.STREAM::equals).isPresent();
      response
          .getHeaders()
          .set(HttpHeaders.CACHE_CONTROL, stream ? "no-store, no-transform" : "no-store");
    }
  }

  static void addTo(MutableHttpResponse<?> response) {
    response.getHeaders().set("X-Content-Type-Options", "nosniff");
    response.getHeaders().set("Content-Security-Policy", POLICY);
    response.getHeaders().set("Referrer-Policy", "no-referrer");
  }
}
