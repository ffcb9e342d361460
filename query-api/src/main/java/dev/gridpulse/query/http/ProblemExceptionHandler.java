package dev.gridpulse.query.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Answers what ended with a problem. */
@Singleton
final class ProblemExceptionHandler implements ExceptionHandler<ProblemException, HttpResponse<?>> {
  @Override
  @SuppressWarnings("rawtypes") // the interface's own
  public HttpResponse<?> handle(HttpRequest request, ProblemException exception) {
    MutableHttpResponse<?> response = HttpResponse.status(exception.status());
    exception
        .retryAfter()
        .ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, Integer.toString(seconds)));
    return Problems.write(request, response, exception.detail());
  }
}
