package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.bootstrap.configuration.Settings.Users;
import com.cloudaggregator.bootstrap.configuration.Settings.Verification;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.oauth.RefusalReporter;
import com.cloudaggregator.oauth.RefusalReporter.Refusal;
import com.cloudaggregator.oauth.RefusalReporter.Step;
import com.cloudaggregator.oauth.http.JsonDocuments;
import com.cloudaggregator.oauth.http.SafeText;
import com.cloudaggregator.oauth.openid.KeySet;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Verifies the host product's user tokens (<a href="https://www.rfc-editor.org/rfc/rfc7519">RFC
 * 7519</a>, <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725</a>). Algorithm and key come
 * from the configuration, never from the token: HS256 with the shared secret, or RS256, PS256 and
 * ES256 with a key of the key set. The {@code typ} is JWT, {@code at+jwt} (<a
 * href="https://www.rfc-editor.org/rfc/rfc9068#section-2.1">RFC 9068, section 2.1</a>) or absent.
 * Checked claims: {@code iss} if configured, {@code aud}, {@code exp}, {@code nbf}, {@code sub} and
 * {@code role}.
 *
 * <p>A {@link BadJwtException} is the caller's fault, and the failed check is reported; any other
 * {@link JwtException} is an outage.
 */
final class UserTokens implements JwtDecoder {
  /** In characters. Users' tokens are much shorter; longer ones are not parsed. */
  static final int MAX_LENGTH = 8 * 1024;

  /**
   * The roles of Supabase's API keys, which are JWTs signed with the same legacy secret and
   * identify no user.
   */
  static final Set<String> NO_USER = Set.of("anon", "service_role");

  /** The longest time from the first byte sent to the last byte read. */
  static final Duration KEY_SET_DEADLINE = Duration.ofSeconds(3);

  private static final Set<JOSEObjectType> TYPES =
      Set.of(
          JOSEObjectType.JWT,
          new JOSEObjectType("at+jwt"),
          new JOSEObjectType("application/at+jwt"));

  private final NimbusJwtDecoder decoder;
  private final Set<JWSAlgorithm> algorithms;
  private final Users users;
  private final RefusalReporter refusals;
  private final Clock clock;

  private UserTokens(
      Set<JWSAlgorithm> algorithms,
      JWKSource<SecurityContext> keys,
      Users users,
      RefusalReporter refusals,
      Clock clock) {
    this.algorithms = algorithms;
    this.users = users;
    this.refusals = refusals;
    this.clock = clock;
    var types = new HashSet<@Nullable JOSEObjectType>(TYPES);
    types.add(null);
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(types));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
    // This class checks the claims, with our clock.
    processor.setJWTClaimsSetVerifier((claims, context) -> {});
    this.decoder = new NimbusJwtDecoder(processor);
    this.decoder.setJwtValidator(token -> OAuth2TokenValidatorResult.success());
  }

  static UserTokens of(
      Users users, JsonDocuments documents, RefusalReporter refusals, Clock clock) {
    return switch (users.verification()) {
      case Verification.SharedSecret(var secret) ->
          new UserTokens(
              Set.of(JWSAlgorithm.HS256),
              new ImmutableSecret<>(secret.reveal().getBytes(StandardCharsets.UTF_8)),
              users,
              refusals,
              clock);
      case Verification.KeySet(var uri, var cacheTtl, var minRefetch, var outageTtl) ->
          new UserTokens(
              Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256),
              new KeySet(
                  () -> documents.read(uri, KEY_SET_DEADLINE),
                  new KeySet.Times(cacheTtl, minRefetch, outageTtl),
                  clock),
              users,
              refusals,
              clock);
    };
  }

  @Override
  public Jwt decode(String token) {
    if (token.length() > MAX_LENGTH) {
      throw refused("too long");
    }
    JWSObject jws;
    try {
      jws = JWSObject.parse(token);
    } catch (ParseException e) {
      throw refused("malformed or not signed");
    }
    requireHeader(jws.getHeader());
    Jwt jwt = verified(token);
    String wrong = wrongClaim(jwt, jws);
    if (wrong != null) {
      throw refused(wrong);
    }
    return jwt;
  }

  private void requireHeader(JWSHeader header) {
    if (!algorithms.contains(header.getAlgorithm())) {
      throw refused("alg " + SafeText.orElse(header.getAlgorithm().getName(), "unknown"));
    }
    // RFC 7515, section 4.1.11: a critical header that is not understood; RFC 7797, section 7: b64
    // has no place in a JWT.
    if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
      throw refused("crit");
    }
    if (header.getType() != null && !TYPES.contains(header.getType())) {
      throw refused("typ");
    }
  }

  private Jwt verified(String token) {
    try {
      return decoder.decode(token);
    } catch (BadJwtException e) {
      throw switch (e.getCause()) {
        case BadJWSException _ -> refused("signature");
        case BadJOSEException _ -> refused("no key of the issuer fits");
        case null, default -> refused("malformed");
      };
    } catch (JwtException e) {
      if (e.getCause() instanceof KeySourceException) {
        refusals.report(new Refusal(Refusal.USERS, Step.KEY_SET, "the key set cannot be read"));
        throw e;
      }
      throw refused("signature");
    }
  }

  /** Names the claim, never its value. */
  private BadJwtException refused(String check) {
    refusals.report(new Refusal(Refusal.USERS, Step.TOKEN, check));
    return new BadJwtException("Token refused: " + check);
  }

  private @Nullable String wrongClaim(Jwt token, JWSObject jws) {
    Instant now = clock.instant();
    Duration skew = users.clockSkew();
    Instant expires = token.getExpiresAt();
    Instant notBefore = token.getNotBefore();
    if (expires == null || !now.isBefore(expires.plus(skew))) {
      return "exp";
    }
    if (notBefore != null && now.isBefore(notBefore.minus(skew))) {
      return "nbf";
    }
    if (users.issuer() != null && !users.issuer().equals(token.getClaims().get("iss"))) {
      return "iss";
    }
    if (token.getAudience() == null || !token.getAudience().contains(users.audience())) {
      return "aud";
    }
    // Not the subject of the Jwt: Nimbus converts a number, which would make 7 and "7" one user
    // (RFC 7519, 4.1.2).
    if (!isUserId(jws.getPayload().toJSONObject().get("sub"))) {
      return "sub";
    }
    Object role = token.getClaims().get("role");
    return role != null && (!(role instanceof String text) || NO_USER.contains(text))
        ? "role"
        : null;
  }

  static boolean isUserId(@Nullable Object subject) {
    if (!(subject instanceof String text)) {
      return false;
    }
    try {
      new UserId(text);
      return true;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
