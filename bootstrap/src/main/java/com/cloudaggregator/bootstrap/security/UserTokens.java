package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.bootstrap.configuration.Settings.Users;
import com.cloudaggregator.bootstrap.configuration.Settings.Verification;
import com.cloudaggregator.domain.account.UserId;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Verifies the host product's user tokens (RFC 7519, RFC 8725): algorithm by allow-list and key by configuration alone,
 * whatever the token's header says; {@code iss} when configured, {@code aud}, {@code exp}, {@code nbf}, {@code sub} and
 * {@code role}. A {@link BadJwtException} is the caller's fault, any other {@link JwtException} an outage.
 */
final class UserTokens implements JwtDecoder {
  /** Characters; a token of a user is well below, and nothing larger is parsed. */
  static final int MAX_LENGTH = 8 * 1024;

  /** Supabase's keys for programs are JWTs of the same legacy secret; they stand for no user. */
  static final Set<String> NO_USER = Set.of("anon", "service_role");

  /** From the first byte sent to the last one read. */
  static final Duration KEY_SET_DEADLINE = Duration.ofSeconds(3);
  private static final long CACHE_LOCK_MILLIS = 5_000;

  private final NimbusJwtDecoder decoder;
  private final AtomicBoolean keysSeen;

  private UserTokens(NimbusJwtDecoder decoder, AtomicBoolean keysSeen, Users users, Clock clock) {
    this.decoder = decoder;
    this.keysSeen = keysSeen;
    decoder.setJwtValidator(new Claims(users, clock));
  }

  static UserTokens of(Users users, Clock clock) {
    return switch (users.verification()) {
      case Verification.SharedSecret(var secret) -> {
        var key = new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        var decoder = NimbusJwtDecoder.withSecretKey(key).macAlgorithm(MacAlgorithm.HS256).build();
        yield new UserTokens(decoder, new AtomicBoolean(true), users, clock);
      }
      case Verification.KeySet keySet -> {
        var keysSeen = new AtomicBoolean();
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
            Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256), source(keySet, keysSeen)));
        processor.setJWTClaimsSetVerifier((claims, context) -> {}); // Claims below does it, with our clock
        yield new UserTokens(new NimbusJwtDecoder(processor), keysSeen, users, clock);
      }
    };
  }

  /** Key sets are fetched in bounded time and size, kept through an outage, and never asked for in a flood. */
  static JWKSource<SecurityContext> source(Verification.KeySet keySet) {
    return source(keySet, new AtomicBoolean());
  }

  private static JWKSource<SecurityContext> source(Verification.KeySet keySet, AtomicBoolean keysSeen) {
    var http = new KeySetRetriever(KEY_SET_DEADLINE);
    ResourceRetriever noting = new ResourceRetriever() {
      @Override
      public Resource retrieveResource(URL url) throws IOException {
        Resource resource = http.retrieveResource(url);
        keysSeen.set(true);
        return resource;
      }
    };
    try {
      var builder = JWKSourceBuilder.<SecurityContext>create(keySet.uri().toURL(), noting)
          .cache(keySet.cacheTtl().toMillis(), CACHE_LOCK_MILLIS)
          .refreshAheadCache(false)
          .rateLimited(keySet.minRefetch().toMillis());
      return keySet.outageTtl().isZero()
          ? builder.build()
          : builder.outageTolerant(keySet.outageTtl().toMillis()).build();
    } catch (MalformedURLException impossible) {
      throw new IllegalArgumentException("The configuration check lets only https addresses pass", impossible);
    }
  }

  @Override
  public Jwt decode(String token) {
    if (token.length() > MAX_LENGTH) {
      throw new BadJwtException("The token is too long");
    }
    try {
      Jwt jwt = decoder.decode(token);
      requireTextualSubject(token);
      return jwt;
    } catch (BadJwtException bad) {
      throw bad;
    } catch (JwtException failure) {
      if (isOutage(failure)) {
        throw failure;
      }
      throw new BadJwtException("The token cannot be verified", failure);
    }
  }

  /** Nimbus reads a number as its digits, which would make 7 and "7" one user (RFC 7519, section 4.1.2). */
  private static void requireTextualSubject(String token) {
    try {
      if (!(JWSObject.parse(token).getPayload().toJSONObject().get("sub") instanceof String)) {
        throw new BadJwtException("Claim refused: sub");
      }
    } catch (ParseException impossible) {
      throw new BadJwtException("The token cannot be read", impossible);
    }
  }

  /** Unknown keys asked for faster than the set may be fetched are the caller's fault, once there is a set at all. */
  private boolean isOutage(JwtException failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RateLimitReachedException) {
        return !keysSeen.get();
      }
      if (cause instanceof KeySourceException) {
        return true;
      }
    }
    return false;
  }

  /** What the claims must say. Errors name the claim, never its value. */
  record Claims(Users users, Clock clock) implements OAuth2TokenValidator<Jwt> {

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
      String wrong = wrong(token);
      return wrong == null
          ? OAuth2TokenValidatorResult.success()
          : OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", "Claim refused: " + wrong, null));
    }

    private @Nullable String wrong(Jwt token) {
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
      if (users.issuer().isPresent() && !users.issuer().get().equals(token.getClaims().get("iss"))) {
        return "iss";
      }
      if (token.getAudience() == null || !token.getAudience().contains(users.audience())) {
        return "aud";
      }
      if (!isUserId(token.getClaims().get("sub"))) {
        return "sub";
      }
      Object role = token.getClaims().get("role");
      if (role != null && (!(role instanceof String text) || NO_USER.contains(text))) {
        return "role";
      }
      return null;
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
}
