package dev.gridpulse.model;

/** A message that is not what its topic holds. The message says what is wrong, for the sender. */
public final class MalformedJson extends Exception {
  public MalformedJson(String reason) {
    super(reason);
  }

  /** What is wrong; never null. */
  public String reason() {
    String message = getMessage();
    return message == null ? "malformed" : message;
  }
}
