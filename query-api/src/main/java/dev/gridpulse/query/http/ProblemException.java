package dev.gridpulse.query.http;

import io.micronaut.http.HttpStatus;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Ends a request with a problem document. */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final HttpStatus status;
  private final int retryAfter;

  private ProblemException(
      HttpStatus status, String detail, int retryAfter, @Nullable Throwable cause) {
    // A request's fault, told to its sender: nobody reads its stack.
    super(detail, cause, false, false);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  static ProblemException badRequest(String detail) {
    return new ProblemException(HttpStatus.BAD_REQUEST, detail, 0, null);
  }

  static ProblemException forbidden(String detail) {
    return new ProblemException(HttpStatus.FORBIDDEN, detail, 0, null);
  }

  static ProblemException notFound(String detail) {
    return new ProblemException(HttpStatus.NOT_FOUND, detail, 0, null);
  }

  static ProblemException unprocessable(String detail) {
    return new ProblemException(HttpStatus.UNPROCESSABLE_ENTITY, detail, 0, null);
  }

  /** To be tried again after some seconds, and then less often. */
  static ProblemException tooManyRequests(String detail, int retryAfter) {
    return new ProblemException(HttpStatus.TOO_MANY_REQUESTS, detail, retryAfter, null);
  }

  /** To be tried again after some seconds. */
  static ProblemException unavailable(String detail, int retryAfter) {
    return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, detail, retryAfter, null);
  }

  /** To be tried again after some seconds. */
  static ProblemException unavailable(String detail, int retryAfter, Throwable cause) {
    return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, detail, retryAfter, cause);
  }

  HttpStatus status() {
    return status;
  }

  /** Seconds, when trying again may help. */
  OptionalInt retryAfter() {
    return retryAfter == 0 ? OptionalInt.empty() : OptionalInt.of(retryAfter);
  }

  String detail() {
    String message = getMessage();
    return message == null ? status.getReason() : message;
  }
}
