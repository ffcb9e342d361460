package dev.gridpulse.query.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tickets open one stream of the live feed where a header cannot be sent, as by a browser's
 * EventSource, in whose address a token would be seen by others. A ticket says all that counts
 * itself, so that every instance of the API can take it: it is signed with the tokens' secret, for
 * another audience than they. It is good for one use within {@link #FIRST_USE}; what was used is
 * remembered by the instance that took it. After that it is good only for the browser it was made
 * for, which proves that by a cookie, so that EventSource can reconnect by itself as long as the
 * token lasts.
 */
public final class Tickets {
  /** The query parameter. */
  public static final String PARAMETER = "ticket";

  /** The cookie that binds tickets to a browser. */
  public static final String COOKIE = "gridpulse-live";

  /** How long a ticket may wait for its first use. */
  public static final Duration FIRST_USE = Duration.ofSeconds(30);

  /** The claim that says who holds the streams that it opens. */
  public static final String HOLDER_CLAIM = "holder";

  private static final String AUDIENCE = "gridpulse-live";
  private static final String FIRST_USE_CLAIM = "first";
  private static final String BROWSER_CLAIM = "browser";

  private final byte[] secret;
  private final InstantSource clock;

  /** Tickets that were used, and until when that matters. */
  private final Map<String, Instant> used = new ConcurrentHashMap<>();

  /**
   * @param secret the one that tokens are signed with
   */
  public Tickets(TokenSecret secret, InstantSource clock) {
    this.secret = secret.bytes();
    this.clock = clock;
  }

  /**
   * A ticket for what a token opens.
   *
   * @param owner whose sensors; null for an operator
   * @param until when the token ends
   * @param name who it is for
   * @param holder who holds the streams that it opens
   * @param browser the browser's cookie
   */
  public String issue(
      @Nullable String owner, Instant until, String name, String holder, String browser) {
    return Tokens.sign(
        secret,
        new JWTClaimsSet.Builder()
            .issuer(Tokens.ISSUER)
            .audience(AUDIENCE)
            .subject(name)
            .jwtID(UUID.randomUUID().toString())
            .claim(Tokens.ROLE_CLAIM, owner == null ? Tokens.OPERATOR : Tokens.VIEWER)
            .claim(Tokens.OWNER_CLAIM, owner)
            .claim(HOLDER_CLAIM, holder)
            .claim(BROWSER_CLAIM, hash(browser))
            .claim(FIRST_USE_CLAIM, firstUseUntil().getEpochSecond())
            .expirationTime(Date.from(until))
            .build());
  }

  /** Until when a ticket that is made now must be used. */
  public Instant firstUseUntil() {
    return clock.instant().plus(FIRST_USE);
  }

  /**
   * The claims of a ticket that counts, or empty. That was its use.
   *
   * @param browser the browser's cookie; null when there is none
   */
  public Optional<JWTClaimsSet> redeem(String ticket, @Nullable String browser) {
    Instant now = clock.instant();
    used.values().removeIf(now::isAfter);
    try {
      SignedJWT signed = SignedJWT.parse(ticket);
      if (!JWSAlgorithm.HS256.equals(signed.getHeader().getAlgorithm())
          || !signed.verify(new MACVerifier(secret))) {
        return Optional.empty();
      }
      JWTClaimsSet claims = signed.getJWTClaimsSet();
      Instant firstUse = Instant.ofEpochSecond(claims.getLongClaim(FIRST_USE_CLAIM));
      boolean current =
          claims.getAudience().contains(AUDIENCE)
              && claims.getExpirationTime().toInstant().isAfter(now);
      boolean first =
          !now.isAfter(firstUse)
              && used.putIfAbsent(claims.getJWTID(), firstUse.plusSeconds(1)) == null;
      boolean sameBrowser =
          browser != null && hash(browser).equals(claims.getStringClaim(BROWSER_CLAIM));
      return current && (first || sameBrowser) ? Optional.of(claims) : Optional.empty();
    } catch (ParseException | JOSEException | NullPointerException e) {
      // Not one of ours.
      return Optional.empty();
    }
  }

  /** What stands for a text that is not to be told. */
  public static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 22);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
