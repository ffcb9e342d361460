package dev.gridpulse.query.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** The bearer tokens of the API: JWTs that are signed with a shared secret (HS256). */
public final class Tokens {
  /** Who issues tokens, and for whom. */
  public static final String ISSUER = "gridpulse";

  /** Whom a token is meant for. */
  public static final String AUDIENCE = "gridpulse";

  /** The claim that says what its holder may do. */
  public static final String ROLE_CLAIM = "role";

  /** The role that may read everything. */
  public static final String OPERATOR = "operator";

  /** The role that may read the sensors of an owner. */
  public static final String VIEWER = "viewer";

  /** The claim of a viewer's token that says whose sensors it may read. */
  public static final String OWNER_CLAIM = "owner";

  /** The shortest secret in bytes: as long as the hash, RFC 7518 section 3.2. */
  public static final int SHORTEST_SECRET = 32;

  private Tokens() {}

  /**
   * A token for the operator.
   *
   * @param secret at least {@value #SHORTEST_SECRET} bytes, the same that the API is started with
   * @param now when it begins to count
   * @param validity how long it counts
   * @throws IllegalArgumentException when the secret is too short
   */
  public static String operatorToken(byte[] secret, Instant now, Duration validity) {
    return sign(secret, claims(OPERATOR, OPERATOR, now, validity).build());
  }

  /**
   * A token for somebody who may read the sensors of an owner.
   *
   * @param secret at least {@value #SHORTEST_SECRET} bytes, the same that the API is started with
   * @param owner whose sensors, as the registry names owners
   * @param now when it begins to count
   * @param validity how long it counts
   * @throws IllegalArgumentException when the secret is too short
   */
  public static String viewerToken(byte[] secret, String owner, Instant now, Duration validity) {
    return sign(secret, claims(owner, VIEWER, now, validity).claim(OWNER_CLAIM, owner).build());
  }

  private static JWTClaimsSet.Builder claims(
      String subject, String role, Instant now, Duration validity) {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .subject(subject)
        .claim(ROLE_CLAIM, role)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(validity)));
  }

  /** The claims, signed. */
  static String sign(byte[] secret, JWTClaimsSet claims) {
    try {
      SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
      token.sign(new MACSigner(secret));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalArgumentException(
          "a token's secret has at least " + SHORTEST_SECRET + " bytes", e);
    }
  }
}
