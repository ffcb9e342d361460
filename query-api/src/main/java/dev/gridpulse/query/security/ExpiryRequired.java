package dev.gridpulse.query.security;

import io.micronaut.http.HttpRequest;
import io.micronaut.security.token.Claims;
import io.micronaut.security.token.jwt.validator.GenericJwtClaimsValidator;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The library checks an expiry that is there; here no token counts for ever. */
@Singleton
final class ExpiryRequired implements GenericJwtClaimsValidator<HttpRequest<?>> {
  @Override
  public boolean validate(Claims claims, @Nullable HttpRequest<?> request) {
    return claims.get("exp") != null;
  }
}
