package com.cloudaggregator.oauth.provider;

import static com.cloudaggregator.application.disconnect.Revocations.TokenKind.ACCESS_TOKEN;
import static com.cloudaggregator.application.disconnect.Revocations.TokenKind.REFRESH_TOKEN;
import static com.cloudaggregator.oauth.http.MisbehavingProvider.breakingOff;
import static com.cloudaggregator.oauth.http.MisbehavingProvider.json;
import static com.cloudaggregator.oauth.http.MisbehavingProvider.reply;
import static com.cloudaggregator.oauth.http.MisbehavingProvider.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.disconnect.RevocationEndpoints.RevokeResult;
import com.cloudaggregator.application.disconnect.Revocations.TokenKind;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.Fixtures;
import com.cloudaggregator.oauth.http.MisbehavingProvider;
import com.cloudaggregator.oauth.http.MisbehavingProvider.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests of each way of revocation, and the meaning of the answers. */
@Timeout(30)
class GrantRevocationTest {
  private static final Provider FORM = new Provider("googledrive");
  private static final Provider BEARER = new Provider("dropbox");

  private final MisbehavingProvider provider = new MisbehavingProvider();
  private final ConfiguredProviders providers =
      new ConfiguredProviders(
          Fixtures.settings(
              Map.of(
                  "googledrive",
                  Fixtures.google(provider),
                  "dropbox",
                  Fixtures.dropbox(provider),
                  "plain",
                  Fixtures.discovered("https://plain.example", false))),
          refusal -> {},
          Fixtures.CLOCK);

  @AfterEach
  void close() {
    providers.close();
    provider.close();
  }

  private RevokeResult revoke(Provider which, TokenKind kind) {
    return providers.revoke(which, new Secret("the-token/+"), kind);
  }

  @ParameterizedTest
  @CsvSource({"REFRESH_TOKEN,refresh_token", "ACCESS_TOKEN,access_token"})
  void sendsTheTokenInAFormAndAuthenticatesTheClient(TokenKind kind, String hint) {
    provider.on("/revoke", reply(200, Map.of(), ""));

    assertThat(revoke(FORM, kind)).isInstanceOf(RevokeResult.Revoked.class);

    Call call = provider.calls("/revoke").getFirst();
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.body()).contains("token=the-token%2F%2B").contains("token_type_hint=" + hint);
    assertThat(call.headers().getOrDefault("Authorization", List.of("")).getFirst())
        .startsWith("Basic ");
  }

  @Test
  void treatsAnInvalidTokenAsRevoked() {
    provider.on(
        "/revoke",
        reply(400, Map.of("Content-Type", "application/json"), "{\"error\":\"invalid_token\"}"));

    assertThat(revoke(FORM, REFRESH_TOKEN)).isInstanceOf(RevokeResult.Revoked.class);
  }

  @ParameterizedTest
  @CsvSource({"400,invalid_request", "400,unsupported_token_type", "404,nothing", "405,nothing"})
  void treatsARefusalAsFinal(int status, String error) {
    provider.on(
        "/revoke",
        reply(status, Map.of("Content-Type", "application/json"), "{\"error\":\"" + error + "\"}"));

    assertThat(revoke(FORM, REFRESH_TOKEN)).isInstanceOf(RevokeResult.RevocationRefused.class);
  }

  @ParameterizedTest
  @CsvSource({"401,invalid_client", "400,invalid_client", "400,unauthorized_client", "401,nothing"})
  void retriesIfTheClientIsRefused(int status, String error) {
    provider.on(
        "/revoke",
        reply(status, Map.of("Content-Type", "application/json"), "{\"error\":\"" + error + "\"}"));

    assertThat(revoke(FORM, REFRESH_TOKEN)).isEqualTo(new RevokeResult.RetryLater(null));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 503, 302})
  void retriesAfterAnOutage(int status) {
    provider.on("/revoke", reply(status, Map.of("Retry-After", "7", "Location", "/elsewhere"), ""));

    assertThat(revoke(FORM, REFRESH_TOKEN))
        .isEqualTo(new RevokeResult.RetryLater(Duration.ofSeconds(7)));
    assertThat(provider.calls("/elsewhere")).isEmpty();
  }

  @Test
  void retriesIfTheProviderHangsOrBreaksOff() {
    provider.on("/revoke", provider.hanging());
    assertThat(revoke(FORM, REFRESH_TOKEN)).isEqualTo(new RevokeResult.RetryLater(null));

    provider.on("/revoke", breakingOff());
    assertThat(revoke(FORM, REFRESH_TOKEN)).isEqualTo(new RevokeResult.RetryLater(null));
  }

  @Test
  void refreshesFirstIfABearerTokenIsNeeded() {
    provider.on(
        "/token", json("{\"access_token\":\"fresh\",\"token_type\":\"bearer\",\"expires_in\":60}"));
    provider.on("/revoke", reply(200, Map.of("Content-Type", "application/json"), "null"));

    assertThat(revoke(BEARER, REFRESH_TOKEN)).isInstanceOf(RevokeResult.Revoked.class);

    assertThat(provider.calls("/token").getFirst().body())
        .contains("refresh_token=the-token%2F%2B");
    Call call = provider.calls("/revoke").getFirst();
    assertThat(call.headers()).containsEntry("Authorization", List.of("Bearer fresh"));
    assertThat(call.body()).isEmpty();
  }

  @Test
  void revokesAnAccessTokenByItselfAndTreatsARefusedOneAsRevoked() {
    provider.on("/revoke", status(401));

    assertThat(revoke(BEARER, ACCESS_TOKEN)).isInstanceOf(RevokeResult.Revoked.class);
    assertThat(provider.calls("/revoke").getFirst().headers())
        .containsEntry("Authorization", List.of("Bearer the-token/+"));
    assertThat(provider.calls("/token")).isEmpty();
  }

  @Test
  void treatsAMissingGrantAsRevoked() {
    provider.on(
        "/token",
        reply(400, Map.of("Content-Type", "application/json"), "{\"error\":\"invalid_grant\"}"));

    assertThat(revoke(BEARER, REFRESH_TOKEN)).isInstanceOf(RevokeResult.Revoked.class);
    assertThat(provider.calls("/revoke")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void retriesIfTheTokenEndpointFails(int status) {
    provider.on("/token", reply(status, Map.of("Retry-After", "9"), ""));

    assertThat(revoke(BEARER, REFRESH_TOKEN))
        .isEqualTo(new RevokeResult.RetryLater(Duration.ofSeconds(9)));
  }

  @Test
  void refusesWithoutARevocationEndpoint() {
    assertThat(revoke(new Provider("plain"), REFRESH_TOKEN))
        .isInstanceOf(RevokeResult.RevocationRefused.class);
    assertThat(revoke(new Provider("unheardof"), REFRESH_TOKEN))
        .isInstanceOf(RevokeResult.RevocationRefused.class);
    assertThat(provider.calls()).isEmpty();
  }

  @Test
  void profileSaysWhetherAndWhereAGrantCanBeRevoked() {
    assertThat(providers.find(FORM).orElseThrow().revocable()).isTrue();
    assertThat(providers.find(FORM).orElseThrow().permissionsPages()).isEqualTo(Fixtures.PAGES);
    assertThat(providers.find(new Provider("plain")).orElseThrow().revocable()).isFalse();
  }
}
