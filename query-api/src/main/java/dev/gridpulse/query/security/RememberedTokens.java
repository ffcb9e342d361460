package dev.gridpulse.query.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.token.validator.TokenValidator;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.reactivestreams.Publisher;

/**
 * A token that was found good is not looked through again for a minute, unless it expires before:
 * signature and claims cost as much as a small answer.
 */
@Singleton
final class RememberedTokens implements BeanCreatedEventListener<TokenValidator<HttpRequest<?>>> {
  private static final int MOST = 10_000;

  private final Cache<String, Authentication> good =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(Duration.ofMinutes(1)).build();

  @Override
  public TokenValidator<HttpRequest<?>> onCreated(
      BeanCreatedEvent<TokenValidator<HttpRequest<?>>> event) {
    TokenValidator<HttpRequest<?>> validator = event.getBean();
    return (token, request) -> validate(validator, token, request);
  }

  private Publisher<Authentication> validate(
      TokenValidator<HttpRequest<?>> validator, String token, HttpRequest<?> request) {
    Authentication known = good.getIfPresent(token);
    if (known != null && TokenExpiry.of(known).isAfter(Instant.now())) {
      return Publishers.just(known);
    }
    return Publishers.map(
        validator.validateToken(token, request),
        authentication -> {
          good.put(token, authentication);
          return authentication;
        });
  }
}
