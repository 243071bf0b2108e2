package com.cloudaggregator.bootstrap.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.cloudaggregator.bootstrap.configuration.Settings.Mode;
import com.cloudaggregator.bootstrap.configuration.Settings.Users;
import com.cloudaggregator.bootstrap.configuration.Settings.Verification;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.http.BoundedRequests;
import com.cloudaggregator.oauth.http.HttpLimits;
import com.cloudaggregator.oauth.http.JsonDocuments;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtException;

class UserTokensTest {
  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final String SECRET = "a secret of the identity provider's own";
  private static final String ISSUER = "https://id.example";

  private final BoundedRequests requests =
      new BoundedRequests(
          new HttpLimits(Duration.ofSeconds(2), Duration.ofSeconds(3), 100_000, true));
  private final List<String> reasons = new ArrayList<>();
  private final UserTokens tokens =
      tokens(users(new Verification.SharedSecret(new Secret(SECRET))));

  @Test
  void acceptsAUsersToken() throws JOSEException {
    assertThat(tokens.decode(hs256(claims -> claims)).getSubject()).isEqualTo("ana");
  }

  /** RFC 7519, section 2: a NumericDate may have a fraction. */
  @Test
  void acceptsTimesWithAFraction() throws JOSEException {
    assertThat(
            tokens
                .decode(
                    hs256(
                        c ->
                            c.claim("exp", NOW.getEpochSecond() + 60.336421)
                                .claim("nbf", NOW.getEpochSecond() - 0.5)
                                .claim("iat", NOW.getEpochSecond() - 0.5)))
                .getSubject())
        .isEqualTo("ana");
  }

  @Test
  void allowsTheConfiguredSkewAndNoMore() throws JOSEException {
    assertThat(tokens.decode(hs256(c -> c.expirationTime(at(-29)))).getSubject()).isEqualTo("ana");
    refuses(hs256(c -> c.expirationTime(at(-30))));
  }

  static Stream<Arguments> badClaims() {
    return Stream.of(
        bad("expired", c -> c.expirationTime(at(-120))),
        bad("without exp", c -> c.expirationTime(null)),
        bad("with an exp in a text", c -> c.claim("exp", "1900000000")),
        bad("with an exp of a list", c -> c.claim("exp", List.of(1_900_000_000))),
        bad("not yet valid", c -> c.notBeforeTime(at(120))),
        bad("of another issuer", c -> c.issuer("https://id.example.evil")),
        bad("of the issuer with a slash", c -> c.issuer(ISSUER + "/")),
        bad("without issuer", c -> c.issuer(null)),
        bad("for another audience", c -> c.audience("anon")),
        bad("without audience", c -> c.audience((String) null)),
        bad("of no subject", c -> c.subject(null)),
        bad("of an empty subject", c -> c.subject("")),
        bad("of a subject with a blank", c -> c.subject("a b")),
        bad("of a subject with a line end", c -> c.subject("a\n")),
        bad("of a subject beyond ASCII", c -> c.subject("añá")),
        bad("of a subject of 256", c -> c.subject("a".repeat(256))),
        bad("of a subject that is a number", c -> c.claim("sub", 7)),
        bad("of a subject that is a list", c -> c.claim("sub", List.of("ana"))),
        bad("of anon", c -> c.claim("role", "anon")),
        bad("of service_role", c -> c.claim("role", "service_role")),
        bad("of a role that is no text", c -> c.claim("role", List.of("authenticated"))));
  }

