package com.cloudaggregator.oauth.provider;

import static com.cloudaggregator.oauth.http.MisbehavingProvider.breakingOff;
import static com.cloudaggregator.oauth.http.MisbehavingProvider.json;
import static com.cloudaggregator.oauth.http.MisbehavingProvider.reply;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.provider.Providers.RefreshRequest;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.Fixtures;
import com.cloudaggregator.oauth.http.MisbehavingProvider;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * After a lost answer the provider may have rotated the refresh token; during its grace a refusal
 * proves nothing.
 */
@Timeout(30)
class RefreshGraceTest {
  private static final Provider DROPBOX = new Provider("dropbox");

  private final MisbehavingProvider provider = new MisbehavingProvider();
  private final ConfiguredProviders providers =
      new ConfiguredProviders(
          Fixtures.settings(Map.of("dropbox", Fixtures.dropbox(provider))),
          refusal -> {},
          Fixtures.CLOCK);

  @AfterEach
  void close() {
    providers.close();
    provider.close();
  }

  private RefreshVerdict refresh(@Nullable Duration unknownFor) {
    return providers.refresh(
        new RefreshRequest(
            DROPBOX,
            null,
            new Secret("replaced"),
            Set.of("account_info.read"),
            unknownFor,
            Duration.ofSeconds(2)));
  }

  /** As some versions of Keycloak write it. */
  @ParameterizedTest
  @ValueSource(strings = {"\"error\":null", "\"error\":\"\"", "\"refresh_token\":\"\""})
  void keepsTheTokensOfAnAnswerWithAnEmptyMember(String member) {
    provider.on(
        "/token", json("{\"access_token\":\"at\",\"token_type\":\"Bearer\"," + member + "}"));

    assertThat(refresh(null)).isInstanceOf(RefreshVerdict.Refreshed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "false", "7", "[]"})
  void knowsNothingFromAnErrorOfAnotherType(String error) {
    provider.on(
        "/token",
        json("{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"error\":" + error + "}"));

    assertThat(refresh(null))
        .isEqualTo(new RefreshVerdict.Transient(RefreshFailure.UNAVAILABLE, null, true));
  }

  private void refuse(String error) {
    provider.on(
        "/token",
        reply(400, Map.of("Content-Type", "application/json"), "{\"error\":\"" + error + "\"}"));
  }

  @Test
  void treatsABrokenAnswerAsAPossibleRotation() {
    provider.on("/token", breakingOff());

    assertThat(refresh(null))
        .isInstanceOfSatisfying(
            RefreshVerdict.Transient.class,
            verdict -> {
              assertThat(verdict.failure()).isEqualTo(RefreshFailure.UNAVAILABLE);
              assertThat(verdict.mayHaveHappened()).isTrue();
            });
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 29})
  void ignoresARefusalOfTheOldTokenWithinTheGrace(long seconds) {
    refuse("invalid_grant");

    assertThat(refresh(Duration.ofSeconds(seconds))).isInstanceOf(RefreshVerdict.Transient.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {30, 31, 3600})
  void acceptsARefusalAfterTheGrace(long seconds) {
    refuse("invalid_grant");

    assertThat(refresh(Duration.ofSeconds(seconds)))
        .isEqualTo(new RefreshVerdict.Terminal(ReconnectReason.INVALID_GRANT));
  }

  @Test
  void acceptsARefusalAtOnceIfNoAnswerWasLost() {
    refuse("invalid_grant");

    assertThat(refresh(null)).isEqualTo(new RefreshVerdict.Terminal(ReconnectReason.INVALID_GRANT));
  }

  @Test
  void acceptsOtherRefusalsWithinTheGrace() {
    refuse("invalid_client");

    assertThat(refresh(Duration.ofSeconds(1))).isEqualTo(new RefreshVerdict.ClientRefused());
  }

  @Test
  void acceptsTokensIssuedForTheOldToken() {
    provider.on(
        "/token",
        json(
            "{\"access_token\":\"a\",\"token_type\":\"bearer\",\"expires_in\":60,"
                + "\"refresh_token\":\"newest\"}"));

    assertThat(refresh(Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            RefreshVerdict.Refreshed.class,
            verdict ->
                assertThat(verdict.credentials().refreshToken()).contains(new Secret("newest")));
  }
}
