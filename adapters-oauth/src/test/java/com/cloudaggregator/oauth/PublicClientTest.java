package com.cloudaggregator.oauth;

import static com.cloudaggregator.oauth.MisbehavingProvider.json;
import static com.cloudaggregator.oauth.MisbehavingProvider.reply;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.Providers.AuthorizationRequest;
import com.cloudaggregator.application.port.Providers.AuthorizationResult;
import com.cloudaggregator.application.port.Providers.ExchangeResult;
import com.cloudaggregator.application.port.Providers.RefreshRequest;
import com.cloudaggregator.application.port.RevocationEndpoints.RevokeResult;
import com.cloudaggregator.application.port.Revocations.TokenKind;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.MisbehavingProvider.Call;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client without a secret names itself in every form, proves itself by nothing, and has its code bound by PKCE. */
@Timeout(30)
class PublicClientTest {
  private static final Provider ACME = new Provider("acme");

  private final MisbehavingProvider provider = new MisbehavingProvider();
  private final ConfiguredProviders providers =
      new ConfiguredProviders(Fixtures.settings(Map.of("acme", Fixtures.publicClient(provider))), Fixtures.CLOCK);

  @BeforeEach
  void giveTokens() {
    provider.on("/token", json("{\"access_token\":\"a\",\"token_type\":\"bearer\",\"expires_in\":60,"
        + "\"refresh_token\":\"r\"}"));
    provider.on("/me", json("{\"id\":\"account-1\"}"));
    provider.on("/revoke", reply(200, Map.of(), ""));
  }

  @AfterEach
  void close() {
    providers.close();
    provider.close();
  }

  private void namesItselfAndNoMore(String path) {
    Call call = provider.calls(path).getFirst();
    assertThat(call.body()).contains("client_id=" + Fixtures.CLIENT).doesNotContain("client_secret", "client_assertion");
    assertThat(call.headers()).doesNotContainKey("Authorization");
  }

  @Test
  void isConfiguredByItsIdAlone() {
    assertThat(providers.find(ACME).orElseThrow().configured()).isTrue();
  }

  @Test
  void asksWithAChallenge() {
    var request = new AuthorizationRequest(
        ACME, new Secret("s".repeat(43)), Fixtures.VERIFIER, Fixtures.NONCE, null, false);

    assertThat(providers.authorize(request)).isInstanceOfSatisfying(AuthorizationResult.Redirect.class, redirect ->
        assertThat(redirect.location().getRawQuery()).contains("code_challenge=", "code_challenge_method=S256"));
  }

  @Test
  void exchangesACodeByItsVerifier() {
    assertThat(providers.exchange(ACME, new Secret("the-code"), Fixtures.VERIFIER, Fixtures.NONCE))
        .isInstanceOf(ExchangeResult.Identified.class);

    namesItselfAndNoMore("/token");
    assertThat(provider.calls("/token").getFirst().body())
        .contains("code=the-code", "code_verifier=" + Fixtures.VERIFIER.reveal());
  }

  @Test
  void refreshes() {
    assertThat(providers.refresh(
            new RefreshRequest(ACME, new Secret("old"), Set.of(), null, Duration.ofSeconds(2))))
        .isInstanceOf(RefreshVerdict.Refreshed.class);

    namesItselfAndNoMore("/token");
    assertThat(provider.calls("/token").getFirst().body()).contains("refresh_token=old");
  }

  @Test
  void revokes() {
    assertThat(providers.revoke(ACME, new Secret("old"), TokenKind.REFRESH_TOKEN))
        .isInstanceOf(RevokeResult.Revoked.class);

    namesItselfAndNoMore("/revoke");
    assertThat(provider.calls("/revoke").getFirst().body()).contains("token=old");
  }
}
