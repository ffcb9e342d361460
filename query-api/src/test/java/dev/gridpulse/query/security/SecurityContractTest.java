package dev.gridpulse.query.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.gridpulse.query.Api;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityContractTest {
  private static final byte[] OTHER_SECRET =
      "another secret, of 32 bytes or more".getBytes(StandardCharsets.UTF_8);
  private final Instant now = Instant.now();

  private static Api api;

  @BeforeAll
  static void start() {
    api = Api.start();
    api.sql("INSERT INTO sensor (name) VALUES ('s')");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/sensors",
        "/api/v1/sensors/s",
        "/api/v1/sensors/s/readings",
        "/api/v1/sensors/s/aggregates?nonsense",
        "/prometheus",
      })
  void dataNeedsAToken(String path) {
    Api.Answer answer = api.send(api.request(path));
    answer.assertProblem(401, "This needs a token: send the header Authorization: Bearer <token>.");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/health", "/docs", "/docs/", "/docs/swagger-ui-bundle.js", "/openapi.yml"})
  void whatTellsNothingNeedsNone(String path) {
    assertThat(api.send(api.request(path)).status()).isEqualTo(200);
  }

  @Test
  void anOperatorMayRead() {
    assertAccepted(Tokens.operatorToken(Api.SECRET, now, Duration.ofMinutes(5)));
    assertAccepted(Tokens.sign(Api.SECRET, claims().build()));
  }

  @Test
  void anExpiredTokenDoesNotCount() {
    assertRefused(Tokens.operatorToken(Api.SECRET, now.minusSeconds(3600), Duration.ofMinutes(30)));
  }

  @Test
  void aTokenThatCountedUntilNowExpires() {
    String token = Tokens.operatorToken(Api.SECRET, Instant.now(), Duration.ofSeconds(4));
    assertAccepted(token);
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertRefused(token));
  }

  @Test
  void aTokenThatNeverExpiresDoesNotCount() {
    assertRefused(Tokens.sign(Api.SECRET, claims().expirationTime(null).build()));
  }

  @Test
  void aTokenOfTheFutureDoesNotCount() {
    assertRefused(
        Tokens.sign(Api.SECRET, claims().notBeforeTime(Date.from(now.plusSeconds(3600))).build()));
  }

  @Test
  void aTokenSignedWithAnotherKeyDoesNotCount() {
    assertRefused(Tokens.operatorToken(OTHER_SECRET, now, Duration.ofMinutes(5)));
  }

  @Test
  void aTokenOfAnotherIssuerOrAudienceDoesNotCount() {
    assertRefused(Tokens.sign(Api.SECRET, claims().issuer("elsewhere").build()));
    assertRefused(Tokens.sign(Api.SECRET, claims().issuer(null).build()));
    assertRefused(Tokens.sign(Api.SECRET, claims().audience("elsewhere").build()));
    assertRefused(Tokens.sign(Api.SECRET, claims().audience(List.of()).build()));
  }

  @Test
  void aTokenWithoutASignatureDoesNotCount() {
    assertRefused(new PlainJWT(claims().build()).serialize());
    String signed = Tokens.operatorToken(Api.SECRET, now, Duration.ofMinutes(5));
    assertRefused(signed.substring(0, signed.lastIndexOf('.') + 1));
  }

  @Test
  void aTokenOfAnotherAlgorithmDoesNotCount() throws JOSEException {
    byte[] longEnough = new byte[64];
    System.arraycopy(Api.SECRET, 0, longEnough, 0, Api.SECRET.length);
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS512), claims().build());
    token.sign(new MACSigner(longEnough));
    assertRefused(token.serialize());
  }

  @Test
  void aTokenThatWasChangedDoesNotCount() {
    String[] viewer =
        Tokens.sign(Api.SECRET, claims().claim(Tokens.ROLE_CLAIM, "viewer").build())
            .split("\\.", -1);
    String[] operator = Tokens.sign(Api.SECRET, claims().build()).split("\\.", -1);
    assertRefused(viewer[0] + "." + operator[1] + "." + viewer[2]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "a.b.c", "....", "Bearer", "null", "eyJhbGciOiJIUzI1NiJ9.e30."})
  void whatIsNoTokenDoesNotCount(String token) {
    Api.Answer answer = send("Bearer " + token);
    answer.assertProblem(401);
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
  }

  @Test
  void aTokenCountsInTheHeaderOnly() {
    String token = Tokens.operatorToken(Api.SECRET, now, Duration.ofMinutes(5));
    assertThat(api.send(api.request("/api/v1/sensors?access_token=" + token)).status())
        .isEqualTo(401);
    assertThat(api.send(api.request("/api/v1/sensors").header("Cookie", "JWT=" + token)).status())
        .isEqualTo(401);
    assertThat(send("Basic " + token).status()).isEqualTo(401);
  }

  @Test
  void anUnknownRoleMayNothing() {
    Api.Answer answer =
        send(
            "Bearer "
                + Tokens.sign(Api.SECRET, claims().claim(Tokens.ROLE_CLAIM, "janitor").build()));
    answer.assertProblem(403, "The token's role does not allow this.");
    answer =
        send("Bearer " + Tokens.sign(Api.SECRET, claims().claim(Tokens.ROLE_CLAIM, null).build()));
    answer.assertProblem(403);
  }

  @Test
  void theLibrarysOwnEndpointsAreNotThere() {
    for (String path :
        new String[] {
          "/login",
          "/logout",
          "/oauth/access_token",
          "/keys",
          "/token_info",
          "/beans",
          "/env",
          "/loggers",
          "/routes",
          "/refresh",
          "/stop"
        }) {
      assertThat(api.get(path).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void aShortSecretSignsNothing() {
    assertThatThrownBy(() -> Tokens.operatorToken(new byte[31], now, Duration.ofMinutes(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 32 bytes");
    assertThatThrownBy(() -> TokenSecret.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 32 bytes (256 bits), has 31");
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(Tokens.ISSUER)
        .audience(Tokens.AUDIENCE)
        .subject("someone")
        .claim(Tokens.ROLE_CLAIM, Tokens.OPERATOR)
        .expirationTime(Date.from(now.plusSeconds(600)));
  }

  private static void assertAccepted(String token) {
    Api.Answer answer = send("Bearer " + token);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private static void assertRefused(String token) {
    Api.Answer answer = send("Bearer " + token);
    answer.assertProblem(401, "The bearer token does not count");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
  }

  private static Api.Answer send(String authorization) {
    return api.send(api.request("/api/v1/sensors").header("Authorization", authorization));
  }
}
