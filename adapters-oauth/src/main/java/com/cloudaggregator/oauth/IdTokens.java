package com.cloudaggregator.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import java.security.PublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Believes an ID token only by OpenID Connect Core, section 3.1.3.7: signed by a key of its issuer with an algorithm of
 * our list, for our client, of this very flow, and in time by our clock, give or take 60 seconds.
 */
final class IdTokens {
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);
  private static final Duration SKEW = Duration.ofSeconds(60);

  private final Issuer issuer;
  private final String clientId;
  private final ProviderKeys keys;
  private final Clock clock;

  IdTokens(Issuer issuer, String clientId, ProviderKeys keys, Clock clock) {
    this.issuer = issuer;
    this.clientId = clientId;
    this.keys = keys;
    this.clock = clock;
  }

  /** The answers to {@link #verify}. */
  sealed interface Verification {
    record Verified(JsonNode claims) implements Verification {
      @Override
      public String toString() {
        return "Verified[…]";
      }
    }

    record Invalid() implements Verification {}

    /** The keys cannot be had. */
    record Unavailable() implements Verification {}
  }

  Verification verify(String compact, String nonce) {
    try {
      JWSObject jws = JWSObject.parse(compact);
      JWSHeader header = jws.getHeader();
      // A header's own key, or the address of one, is never looked at (RFC 8725, section 3.10).
      if (!ALGORITHMS.contains(header.getAlgorithm())
          || header.getCriticalParams() != null
          || !header.isBase64URLEncodePayload()) {
        return new Verification.Invalid();
      }
      return switch (keys.find(header)) {
        case ProviderKeys.Search.Found(var key) ->
            isSignedBy(key, jws) ? judge(jws.getPayload().toBytes(), nonce) : new Verification.Invalid();
        case ProviderKeys.Search.None _ -> new Verification.Invalid();
        case ProviderKeys.Search.Unavailable _ -> new Verification.Unavailable();
      };
    } catch (ParseException | JOSEException e) {
      // What a provider has sent is not repeated.
      return new Verification.Invalid();
    }
  }

  private static boolean isSignedBy(JWK key, JWSObject jws) throws JOSEException {
    if (!(key instanceof AsymmetricJWK asymmetric)) {
      return false;
    }
    PublicKey publicKey = asymmetric.toPublicKey();
    return jws.verify(new DefaultJWSVerifierFactory().createJWSVerifier(jws.getHeader(), publicKey));
  }

  private Verification judge(byte[] payload, String nonce) {
    return Json.object(payload)
        .filter(claims -> isForThisFlow(claims, nonce))
        .<Verification>map(Verification.Verified::new)
        .orElseGet(Verification.Invalid::new);
  }

  private boolean isForThisFlow(JsonNode claims, String nonce) {
    return isIssuedHere(claims) && isForUs(claims) && isInTime(claims) && nonce.equals(Json.text(claims, "nonce"))
        && Json.text(claims, "sub") != null;
  }

  private boolean isIssuedHere(JsonNode claims) {
    String issuedBy = Json.text(claims, "iss");
    String tenant = Optional.ofNullable(Json.text(claims, "tid")).orElse("");
    return issuedBy != null && issuer.matches(issuedBy, tenant);
  }

  /** With more than one audience the token must say that it was issued to us; named, the party must be us always. */
  private boolean isForUs(JsonNode claims) {
    JsonNode audience = claims.path("aud");
    JsonNode party = claims.path("azp");
    boolean partyIsUs = clientId.equals(Json.text(party));
    if (audience.isArray()) {
      return audience.valueStream().anyMatch(one -> clientId.equals(Json.text(one)))
          && (party.isMissingNode() ? audience.size() == 1 : partyIsUs);
    }
    return clientId.equals(Json.text(audience)) && (party.isMissingNode() || partyIsUs);
  }

  private boolean isInTime(JsonNode claims) {
    Long expiresAt = Json.number(claims, "exp");
    Long issuedAt = Json.number(claims, "iat");
    Long notBefore = Json.number(claims, "nbf");
    Instant now = clock.instant();
    long soon = now.plus(SKEW).getEpochSecond();
    return expiresAt != null
        && expiresAt > now.minus(SKEW).getEpochSecond()
        && issuedAt != null
        && issuedAt <= soon
        && (claims.path("nbf").isMissingNode() || notBefore != null && notBefore <= soon);
  }
}
