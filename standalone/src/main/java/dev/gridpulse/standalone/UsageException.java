package dev.gridpulse.standalone;

/**
 * The user asked for something that cannot be: exit code 2, and the message is all that is said.
 */
final class UsageException extends RuntimeException {
  UsageException(String message) {
    super(message);
  }
}