  private static Arguments bad(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
    return Arguments.of(what, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badClaims")
  void refusesAToken(String what, UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
    refuses(hs256(change));
  }

  @Test
  void refusesATokenWithoutSignature() {
    refuses(new PlainJWT(claims().build()).serialize());
  }

  @Test
  void refusesAnotherSecret() throws JOSEException {
    refuses(sign(JWSAlgorithm.HS256, new MACSigner(SECRET.replace('a', 'b')), null));
  }

  @Test
  void refusesAnotherAlgorithmOfTheSameSecret() throws JOSEException {
    String secret = SECRET + SECRET;
    var strict = tokens(users(new Verification.SharedSecret(new Secret(secret))));
    String token = sign(JWSAlgorithm.HS512, new MACSigner(secret), null);
    assertThatThrownBy(() -> strict.decode(token)).isInstanceOf(BadJwtException.class);
  }

  @Test
  void refusesAChangedPayload() throws JOSEException {
    String[] parts = hs256(claims -> claims).split("\\.");
    refuses(
        parts[0]
            + "."
            + new PlainJWT(claims().subject("bruno").build()).serialize().split("\\.")[1]
            + "."
            + parts[2]);
  }

  @Test
  void refusesAnEncryptedToken() throws JOSEException {
    var token =
        new EncryptedJWT(
            new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM), claims().build());
    token.encrypt(new DirectEncrypter(new byte[32]));
    refuses(token.serialize());
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"})
  void acceptsTheTypesOfAccessTokens(String type) throws JOSEException {
    assertThat(tokens.decode(typed(type)).getSubject()).isEqualTo("ana");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ownership-transfer+jwt", "logout+jwt", "JOSE", "dpop+jwt"})
  void refusesEveryOtherType(String type) throws JOSEException {
    refuses(typed(type));
    assertThat(reasons).containsExactly("typ");
  }

  @Test
  void refusesACriticalHeader() throws JOSEException {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.HS256)
            .criticalParams(Set.of("exp"))
            .customParam("exp", 1)
            .build();
    var token = new SignedJWT(header, claims().build());
    token.sign(new MACSigner(SECRET));
    refuses(token.serialize());
    assertThat(reasons).containsExactly("crit");
  }

  @Test
  void namesTheFailedCheckAndNoValue() throws JOSEException {
    refuses(hs256(c -> c.audience("mistyped-audience")));
    refuses(hs256(c -> c.issuer("https://other.example")));
    refuses(hs256(c -> c.expirationTime(at(-120))));
    refuses(sign(JWSAlgorithm.HS256, new MACSigner(SECRET.replace('a', 'b')), null));
    refuses(sign(JWSAlgorithm.HS384, new MACSigner(SECRET + SECRET), null));
    refuses("garbage");

    assertThat(reasons)
        .containsExactly("aud", "iss", "exp", "signature", "alg HS384", "malformed or not signed");
  }

  private static String typed(String type) throws JOSEException {
    var header = new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType(type)).build();
    var token = new SignedJWT(header, claims().build());
    token.sign(new MACSigner(SECRET));
    return token.serialize();
  }

  @Test
  void refusesAnOverlongTokenBeforeParsing() throws JOSEException {
    refuses(hs256(c -> c.claim("filling", "x".repeat(UserTokens.MAX_LENGTH))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "a.b.c", "....", "ey.ey.ey", "e30.e30."})
  void refusesGarbage(String garbage) {
    refuses(garbage);
  }

  @Nested
  class WithAKeySet {
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicInteger followed = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile boolean drips;
    private HttpServer server;
    private ECKey key;
    private UserTokens tokens;

    @BeforeEach
    void serveKeys() throws IOException, JOSEException {
      key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
      byte[] body = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/keys",
          exchange -> {
            fetches.incrementAndGet();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, body.length);
            try (var out = exchange.getResponseBody()) {
              for (int i = 0; drips && i < body.length - 1 && !isOver(); i++) {
                out.write(body[i]);
                out.flush();
              }
              out.write(body);
            }
          });
      server.createContext(
          "/elsewhere",
          exchange -> {
            followed.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
          });
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      tokens =
          tokens(
              users(
                  new Verification.KeySet(
                      URI.create("http://localhost:" + server.getAddress().getPort() + "/keys"),
                      Duration.ofMinutes(10),
                      Duration.ofMinutes(5),
                      Duration.ofHours(1))));
    }

    @AfterEach
    void stop() {
      stopped.countDown();
      server.stop(0);
    }

    /** Waits between two bytes, for less than any read timeout. */
    private boolean isOver() {
      try {
        return stopped.await(300, TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return true;
      }
    }

    @Test
    void treatsATricklingSetAsAnOutageWithinItsDeadline() throws JOSEException {
      drips = true;
      String token = sign(JWSAlgorithm.ES256, new ECDSASigner(key), "k1");
      assertTimeoutPreemptively(
          UserTokens.KEY_SET_DEADLINE.plusSeconds(3),
          () ->
              assertThatThrownBy(() -> tokens.decode(token))
                  .isInstanceOf(JwtException.class)
                  .isNotInstanceOf(BadJwtException.class));
    }

    @Test
    void followsNoRedirectOfTheKeySet() throws JOSEException {
      status = 302;
      String token = sign(JWSAlgorithm.ES256, new ECDSASigner(key), "k1");
      assertThatThrownBy(() -> tokens.decode(token))
          .isInstanceOf(JwtException.class)
          .isNotInstanceOf(BadJwtException.class);
      assertThat(followed).hasValue(0);
    }

    @Test
    void acceptsATokenOfAKeyInTheSet() throws JOSEException {
      assertThat(tokens.decode(sign(JWSAlgorithm.ES256, new ECDSASigner(key), "k1")).getSubject())
          .isEqualTo("ana");
    }

    @Test
    void acceptsAnAccessTokenByRfc9068() throws JOSEException {
      var header =
          new JWSHeader.Builder(JWSAlgorithm.ES256)
              .type(new JOSEObjectType("at+jwt"))
              .keyID("k1")
              .build();
      var token = new SignedJWT(header, claims().build());
      token.sign(new ECDSASigner(key));
      assertThat(tokens.decode(token.serialize()).getSubject()).isEqualTo("ana");
    }

    @Test
    void refusesASymmetricTokenMadeOfThePublicKey() throws JOSEException {
      byte[] publicKey = key.toECPublicKey().getEncoded();
      String token = sign(JWSAlgorithm.HS256, new MACSigner(publicKey), "k1");
      assertThatThrownBy(() -> tokens.decode(token)).isInstanceOf(BadJwtException.class);
    }

    @Test
    void refusesUnknownKeysWithoutFetchingForEach() throws JOSEException {
      tokens.decode(sign(JWSAlgorithm.ES256, new ECDSASigner(key), "k1"));
      ECKey other = new ECKeyGenerator(Curve.P_256).generate();
      for (int i = 0; i < 20; i++) {
        String token = sign(JWSAlgorithm.ES256, new ECDSASigner(other), "unknown-" + i);
        assertThatThrownBy(() -> tokens.decode(token)).isInstanceOf(BadJwtException.class);
      }
      assertThat(fetches).hasValueLessThanOrEqualTo(3);
    }

    @Test
    void reportsAnOutageBeforeTheFirstFetch() throws JOSEException {
      status = 500;
      String token = sign(JWSAlgorithm.ES256, new ECDSASigner(key), "k1");
      for (int i = 0; i < 4; i++) {
        assertThatThrownBy(() -> tokens.decode(token))
            .isInstanceOf(JwtException.class)
            .isNotInstanceOf(BadJwtException.class);
      }
    }
  }

  private void refuses(String token) {
    assertThatThrownBy(() -> tokens.decode(token)).isInstanceOf(BadJwtException.class);
  }

  private UserTokens tokens(Users users) {
    return UserTokens.of(
        users, new JsonDocuments(requests), refusal -> reasons.add(refusal.reason()), CLOCK);
  }

  private static Users users(Verification verification) {
    Duration skew = Duration.ofSeconds(30);
    return switch (verification) {
      case Verification.SharedSecret(var secret) ->
          new Users(Mode.HS256, secret, null, ISSUER, "authenticated", skew, skew, skew, skew);
      case Verification.KeySet(var uri, var cacheTtl, var minRefetch, var outageTtl) ->
          new Users(
              Mode.JWKS, null, uri, ISSUER, "authenticated", skew, cacheTtl, minRefetch, outageTtl);
    };
  }

  private static Date at(long seconds) {
    return Date.from(NOW.plusSeconds(seconds));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience("authenticated")
        .subject("ana")
        .expirationTime(at(600))
        .issueTime(at(-600))
        .claim("role", "authenticated");
  }

  private static String hs256(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
    var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), change.apply(claims()).build());
    token.sign(new MACSigner(SECRET));
    return token.serialize();
  }

  private static String sign(
      JWSAlgorithm algorithm, JWSSigner signer, @org.jspecify.annotations.Nullable String keyId)
      throws JOSEException {
    var token =
        new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims().build());
    token.sign(signer);
    return token.serialize();
  }
}
