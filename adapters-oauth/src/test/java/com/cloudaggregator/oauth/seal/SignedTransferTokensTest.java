package com.cloudaggregator.oauth.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.keys.OtherKeys.KeyUse;
import com.cloudaggregator.application.transfer.TransferTokens.VerifyResult.Expired;
import com.cloudaggregator.application.transfer.TransferTokens.VerifyResult.Invalid;
import com.cloudaggregator.application.transfer.TransferTokens.VerifyResult.Valid;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.domain.ownership.TransferToken;
import com.cloudaggregator.oauth.Fixtures;
import com.cloudaggregator.oauth.Signing;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACSigner;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedTransferTokensTest {
  private static final TransferId ID =
      new TransferId(UUID.fromString("0198c1f0-0000-7000-8000-000000000001"));
  private static final UserId BOB = new UserId("bob");
  private static final TransferGrant GRANT =
      new TransferGrant(
          ID,
          BOB,
          new AccountId(new UUID(1, 2)),
          new UserId("alice"),
          new Epoch(7),
          Fixtures.NOW.plusSeconds(600));
  private static final String TYPE = "ownership-transfer+jwt";

  private static SignedTransferTokens tokens(Duration later, String... keys) {
    return new SignedTransferTokens(
        Fixtures.PUBLIC_URL,
        Fixtures.ring(keys),
        new OtherNode(KeyUse.TRANSFER, "t2"),
        Clock.fixed(Fixtures.NOW.plus(later), ZoneOffset.UTC));
  }

  private final SignedTransferTokens tokens = tokens(Duration.ZERO, "t1");

  private static Map<String, Object> claims() throws ParseException {
    return JWSObject.parse(tokens(Duration.ZERO, "t1").issue(GRANT).reveal())
        .getPayload()
        .toJSONObject();
  }

  private static JWSHeader.Builder header() {
    return new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType(TYPE)).keyID("t1");
  }

  private static TransferToken signed(JWSHeader header, Map<String, Object> claims)
      throws JOSEException {
    return new TransferToken(
        Signing.sign(claims, header, new MACSigner(Fixtures.key("t1").secret())));
  }

  @Test
  void saysNothingAboutATokenUnderAKeyOfAnotherNode() {
    assertThatThrownBy(() -> tokens.verify(tokens(Duration.ZERO, "t2").issue(GRANT)))
        .isInstanceOf(StoreException.class);
    assertThat(tokens.verify(tokens(Duration.ZERO, "t3").issue(GRANT))).isEqualTo(new Invalid());
  }

  @Test
  void containsRequesterOfferAndExpiryOnly() throws ParseException {
    JWSObject jws = JWSObject.parse(tokens.issue(GRANT).reveal());
    assertThat(jws.getHeader().toJSONObject())
        .containsOnly(Map.entry("alg", "HS256"), Map.entry("typ", TYPE), Map.entry("kid", "t1"));
    assertThat(jws.getPayload().toJSONObject())
        .containsOnlyKeys("iss", "aud", "sub", "jti", "iat", "exp")
        .containsEntry("sub", "bob")
        .containsEntry("jti", ID.toString())
        .containsEntry("exp", Fixtures.NOW.getEpochSecond() + 600);
  }

  @Test
  void isValidUntilItExpiresWithinFiveSeconds() {
    TransferToken token = tokens.issue(GRANT);
    assertThat(tokens(Duration.ofSeconds(604), "t1").verify(token)).isEqualTo(new Valid(ID, BOB));
    assertThat(tokens(Duration.ofSeconds(605), "t1").verify(token)).isEqualTo(new Expired());
  }

  @Test
  void isValidWithAnOlderKeyOfTheRing() {
    assertThat(tokens(Duration.ZERO, "t2", "t1").verify(tokens.issue(GRANT)))
        .isEqualTo(new Valid(ID, BOB));
    assertThat(tokens(Duration.ZERO, "t2").verify(tokens.issue(GRANT))).isEqualTo(new Invalid());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30.", "\u0000"})
  void refusesGarbage(String garbage) {
    assertThat(tokens.verify(new TransferToken(garbage))).isEqualTo(new Invalid());
  }

  @Test
  void refusesAnOverlongTokenWithoutParsing() {
    assertThat(tokens.verify(new TransferToken(tokens.issue(GRANT).reveal() + "A".repeat(4096))))
        .isEqualTo(new Invalid());
  }

  @Test
  void refusesAChangedToken() {
    String token = tokens.issue(GRANT).reveal();
    String changed =
        token.substring(0, 60) + (token.charAt(60) == 'A' ? 'B' : 'A') + token.substring(61);
    assertThat(tokens.verify(new TransferToken(changed))).isEqualTo(new Invalid());
  }

  @Nested
  class WhenOurKeySignedSomethingElse {
    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "sub", "jti", "iat", "exp"})
    void refusesAMissingClaim(String claim) throws ParseException, JOSEException {
      Map<String, Object> claims = new HashMap<>(claims());
      claims.remove(claim);
      assertThat(tokens.verify(signed(header().build(), claims))).isEqualTo(new Invalid());
    }

    @Test
    void refusesWrongClaims() throws ParseException, JOSEException {
      refuses("iss", "https://elsewhere.example");
      refuses("aud", "authenticated");
      refuses("sub", "two words");
      refuses("sub", 7);
      refuses("jti", "7");
      refuses("exp", "tomorrow");
      refuses("iat", Fixtures.NOW.getEpochSecond() + 6);
    }

    private void refuses(String claim, Object value) throws ParseException, JOSEException {
      Map<String, Object> claims = new HashMap<>(claims());
      claims.put(claim, value);
      assertThat(tokens.verify(signed(header().build(), claims)))
          .as(claim)
          .isEqualTo(new Invalid());
    }

    @Test
    void refusesOtherHeaders() throws ParseException, JOSEException {
      refuses(header().type(JOSEObjectType.JWT).build());
      refuses(header().type(new JOSEObjectType("Ownership-Transfer+JWT")).build());
      refuses(header().type(null).build());
      refuses(header().keyID(null).build());
      refuses(header().keyID("t9").build());
      refuses(header().criticalParams(Set.of("b64")).build());
    }

    private void refuses(JWSHeader header) throws ParseException, JOSEException {
      assertThat(tokens.verify(signed(header, claims()))).isEqualTo(new Invalid());
    }

    @Test
    void isExpiredOnlyIfEverythingElseIsValid() throws ParseException, JOSEException {
      Map<String, Object> claims = new HashMap<>(claims());
      claims.put("exp", Fixtures.NOW.getEpochSecond() - 60);
      assertThat(tokens.verify(signed(header().build(), claims))).isEqualTo(new Expired());
      claims.put("aud", "authenticated");
      assertThat(tokens.verify(signed(header().build(), claims))).isEqualTo(new Invalid());
    }
  }
}
