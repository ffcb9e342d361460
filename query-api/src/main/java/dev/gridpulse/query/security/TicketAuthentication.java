package dev.gridpulse.query.security;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.filters.AuthenticationFetcher;
import jakarta.inject.Singleton;
import java.util.List;
import org.reactivestreams.Publisher;

/** Takes a ticket for the live feed in place of a token, and nowhere else. */
@Singleton
@Requires(beans = Tickets.class)
final class TicketAuthentication implements AuthenticationFetcher<HttpRequest<?>> {
  private static final String LIVE = "/live";

  private final Tickets tickets;

  TicketAuthentication(Tickets tickets) {
    this.tickets = tickets;
  }

  @Override
  public Publisher<Authentication> fetchAuthentication(HttpRequest<?> request) {
    String ticket = request.getParameters().get(Tickets.PARAMETER);
    if (ticket == null
        || !request.getPath().endsWith(LIVE)
        || request.getHeaders().contains(HttpHeaders.AUTHORIZATION)) {
      return Publishers.empty();
    }
    String browser =
        request.getCookies().findCookie(Tickets.COOKIE).map(Cookie::getValue).orElse(null);
    return tickets
        .redeem(ticket, browser)
        .map(
            claims ->
                Publishers.just(
                    Authentication.build(
                        String.valueOf(claims.getSubject()),
                        List.of(String.valueOf(claims.getClaim(Tokens.ROLE_CLAIM))),
                        claims.getClaims())))
        .orElseGet(Publishers::empty);
  }
}
