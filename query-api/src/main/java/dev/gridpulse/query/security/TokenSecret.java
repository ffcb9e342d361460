package dev.gridpulse.query.security;

import java.util.Base64;

/** The secret that tokens are signed with. It shows itself to nobody who does not ask for it. */
public final class TokenSecret {
  private final byte[] bytes;

  private TokenSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A copy of the bytes.
   *
   * @throws IllegalArgumentException when there are fewer than {@link Tokens#SHORTEST_SECRET}
   */
  public static TokenSecret of(byte[] bytes) {
    if (bytes.length < Tokens.SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          "tokenSecret must have at least %d bytes (256 bits), has %d; make one with: openssl rand 32"
              .formatted(Tokens.SHORTEST_SECRET, bytes.length));
    }
    return new TokenSecret(bytes.clone());
  }

  /** The bytes in Base64. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** A copy of the bytes. */
  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public String toString() {
    return "TokenSecret[…]";
  }
}
