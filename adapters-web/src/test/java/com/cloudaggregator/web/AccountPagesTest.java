package com.cloudaggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.Custody.Holding;
import com.cloudaggregator.application.port.Providers.StorageResult;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.Happening.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  void isNotThereForAnybodyElse() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);

    assertThat(site.get("/app/accounts/" + account.id(), "bruno", "en")).hasStatus(404);
    assertThat(site.get("/app/accounts/1-1-1-1-1", ANA, "en")).hasStatus(404);
    assertThat(site.post("/app/accounts/" + account.id() + "/test", "bruno", Map.of())).hasStatus(404);
    assertThat(site.post("/app/accounts/x/test", ANA, Map.of())).hasStatus(404);
  }

  @Test
  void testsTheConnectionByTheWayOfAnAccessToken() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);

    assertThat(site.post("/app/accounts/" + account.id() + "/test", ANA, Map.of()))
        .hasStatus(303).hasHeader("Location", "/app/accounts/" + account.id() + "?tested=ok");

    CloudAccount broken = shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.INVALID_GRANT);
    hold(broken, null);
    assertThat(site.post("/app/accounts/" + broken.id() + "/test", ANA, Map.of()))
        .hasStatus(303).hasHeader("Location", "/app/accounts/" + broken.id() + "?tested=needs_reconnect");
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
