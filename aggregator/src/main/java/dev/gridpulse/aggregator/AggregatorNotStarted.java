package dev.gridpulse.aggregator;

/** The aggregator could not be started; the message tells the user why. */
public final class AggregatorNotStarted extends RuntimeException {
  AggregatorNotStarted(Exception cause) {
    super("The aggregator did not start: " + reason(cause), cause);
  }

  /** The innermost message: those of the wrappers say less. */
  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
