package com.cloudaggregator.oauth.openid;

import com.cloudaggregator.oauth.http.Json;
import com.cloudaggregator.oauth.http.SafeText;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Verifies ID tokens by <a
 * href="https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation">OpenID Connect
 * Core, section 3.1.3.7</a>: signed by a key of the issuer with RS256, PS256 or ES256, issued to
 * our client, and in time. The caller compares the {@code nonce}.
 *
 * @see "docs/decisions/0058"
 */
public final class IdTokenVerifier {
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);

  private static final String NO_CLAIMS = "claims are not a JSON object";

  private final Issuer issuer;
  private final String clientId;
  private final JWKSource<SecurityContext> keys;
  private final Clock clock;
  private final Duration skew;

  /**
   * @param skew by how much the issuer's clock may differ from ours
   */
  public IdTokenVerifier(
      Issuer issuer, String clientId, JWKSource<SecurityContext> keys, Clock clock, Duration skew) {
    this.issuer = issuer;
    this.clientId = clientId;
    this.keys = keys;
    this.clock = clock;
    this.skew = skew;
  }

  /** The answers to {@link #verify}. */
  public sealed interface Verification {
    record Verified(JsonNode claims) implements Verification {
      @Override
      public String toString() {
        return "Verified[…]";
      }
    }

    /**
     * @param check the check that failed; no part of the token but the name of its algorithm
     */
    record Invalid(String check) implements Verification {}

    /** The keys of the issuer cannot be read. */
    record Unavailable(KeySourceException cause) implements Verification {}
  }

  public Verification verify(String compact) {
    try {
      JWSObject jws = JWSObject.parse(compact);
      String wrong = wrongHeader(jws.getHeader());
      if (wrong == null) {
        wrong = wrongSignature(jws);
      }
      return wrong == null ? judge(jws.getPayload().toBytes()) : new Verification.Invalid(wrong);
    } catch (KeySourceException e) {
      return new Verification.Unavailable(e);
    } catch (ParseException | JOSEException e) {
      // The message would repeat parts of the token.
      return new Verification.Invalid("malformed or not signed");
    }
  }

  private static @Nullable String wrongHeader(JWSHeader header) {
    if (!ALGORITHMS.contains(header.getAlgorithm())) {
      return "alg " + SafeText.orElse(header.getAlgorithm().getName(), "unknown");
    }
    // RFC 7515, section 4.1.11: a critical header that is not understood; RFC 7797, section 7: b64
    // has no place in a JWT.
    if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
      return "crit";
    }
    // RFC 8725, section 3.11: "…+jwt" says that it is another kind of token.
    return header.getType() != null
            && header.getType().getType().toLowerCase(Locale.ROOT).endsWith("+jwt")
        ? "typ"
        : null;
  }

  /**
   * A key in the header, or the address of one, is ignored (RFC 8725, section 3.10). If the set has
   * several keys that fit, the header must name one (OpenID Connect Core, section 10.1).
   */
  private @Nullable String wrongSignature(JWSObject jws) throws JOSEException {
    JsonNode claims = Json.object(jws.getPayload().toBytes()).orElse(null);
    if (claims == null) {
      return NO_CLAIMS;
    }
    String issuedBy = Optional.ofNullable(Json.text(claims, "iss")).orElse("");
    List<JWK> fitting =
        keys.get(
            new JWKSelector(JWKMatcher.forJWSHeader(jws.getHeader())),
            new KeySet.SignedFor(issuedBy, tenant(claims)));
    if (fitting.size() != 1 || !(fitting.getFirst() instanceof AsymmetricJWK key)) {
      return fitting.isEmpty() ? "no key of the issuer fits" : "kid is needed";
    }
    var verifiers = new DefaultJWSVerifierFactory();
    return jws.verify(verifiers.createJWSVerifier(jws.getHeader(), key.toPublicKey()))
        ? null
        : "signature";
  }

  private Verification judge(byte[] payload) {
    JsonNode claims = Json.object(payload).orElse(null);
    if (claims == null) {
      return new Verification.Invalid(NO_CLAIMS);
    }
    String wrong = wrongClaim(claims);
    return wrong == null ? new Verification.Verified(claims) : new Verification.Invalid(wrong);
  }

  private @Nullable String wrongClaim(JsonNode claims) {
    if (!isIssuedHere(claims)) {
      return "iss";
    }
    if (!isForUs(claims.path("aud"))) {
      return "aud";
    }
    if (!isAuthorizedParty(claims)) {
      return "azp";
    }
    if (Json.text(claims, "sub") == null) {
      return "sub is " + (claims.path("sub").isMissingNode() ? "missing" : "not a JSON string");
    }
    return wrongTime(claims);
  }

  private boolean isIssuedHere(JsonNode claims) {
    String issuedBy = Json.text(claims, "iss");
    return issuedBy != null && issuer.matches(issuedBy, tenant(claims));
  }

  private static String tenant(JsonNode claims) {
    return Optional.ofNullable(Json.text(claims, "tid")).orElse("");
  }

  private boolean isForUs(JsonNode audience) {
    return audience.isArray()
        ? audience.valueStream().anyMatch(one -> clientId.equals(Json.text(one)))
        : clientId.equals(Json.text(audience));
  }

  /**
   * With several audiences the token must name the party that it was issued to; if it names one,
   * that must be us.
   */
  private boolean isAuthorizedParty(JsonNode claims) {
    JsonNode party = claims.path("azp");
    JsonNode audience = claims.path("aud");
    return party.isMissingNode()
        ? !audience.isArray() || audience.size() == 1
        : clientId.equals(Json.text(party));
  }

  private @Nullable String wrongTime(JsonNode claims) {
    Long expiresAt = Json.seconds(claims, "exp");
    Long issuedAt = Json.seconds(claims, "iat");
    Long notBefore = Json.seconds(claims, "nbf");
    Instant now = clock.instant();
    long latest = now.plus(skew).getEpochSecond();
    if (expiresAt == null || expiresAt <= now.minus(skew).getEpochSecond()) {
      return "exp";
    }
    if (issuedAt == null || issuedAt > latest) {
      return "iat";
    }
    boolean isTooEarly =
        !claims.path("nbf").isMissingNode() && (notBefore == null || notBefore > latest);
    return isTooEarly ? "nbf" : null;
  }
}
