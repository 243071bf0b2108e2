package com.cloudaggregator.oauth.provider;

import static com.cloudaggregator.oauth.http.MisbehavingProvider.json;
import static com.cloudaggregator.oauth.http.MisbehavingProvider.reply;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.provider.Providers.RefreshRequest;
import com.cloudaggregator.application.provider.Providers.StorageResult;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.Fixtures;
import com.cloudaggregator.oauth.http.MisbehavingProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A failure of one account is not a failure of our client, nor of its storage. */
@Timeout(30)
class AccountOrClientTest {
  private static final Provider ONEDRIVE = new Provider("onedrive");
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final MisbehavingProvider server = new MisbehavingProvider();
  private final List<String> reasons = new ArrayList<>();
  private final ConfiguredProviders providers =
      new ConfiguredProviders(
          Fixtures.settings(Map.of(ONEDRIVE.id(), Fixtures.onedrive(server))),
          refusal -> reasons.add(refusal.step() + " " + refusal.reason()),
          Fixtures.CLOCK);

  @AfterEach
  void close() {
    providers.close();
    server.close();
  }

  private RefreshVerdict refresh(int account) {
    return providers.refresh(
        new RefreshRequest(
            ONEDRIVE,
            new AccountId(new UUID(0, account)),
            new Secret("token of " + account),
            Set.of(),
            null,
            PATIENCE));
  }

  private void refuse(int status, String body) {
    String type = "application/json";
    server.on("/token", reply(status, Map.of("Content-Type", type), body));
    server.on("/storage", reply(status, Map.of("Content-Type", type), body));
  }

  private void accept() {
    server.on(
        "/token", json("{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"expires_in\":60}"));
  }

  @Test
  void anUnknownClientInOneTenantIsThatOrganizationsPolicy() {
    accept();
    assertThat(refresh(1)).isInstanceOf(RefreshVerdict.Refreshed.class);
    refuse(400, "{\"error\":\"unauthorized_client\",\"error_codes\":[700016]}");

    assertThat(refresh(2)).isEqualTo(new RefreshVerdict.Terminal(ReconnectReason.ADMIN_POLICY));
    assertThat(reasons)
        .containsExactly("TOKEN_REFRESH 400 unauthorized_client AADSTS700016 (administrator)");
  }

  @Test
  void anUnknownClientIsOursIfNoOtherAccountSucceeds() {
    refuse(400, "{\"error\":\"unauthorized_client\",\"error_codes\":[700016]}");

    assertThat(refresh(1)).isEqualTo(new RefreshVerdict.ClientRefused());
    assertThat(refresh(2)).isEqualTo(new RefreshVerdict.ClientRefused());
    assertThat(reasons)
        .containsOnly("TOKEN_REFRESH 400 unauthorized_client AADSTS700016 (configuration)");
  }

  @Test
  void anExpiredSecretIsOursAfterASuccessOfAnother() {
    accept();
    refresh(1);
    refuse(401, "{\"error\":\"invalid_client\",\"error_codes\":[7000222]}");

    assertThat(refresh(2)).isEqualTo(new RefreshVerdict.ClientRefused());
  }

  @ParameterizedTest
  @CsvSource({
    "400, Tenant does not have a SPO license.",
    "404, User's mysite not found.",
    "403, Tenant does not have a SPO license."
  })
  void anAccountWithoutADriveHasNoStorage(int status, String message) {
    refuse(status, "{\"error\":{\"code\":\"BadRequest\",\"message\":\"" + message + "\"}}");

    assertThat(providers.storage(ONEDRIVE, new Secret("at"), PATIENCE))
        .isEqualTo(new StorageResult.NoStorage());
  }

  @Test
  void anyOtherRefusalOfTheStorageIsUnavailable() {
    refuse(400, "{\"error\":{\"code\":\"BadRequest\",\"message\":\"Something else\"}}");

    assertThat(providers.storage(ONEDRIVE, new Secret("at"), PATIENCE))
        .isEqualTo(new StorageResult.StorageUnavailable());
  }
}
