package dev.gridpulse.query.live;

/** What a client missed cannot be read again. */
final class GapLost extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param reason why, for the client
   */
  GapLost(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
