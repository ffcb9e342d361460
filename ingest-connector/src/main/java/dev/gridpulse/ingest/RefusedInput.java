package dev.gridpulse.ingest;

/**
 * An input that cannot be replayed as it was asked for; nothing of it has been delivered. The
 * message says what is wrong, where, and what to do.
 */
public final class RefusedInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RefusedInput(String message) {
    super(message);
  }
}
