package dev.gridpulse.query.http;

import dev.gridpulse.query.range.TimeText;
import dev.gridpulse.query.security.Tickets;
import dev.gridpulse.query.security.TokenExpiry;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Access;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.util.Base64;

/** Tickets for streams that a browser opens. */
@Controller(SensorPath.API)
@Secured({Tokens.OPERATOR, Tokens.VIEWER})
@Requires(beans = Tickets.class)
final class TicketsController {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int COOKIE_BYTES = 16;

  private final Tickets tickets;

  TicketsController(Tickets tickets) {
    this.tickets = tickets;
  }

  @Post("/live/tickets")
  @Produces(MediaType.APPLICATION_JSON)
  HttpResponse<byte[]> ticket(
      HttpRequest<?> request, Access access, Authentication authentication) {
    String browser =
        request
            .getCookies()
            .findCookie(Tickets.COOKIE)
            .map(Cookie::getValue)
            .orElseGet(TicketsController::draw);
    String expires = new TimeText(ZoneOffset.UTC).format(tickets.firstUseUntil().toEpochMilli());
    String ticket =
        tickets.issue(
            access.owner(),
            TokenExpiry.of(authentication),
            authentication.getName(),
            LiveController.holder(authentication),
            browser);
    return HttpResponse.ok(Json.write(new Ticket(ticket, expires)))
        .cookie(
            Cookie.of(Tickets.COOKIE, browser)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite(SameSite.Strict)
                .path(SensorPath.API));
  }

  private static String draw() {
    byte[] bytes = new byte[COOKIE_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Opens one stream where a header cannot be sent.
   *
   * @param ticket for the parameter {@code ticket}
   * @param expires until when it must be used first, RFC 3339
   */
  record Ticket(String ticket, String expires) {}
}
