package dev.gridpulse.embedded;

import org.jspecify.annotations.Nullable;

/**
 * An embedded server did not start or stop. The message is for the user: what is wrong and what to
 * do.
 */
public class EmbeddedServerException extends RuntimeException {
  public EmbeddedServerException(String message) {
    super(message);
  }

  public EmbeddedServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
