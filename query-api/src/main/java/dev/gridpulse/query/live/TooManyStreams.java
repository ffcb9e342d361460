package dev.gridpulse.query.live;

/** Somebody has as many streams open as may be. */
public final class TooManyStreams extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int limit;

  TooManyStreams(int limit) {
    super(limit + " streams are open", null, false, false);
    this.limit = limit;
  }

  /** How many may be. */
  public int limit() {
    return limit;
  }
}
