package com.cloudaggregator.oauth.seal;

import com.cloudaggregator.application.keys.OtherKeys;
import com.cloudaggregator.application.keys.OtherKeys.KeyUse;
import com.cloudaggregator.application.transfer.TransferTokens;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.domain.ownership.TransferToken;
import com.cloudaggregator.oauth.KeyRing;
import com.cloudaggregator.oauth.SymmetricKey;
import com.cloudaggregator.oauth.http.Json;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Transfer tokens as compact JWS with HS256 (<a href="https://www.rfc-editor.org/rfc/rfc7515">RFC
 * 7515</a>, <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725</a>). The token holds the
 * requester, the offer and the expiry; no owner, no account, no provider. Its {@code typ}, audience
 * and key ring distinguish it from every other token.
 */
final class SignedTransferTokens implements TransferTokens {
  private static final String TYPE = "ownership-transfer+jwt";
  private static final String AUDIENCE = "cloud-aggregator/transfer-ownership";
  private static final int LONGEST = 4096;
  private static final Duration SKEW = Duration.ofSeconds(5);
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final String issuer;
  private final KeyRing keys;
  private final OtherKeys others;
  private final Clock clock;

  SignedTransferTokens(URI issuer, KeyRing keys, OtherKeys others, Clock clock) {
    this.issuer = issuer.toString();
    this.keys = keys;
    this.others = others;
    this.clock = clock;
  }

  @Override
  public TransferToken issue(TransferGrant grant) {
    SymmetricKey key = keys.active();
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.HS256)
            .type(new JOSEObjectType(TYPE))
            .keyID(key.id())
            .build();
    Payload claims =
        new Payload(
            Map.of(
                "iss", issuer,
                "aud", AUDIENCE,
                "sub", grant.requester().value(),
                "jti", grant.id().toString(),
                "iat", clock.instant().getEpochSecond(),
                "exp", grant.expiresAt().getEpochSecond()));
    JWSObject jws = new JWSObject(header, claims);
    try {
      jws.sign(new MACSigner(key.secret()));
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 is not available", e);
    }
    return new TransferToken(jws.serialize());
  }

  @Override
  public VerifyResult verify(TransferToken token) {
    return authentic(token.reveal()).map(this::judge).orElseGet(VerifyResult.Invalid::new);
  }

  /** The claims, if they are signed by one of our keys as a transfer token. */
  private Optional<JsonNode> authentic(String compact) {
    if (compact.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      JWSObject jws = JWSObject.parse(compact);
      JWSHeader header = jws.getHeader();
      if (!isOurKind(header)) {
        return Optional.empty();
      }
      Optional<SymmetricKey> key = keys.find(header.getKeyID());
      if (key.isEmpty()) {
        others.requireUnknown(KeyUse.TRANSFER, header.getKeyID());
        return Optional.empty();
      }
      return jws.verify(new MACVerifier(key.get().secret()))
          ? Json.object(jws.getPayload().toBytes())
          : Optional.empty();
    } catch (ParseException | JOSEException e) {
      // The message would repeat parts of the token.
      return Optional.empty();
    }
  }

  private static boolean isOurKind(JWSHeader header) {
    return JWSAlgorithm.HS256.equals(header.getAlgorithm())
        && header.getType() != null
        && TYPE.equals(header.getType().getType())
        && header.getKeyID() != null
        && header.getCriticalParams() == null;
  }

  private VerifyResult judge(JsonNode claims) {
    UserId requester = user(Json.text(claims, "sub"));
    String id = Json.text(claims, "jti");
    Long issuedAt = Json.number(claims, "iat");
    Long expiresAt = Json.number(claims, "exp");
    Instant now = clock.instant();
    if (requester == null
        || id == null
        || !UUID_FORM.matcher(id).matches()
        || issuedAt == null
        || expiresAt == null
        || !issuer.equals(Json.text(claims, "iss"))
        || !AUDIENCE.equals(Json.text(claims, "aud"))
        || issuedAt > now.plus(SKEW).getEpochSecond()) {
      return new VerifyResult.Invalid();
    }
    return expiresAt > now.minus(SKEW).getEpochSecond()
        ? new VerifyResult.Valid(new TransferId(UUID.fromString(id)), requester)
        : new VerifyResult.Expired();
  }

  private static @Nullable UserId user(@Nullable String subject) {
    try {
      return subject == null ? null : new UserId(subject);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
