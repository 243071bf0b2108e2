package com.cloudaggregator.oauth;

import static com.cloudaggregator.oauth.MisbehavingProvider.breakingOff;
import static com.cloudaggregator.oauth.MisbehavingProvider.json;
import static com.cloudaggregator.oauth.MisbehavingProvider.reply;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.Providers.RefreshRequest;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider replaced the refresh token and its answer was lost: while it may still take the old one, no is no answer. */
@Timeout(30)
class RefreshGraceTest {
  private static final Provider DROPBOX = new Provider("dropbox");

  private final MisbehavingProvider provider = new MisbehavingProvider();
  private final ConfiguredProviders providers =
      new ConfiguredProviders(Fixtures.settings(Map.of("dropbox", Fixtures.dropbox(provider))), Fixtures.CLOCK);

  @AfterEach
  void close() {
    providers.close();
    provider.close();
  }

  private RefreshVerdict refresh(@Nullable Duration unknownFor) {
    return providers.refresh(new RefreshRequest(
        DROPBOX, new Secret("replaced"), Set.of("account_info.read"), unknownFor, Duration.ofSeconds(2)));
  }

  private void refuse(String error) {
    provider.on("/token", reply(400, Map.of("Content-Type", "application/json"), "{\"error\":\"" + error + "\"}"));
  }

  @Test
  void anAnswerThatBreaksOffMayHaveBeenARotation() {
    provider.on("/token", breakingOff());

    assertThat(refresh(null)).isInstanceOfSatisfying(RefreshVerdict.Transient.class, verdict -> {
      assertThat(verdict.trouble()).isEqualTo(RefreshTrouble.UNAVAILABLE);
      assertThat(verdict.mayHaveHappened()).isTrue();
    });
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 29})
  void withinTheGraceARefusalOfTheOldTokenIsNotBelieved(long seconds) {
    refuse("invalid_grant");

    assertThat(refresh(Duration.ofSeconds(seconds))).isInstanceOf(RefreshVerdict.Transient.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {30, 31, 3600})
  void afterItARefusalIsOne(long seconds) {
    refuse("invalid_grant");

    assertThat(refresh(Duration.ofSeconds(seconds)))
        .isEqualTo(new RefreshVerdict.Terminal(ReconnectReason.INVALID_GRANT));
  }

  @Test
  void whereNoAnswerWasLostARefusalIsOneAtOnce() {
    refuse("invalid_grant");

    assertThat(refresh(null)).isEqualTo(new RefreshVerdict.Terminal(ReconnectReason.INVALID_GRANT));
  }

  @Test
  void whatIsNotAboutTheTokenIsBelievedWithinTheGraceToo() {
    refuse("invalid_client");

    assertThat(refresh(Duration.ofSeconds(1))).isEqualTo(new RefreshVerdict.ClientRefused());
  }

  @Test
  void whatAProviderGivesForTheOldTokenIsTaken() {
    provider.on("/token", json("{\"access_token\":\"a\",\"token_type\":\"bearer\",\"expires_in\":60,"
        + "\"refresh_token\":\"newest\"}"));

    assertThat(refresh(Duration.ofSeconds(1))).isInstanceOfSatisfying(RefreshVerdict.Refreshed.class, verdict ->
        assertThat(verdict.credentials().refreshToken()).contains(new Secret("newest")));
  }
}
