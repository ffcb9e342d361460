package dev.gridpulse.query.security;

import io.micronaut.security.authentication.Authentication;
import java.time.Instant;
import java.util.Date;

/** When the token of a request ends, and what was opened with it. */
public final class TokenExpiry {
  private TokenExpiry() {}

  /** Of the token, or of the one that a ticket was made with. */
  public static Instant of(Authentication authentication) {
    return switch (authentication.getAttributes().get("exp")) {
      case Date date -> date.toInstant();
      case Number seconds -> Instant.ofEpochSecond(seconds.longValue());
      // No token without an end gets here.
      case null, default -> Instant.EPOCH;
    };
  }
}
