package dev.gridpulse.query;

/** The API could not be started; the message tells the user why. */
public final class QueryApiNotStarted extends RuntimeException {
  private static final long serialVersionUID = 1;

  QueryApiNotStarted(String message, Throwable cause) {
    super(message, cause);
  }
}
