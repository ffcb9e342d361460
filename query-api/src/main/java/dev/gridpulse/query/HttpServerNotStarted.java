package dev.gridpulse.query;

/** An HTTP server could not be started; the message tells the user why. */
public final class HttpServerNotStarted extends RuntimeException {
  private static final long serialVersionUID = 1;

  HttpServerNotStarted(String message, Throwable cause) {
    super(message, cause);
  }
}
