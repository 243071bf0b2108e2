package com.cloudaggregator.web.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.provider.Providers.StorageResult;
import com.cloudaggregator.application.token.Custody.CredentialState;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.webtest.InMemoryPagePorts;
import com.cloudaggregator.webtest.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoragePageTest {
  private static final String ANA = InMemoryPagePorts.ANA.value();

  private final InMemoryPagePorts ports = new InMemoryPagePorts();
  private final Site site = new Site(ports);

  private void hold(CloudAccount account, @Nullable RefreshFailure trouble) {
    Credentials credentials =
        new Credentials(
            new Secret("an-access-token"),
            new Secret("a-refresh-token"),
            Instant.parse("2030-01-01T00:00:00Z"),
            Set.of("Files.Read", "offline_access"));
    site.held.holding =
        () ->
            Optional.of(
                new CredentialState(
                    account, 1, credentials, Duration.ZERO, Duration.ZERO, trouble, 0));
  }

  @Test
  void showsTheSpaceOfEachAccount() {
    CloudAccount account = ports.connected("onedrive", "ana.perez@outlook.com");
    CloudAccount broken =
        ports.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.INVALID_GRANT);
    hold(account, null);
    site.held.storage = () -> new StorageResult.Measured(1_610_612_736L, 5_368_709_120L);

    assertThat(site.page("storage", "/app/storage", ANA, "en"))
        .contains("1.5\u00a0GB of 5\u00a0GB used");
    assertThat(site.page("storage", "/app/storage", ANA, "es"))
        .contains("1,5\u00a0GB de 5\u00a0GB usados")
        .contains("data-account=\"" + broken.id() + "\" data-status=\"needs_reconnect\"");
    assertThat(site.page("storage-link", "/app", ANA, "en"))
        .contains("id=\"storage\" href=\"/app/storage\"", "data-space=\"" + account.id() + "\"");
  }

  @Test
  void showsTheFullestFirstAndNoBarOfProvidersForOneAccount() {
    CloudAccount broken =
        ports.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.INVALID_GRANT);
    CloudAccount account = ports.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);
    site.held.storage = () -> new StorageResult.Measured(1_073_741_824L, 4_294_967_296L);

    String page = site.page("storage-one", "/app/storage", ANA, "en");

    assertThat(page.indexOf(account.id().toString()))
        .isLessThan(page.indexOf(broken.id().toString()));
    assertThat(page).doesNotContain("id=\"by-provider\"");
  }

  @Test
  void showsNoFigureIfNoProviderAnswers() {
    hold(ports.connected("onedrive", "ana.perez@outlook.com"), null);
    site.held.storage = StorageResult.StorageUnavailable::new;

    assertThat(site.page("storage-none", "/app/storage", ANA, "en"))
        .contains("Storage unavailable right now")
        .doesNotContain("0\u00a0GB");
    assertThat(site.page("storage-none", "/app/storage", ANA, "es"))
        .contains("Almacenamiento no disponible ahora");
  }

  @Test
  void doesNotCallAProviderThatReportsNoStorageUnavailable() {
    hold(ports.connected("onedrive", "ana.perez@outlook.com"), null);
    site.held.storage = StorageResult.NotReported::new;

    assertThat(site.page("storage-not-reported", "/app/storage", ANA, "en"))
        .contains("data-status=\"not_reported\"", "This provider doesn’t report storage")
        .doesNotContain("unavailable", "right now");
    assertThat(site.page("storage-not-reported", "/app/storage", ANA, "es"))
        .contains("Este proveedor no informa del almacenamiento")
        .doesNotContain("no disponible");
  }
}
