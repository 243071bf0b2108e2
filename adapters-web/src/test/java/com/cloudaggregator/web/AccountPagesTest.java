package com.cloudaggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.AccountRecords.LetGo;
import com.cloudaggregator.application.port.AccountRecords.RefreshTimes;
import com.cloudaggregator.application.port.Custody.Holding;
import com.cloudaggregator.application.port.Providers.StorageResult;
import com.cloudaggregator.application.port.StartLimits.LimitResult;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.Happening.Kind;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One account's page in its states, and the user's history. */
class AccountPagesTest {
  private static final String ANA = Shelf.ANA.value();
  private static final String[] LANGUAGES = {"en", "es"};

  private final Shelf shelf = new Shelf();
  private final Site site = new Site(shelf);

  private void hold(CloudAccount account, @Nullable RefreshTrouble trouble) {
    Credentials credentials = new Credentials(
        new Secret("an-access-token"), new Secret("a-refresh-token"), Instant.parse("2030-01-01T00:00:00Z"),
        Set.of("Files.Read", "offline_access"));
    site.held.holding = () ->
        Optional.of(new Holding(account, 1, credentials, Duration.ZERO, Duration.ZERO, trouble, 0));
  }

  @Test
  void showsWhatIsKnownOfOnesAccountAndNothingOfItsCredentials() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);
    site.activities.add("onedrive", "ana.perez@outlook.com", Kind.CONNECTED);

    for (String language : LANGUAGES) {
      assertThat(site.page("account", "/app/accounts/" + account.id(), ANA, language))
          .contains("data-status=\"connected\"", "ana.perez@outlook.com", "•••ve-1", "Files.Read", "data-kind=\"connected\"")
          .contains("action=\"/app/accounts/" + account.id() + "/test\"")
          .doesNotContain("an-access-token", "a-refresh-token", "drive-1", "id=\"trouble\"");
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysWhatTheLastProblemWas(RefreshTrouble trouble) {
    CloudAccount account = shelf.connected("dropbox", "ana@perez.example");
    hold(account, trouble);

    for (String language : LANGUAGES) {
      assertThat(site.page("account-trouble", "/app/accounts/" + account.id(), ANA, language))
          .contains("id=\"trouble\"").doesNotContain("account.trouble");
    }
  }

  @Test
  void offersToReconnectFirstWhereThatIsNeeded() {
    CloudAccount account = shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.CONSENT_REVOKED);
    hold(account, null);

    assertThat(site.page("account-attention", "/app/accounts/" + account.id(), ANA, "en"))
        .contains("id=\"reason\"").containsPattern("class=\"primary\"[^>]*>Reconnect");
  }

  @Test
  void saysSinceWhenItIsOutOfReachInThisTimeOfOwning() {
    CloudAccount account = shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.CONSENT_REVOKED);
    hold(account, null);
    site.activities.about(account, Kind.NEEDS_RECONNECT);

    for (String language : LANGUAGES) {
      assertThat(site.page("account-since", "/app/accounts/" + account.id(), ANA, language))
          .containsPattern("id=\"reason\">[\\s\\S]{0,80}<time[^>]* datetime=\"2026-11-23T14:22:01Z\"");
    }
  }

  @Test
  void saysWhenTheAccessWasRenewedAndWhenThatFailedLast() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);
    assertThat(site.page("account-new", "/app/accounts/" + account.id(), ANA, "en"))
        .containsPattern("id=\"refreshed\"><span>Not yet").doesNotContain("id=\"trouble\"");

    site.records.times = new RefreshTimes(Instant.parse("2026-11-25T09:00:00Z"), Instant.parse("2026-11-24T09:00:00Z"));
    for (String language : LANGUAGES) {
      assertThat(site.page("account-renewed", "/app/accounts/" + account.id(), ANA, language))
          .containsPattern("id=\"refreshed\"><time datetime=\"2026-11-25T09:00:00Z\"")
          .containsPattern("id=\"trouble\"><time datetime=\"2026-11-24T09:00:00Z\"")
          .contains("data-space=\"" + account.id() + "\"", "data-text=\"space.none\"");
    }
  }

  @Test
  void tellsItsLastOwnerThatHeLetItGoAndNobodyElse() {
    AccountId id = new AccountId(new UUID(1, 2));
    site.records.letGo = new LetGo(
        id, new Provider("onedrive"), "ana.p•••@outlook.com", Instant.parse("2026-11-24T08:00:00Z"),
        RevocationState.FAILED);
    site.held.holding = Optional::empty;

    for (String language : LANGUAGES) {
      assertThat(site.page("former", "/app/accounts/" + id, ANA, language))
          .contains("data-former=\"" + id + "\"", "ana.p•••@outlook.com", "datetime=\"2026-11-24T08:00:00Z\"")
          .contains("data-revocation=\"failed\"", "https://permissions.example/manage", "data-connect-again")
          .doesNotContain("data-test", "/disconnect", "former.", "revocation.failed");
    }
    assertThat(site.get("/app/accounts/" + id, "bruno", "en")).hasStatus(404);
    site.records.letGo = null;
    assertThat(site.get("/app/accounts/" + id, ANA, "en")).hasStatus(404);
  }

  @Test
  void saysNoFigureWhereNobodyCouldTell() {
    hold(shelf.connected("onedrive", "ana.perez@outlook.com"), null);
    site.held.storage = StorageResult.Unavailable::new;

    assertThat(site.page("storage-none", "/app/storage", ANA, "en"))
        .contains("Storage can’t be read at the moment").doesNotContain("0\u00a0GB");
    assertThat(site.page("storage-none", "/app/storage", ANA, "es")).contains("Ahora no se puede consultar el espacio");
  }

  @Test
  void goesOnAfterWhatHasNoEpochOfItsOwn() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    for (int i = 0; i < 26; i++) {
      site.activities.about(account, Kind.RECONNECTED);
    }
    String first = site.page("activity-turns", "/app/activity?kind=reconnected", ANA, "en");
    String link = first.replaceAll("(?s).*id=\"activity-older\"\\s+href=\"([^\"]+)\".*", "$1").replace("&amp;", "&");

    assertThat(link).containsPattern("cursor=[\\w-]{43}$");
    assertThat(site.page("activity-turns-older", link, ANA, "en").split("data-kind=", -1)).hasSize(2);
    assertThat(site.get("/app/activity.csv?kind=reconnected", ANA, "en")).bodyText()
        .contains("\"reconnected\",\"onedrive\"");
  }

  @Test
  void isNotThereForAnybodyElse() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);

    assertThat(site.get("/app/accounts/" + account.id(), "bruno", "en")).hasStatus(404);
    assertThat(site.get("/app/accounts/1-1-1-1-1", ANA, "en")).hasStatus(404);
    assertThat(site.post("/app/accounts/" + account.id() + "/test", "bruno", Map.of())).hasStatus(404);
    assertThat(site.post("/app/accounts/x/test", ANA, Map.of())).hasStatus(404);
  }

  @Test
  void testsTheConnectionByAskingTheProvider() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);

    assertThat(site.post("/app/accounts/" + account.id() + "/test", ANA, Map.of()))
        .hasStatus(303).hasHeader("Location", "/app/accounts/" + account.id() + "?tested=ok");

    CloudAccount broken = shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.INVALID_GRANT);
    hold(broken, null);
    assertThat(site.post("/app/accounts/" + broken.id() + "/test", ANA, Map.of()))
        .hasStatus(303).hasHeader("Location", "/app/accounts/" + broken.id() + "?tested=needs_reconnect");
  }

  /** A token that is kept may be dead; that is found out, and mended where it can be. */
  @Test
  void theTestIsMadeAtTheProvider() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);
    Iterator<StorageResult> answers =
        List.<StorageResult>of(new StorageResult.TokenRefused(), new StorageResult.Known(1, null)).iterator();
    site.held.storage = answers::next;

    assertFound(account, "ok");
    assertThat(site.held.calls).contains("refresh");

    site.held.storage = StorageResult.TokenRefused::new;
    assertFound(account, "unavailable");
    site.held.refresh = () -> new RefreshVerdict.Terminal(ReconnectReason.CONSENT_REVOKED);
    assertFound(account, "needs_reconnect");
    site.held.storage = StorageResult.Unavailable::new;
    assertFound(account, "unavailable");
    site.held.tokenLimit = new LimitResult.Exceeded(Duration.ofSeconds(9));
    assertFound(account, "rate_limited");
  }

  private void assertFound(CloudAccount account, String found) {
    assertThat(site.post("/app/accounts/" + account.id() + "/test", ANA, Map.of()))
        .hasStatus(303).hasHeader("Location", "/app/accounts/" + account.id() + "?tested=" + found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ok", "needs_reconnect", "unavailable", "rate_limited", "not_configured"})
  void saysWhatATestFound(String found) {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);

    for (String language : LANGUAGES) {
      assertThat(site.page("tested-" + found, "/app/accounts/" + account.id() + "?tested=" + found, ANA, language))
          .contains("data-tested=\"" + found + "\"").doesNotContain("account.tested");
    }
    assertThat(site.page("tested-else", "/app/accounts/" + account.id() + "?tested=else", ANA, "en"))
        .doesNotContain("data-tested");
  }

  @Test
  void saysHowFullTheAccountsAreOnAPageOfItsOwn() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    CloudAccount broken = shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.INVALID_GRANT);
    hold(account, null);
    site.held.storage = () -> new StorageResult.Known(1_610_612_736L, 5_368_709_120L);

    assertThat(site.page("storage", "/app/storage", ANA, "en")).contains("1.5\u00a0GB of 5\u00a0GB used");
    assertThat(site.page("storage", "/app/storage", ANA, "es"))
        .contains("1,5\u00a0GB de 5\u00a0GB en uso")
        .contains("data-account=\"" + broken.id() + "\" data-status=\"needs_reconnect\"");
    assertThat(site.page("storage-link", "/app", ANA, "en"))
        .contains("id=\"storage\" href=\"/app/storage\"", "data-space=\"" + account.id() + "\"");
  }

  @Test
  void theHistoryIsEmptyAtFirst() {
    for (String language : LANGUAGES) {
      assertThat(site.page("activity-empty", "/app/activity", ANA, language))
          .contains("id=\"activity-empty\"").doesNotContain("activity-csv", "timeline");
    }
  }

  @Test
  void theHistoryHasEveryKindInWords() {
    for (Kind kind : Kind.values()) {
      site.activities.add("onedrive", kind == Kind.RELEASED ? null : "ana.p•••@outlook.com", kind);
    }
    for (String language : LANGUAGES) {
      String page = site.page("activity", "/app/activity", ANA, language);
      for (Kind kind : Kind.values()) {
        assertThat(page).contains("data-kind=\"" + kind.code() + "\"");
      }
      assertThat(page).doesNotContain("activity.kind", "activity.choice");
    }
    assertThat(site.page("activity-filtered", "/app/activity?kind=released&account_id=", ANA, "en"))
        .contains("data-kind=\"released\"").doesNotContain("data-kind=\"connected\"");
    assertThat(site.page("activity-not-mine", "/app/activity", "bruno", "en")).doesNotContain("data-kind");
  }

  @Test
  void theHistoryGoesOnWithoutAScript() {
    for (int i = 0; i < 30; i++) {
      site.activities.add("dropbox", "account-" + i + "@example.com", Kind.CONNECTED);
    }
    String first = site.page("activity-many", "/app/activity", ANA, "en");
    String link = first.replaceAll("(?s).*id=\"activity-older\"\\s+href=\"([^\"]+)\".*", "$1").replace("&amp;", "&");

    assertThat(first.split("data-kind=", -1)).hasSize(26);
    assertThat(site.page("activity-older", link, ANA, "en").split("data-kind=", -1)).hasSize(6);
  }

  @Test
  void theTableHoldsEveryRowAndNoFormula() {
    site.activities.add("onedrive", "=HYPERLINK(\"https://evil.example\")", Kind.CONNECTED);
    site.activities.add("dropbox", "ana@perez.example", Kind.TRANSFERRED_IN);

    assertThat(site.get("/app/activity.csv", ANA, "en"))
        .hasHeader("Content-Disposition", "attachment; filename=\"activity.csv\"")
        .bodyText()
        .startsWith("at,kind,provider,account,account_id\r\n")
        .contains("\"transferred_in\",\"dropbox\",\"ana@perez.example\"")
        .contains("\"'=HYPERLINK(\"\"https://evil.example\"\")\"");
  }
}
