package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.oauth.RefusalReporter;
import com.cloudaggregator.oauth.RefusalReporter.Refusal;
import com.cloudaggregator.oauth.RefusalReporter.Step;
import com.cloudaggregator.oauth.http.Json;
import com.cloudaggregator.oauth.http.JsonDocuments;
import com.cloudaggregator.oauth.openid.IdTokenVerifier;
import com.cloudaggregator.oauth.openid.IdTokenVerifier.Verification;
import com.cloudaggregator.oauth.openid.Issuer;
import com.cloudaggregator.oauth.openid.KeySet;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import tools.jackson.databind.JsonNode;

/**
 * Verifies ID tokens of the sign-in as those of providers are verified. Spring asks for a decoder
 * at each sign-in; the key set behind it is kept. Spring compares the nonce.
 */
final class HostIdTokens implements JwtDecoderFactory<ClientRegistration> {
  private static final KeySet.Times TIMES =
      new KeySet.Times(Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofHours(4));

  private final Map<URI, KeySet> keySets = new ConcurrentHashMap<>();
  private final Duration skew;
  private final JsonDocuments documents;
  private final RefusalReporter refusals;
  private final Clock clock;

  HostIdTokens(Duration skew, JsonDocuments documents, RefusalReporter refusals, Clock clock) {
    this.skew = skew;
    this.documents = documents;
    this.refusals = refusals;
    this.clock = clock;
  }

  @Override
  public JwtDecoder createDecoder(ClientRegistration registration) {
    var provider = registration.getProviderDetails();
    URI address = URI.create(Objects.requireNonNull(provider.getJwkSetUri()));
    KeySet keys =
        keySets.computeIfAbsent(
            address,
            uri ->
                new KeySet(() -> documents.read(uri, UserTokens.KEY_SET_DEADLINE), TIMES, clock));
    var verifier =
        new IdTokenVerifier(
            new Issuer(Objects.requireNonNull(provider.getIssuerUri())),
            registration.getClientId(),
            keys,
            clock,
            skew);
    return token -> decode(verifier, token);
  }

  private Jwt decode(IdTokenVerifier verifier, String token) {
    if (token.length() > UserTokens.MAX_LENGTH) {
      throw refused("too long");
    }
    return switch (verifier.verify(token)) {
      case Verification.Verified(var claims) -> jwt(token, claims);
      case Verification.Invalid(var check) -> throw refused(check);
      case Verification.Unavailable(var cause) -> {
        refusals.report(new Refusal(Refusal.SIGN_IN, Step.KEY_SET, "the key set cannot be read"));
        throw new JwtException("The key set cannot be read", cause);
      }
    };
  }

  private Jwt jwt(String token, JsonNode claims) {
    try {
      Map<String, Object> header = JWSObject.parse(token).getHeader().toJSONObject();
      Map<String, Object> values = JWTClaimsSet.parse(Json.members(claims)).getClaims();
      return Jwt.withTokenValue(token)
          .headers(headers -> headers.putAll(header))
          .claims(
              mapped ->
                  mapped.putAll(MappedJwtClaimSetConverter.withDefaults(Map.of()).convert(values)))
          .build();
    } catch (ParseException e) {
      throw refused("a claim has the wrong type");
    }
  }

  private BadJwtException refused(String check) {
    refusals.report(new Refusal(Refusal.SIGN_IN, Step.ID_TOKEN, check));
    return new BadJwtException("ID token refused: " + check);
  }
}
