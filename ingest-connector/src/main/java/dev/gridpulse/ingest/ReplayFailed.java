package dev.gridpulse.ingest;

/** A replay that ended in the middle. The message says where and why. */
public final class ReplayFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ReplayFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
