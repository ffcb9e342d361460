package dev.gridpulse.model;

/** Something could not be delivered to Kafka. The message says what, how much had been, and why. */
public final class DeliveryFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DeliveryFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
