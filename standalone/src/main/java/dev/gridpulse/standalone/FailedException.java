package dev.gridpulse.standalone;

/** Something outside the user's words went wrong: exit code 1, and the message says what. */
final class FailedException extends RuntimeException {
  FailedException(String message) {
    super(message);
  }

  FailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
