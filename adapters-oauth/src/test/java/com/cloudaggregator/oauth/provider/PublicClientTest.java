package com.cloudaggregator.oauth.provider;

import static com.cloudaggregator.oauth.http.MisbehavingProvider.json;
import static com.cloudaggregator.oauth.http.MisbehavingProvider.reply;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.disconnect.RevocationEndpoints.RevokeResult;
import com.cloudaggregator.application.disconnect.Revocations.TokenKind;
import com.cloudaggregator.application.provider.Providers.AuthorizationRequest;
import com.cloudaggregator.application.provider.Providers.AuthorizationResult;
import com.cloudaggregator.application.provider.Providers.ExchangeResult;
import com.cloudaggregator.application.provider.Providers.RefreshRequest;
import com.cloudaggregator.application.provider.Providers.StorageResult;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.Fixtures;
import com.cloudaggregator.oauth.http.MisbehavingProvider;
import com.cloudaggregator.oauth.http.MisbehavingProvider.Call;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client without a secret sends its id with every form; PKCE binds the code to it. */
@Timeout(30)
class PublicClientTest {
  private static final Provider ACME = new Provider("acme");

  private final MisbehavingProvider provider = new MisbehavingProvider();
  private final ConfiguredProviders providers =
      new ConfiguredProviders(
          Fixtures.settings(Map.of("acme", Fixtures.publicClient(provider))),
          refusal -> {},
          Fixtures.CLOCK);

  @BeforeEach
  void giveTokens() {
    provider.on(
        "/token",
        json(
            "{\"access_token\":\"a\",\"token_type\":\"bearer\",\"expires_in\":60,"
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
    assertThat(call.body())
        .contains("client_id=" + Fixtures.CLIENT)
        .doesNotContain("client_secret", "client_assertion");
    assertThat(call.headers()).doesNotContainKey("Authorization");
  }

  @Test
  void isConfiguredByTheClientIdAlone() {
    assertThat(providers.find(ACME).orElseThrow().configured()).isTrue();
  }

  @Test
  void requestsACodeWithAChallenge() {
    var request =
        new AuthorizationRequest(
            ACME, new Secret("s".repeat(43)), Fixtures.VERIFIER, Fixtures.NONCE, null, false);

    assertThat(providers.authorize(request))
        .isInstanceOfSatisfying(
            AuthorizationResult.Redirect.class,
            redirect ->
                assertThat(redirect.location().getRawQuery())
                    .contains("code_challenge=", "code_challenge_method=S256"));
  }

  @Test
  void exchangesACodeWithItsVerifier() {
    assertThat(providers.exchange(ACME, new Secret("the-code"), Fixtures.VERIFIER, Fixtures.NONCE))
        .isInstanceOf(ExchangeResult.Identified.class);

    namesItselfAndNoMore("/token");
    assertThat(provider.calls("/token").getFirst().body())
        .contains("code=the-code", "code_verifier=" + Fixtures.VERIFIER.reveal());
  }

  @Test
  void refreshes() {
    assertThat(
            providers.refresh(
                new RefreshRequest(
                    ACME, null, new Secret("old"), Set.of(), null, Duration.ofSeconds(2))))
        .isInstanceOf(RefreshVerdict.Refreshed.class);

    namesItselfAndNoMore("/token");
    assertThat(provider.calls("/token").getFirst().body()).contains("refresh_token=old");
  }

  /** Not an outage: this provider is configured without a call for the storage. */
  @Test
  void reportsNoStorageWithoutAStorageUri() {
    assertThat(providers.storage(ACME, new Secret("a"), Duration.ofSeconds(2)))
        .isEqualTo(new StorageResult.NotReported());
  }

  @Test
  void revokes() {
    assertThat(providers.revoke(ACME, new Secret("old"), TokenKind.REFRESH_TOKEN))
        .isInstanceOf(RevokeResult.Revoked.class);

    namesItselfAndNoMore("/revoke");
    assertThat(provider.calls("/revoke").getFirst().body()).contains("token=old");
  }
}
