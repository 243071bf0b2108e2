package com.cloudaggregator.web.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.AccountRecords.FormerAccount;
import com.cloudaggregator.application.account.AccountRecords.RefreshTimes;
import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.provider.Providers.StorageResult;
import com.cloudaggregator.application.token.Custody.CredentialState;
import com.cloudaggregator.application.token.ServiceCall;
import com.cloudaggregator.application.token.ServiceCall.CallResult;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Nickname;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.ActivityEntry.Kind;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.webtest.InMemoryPagePorts;
import com.cloudaggregator.webtest.ScriptedPorts;
import com.cloudaggregator.webtest.Site;
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

/** The page of one account in each of its states. */
class AccountPageTest {
  private static final String ANA = InMemoryPagePorts.ANA.value();
  private static final String[] LANGUAGES = {"en", "es"};

  private final InMemoryPagePorts shelf = new InMemoryPagePorts();
  private final Site site = new Site(shelf);

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
  void showsTheAccountWithoutItsCredentials() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);
    site.activities.add("onedrive", "ana.perez@outlook.com", Kind.CONNECTED);

    for (String language : LANGUAGES) {
      assertThat(site.page("account", "/app/accounts/" + account.id(), ANA, language))
          .contains(
              "data-status=\"connected\"",
              "ana.perez@outlook.com",
              "•••ve-1",
              "Files.Read",
              "data-kind=\"connected\"")
          .contains("action=\"/app/accounts/" + account.id() + "/test\"")
          .doesNotContain("an-access-token", "a-refresh-token", "drive-1", "id=\"trouble\"");
    }
  }

  @Test
  void showsWhenTheHostLastUsedIt() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);
    String address = "/app/accounts/" + account.id();
    site.held.record(call(account, ScriptedPorts.BOB, CallResult.TOKEN_GIVEN));
    site.held.record(call(account, InMemoryPagePorts.ANA, CallResult.UNAVAILABLE));
    assertThat(site.page("unused", address, ANA, "en")).doesNotContain("id=\"used\"");

    site.held.record(call(account, InMemoryPagePorts.ANA, CallResult.TOKEN_GIVEN));

    assertThat(site.page("used", address, ANA, "en"))
        .contains("Last used by Cloud Aggregator", "id=\"used\"");
  }

  private static ServiceCall call(CloudAccount account, UserId user, CallResult result) {
    return new ServiceCall(
        new UserId("backend"), user, account.id(), account.epoch(), result, account.epoch());
  }

  @Test
  void givesTheAccountANickname() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    String page = "/app/accounts/" + account.id();

    assertThat(site.post(page + "/nickname", ANA, Map.of("nickname", " Work ")))
        .hasStatus(303)
        .hasHeader("Location", page + "?named=saved");

    hold(shelf.findOwned(account.id(), InMemoryPagePorts.ANA).orElseThrow(), null);
    for (String language : LANGUAGES) {
      assertThat(site.page("account-named", page + "?named=saved", ANA, language))
          .contains("id=\"named\"", "value=\"Work\"", "ana.perez@outlook.com")
          .containsPattern("<h1[^>]*><bdi>Work</bdi></h1>");
      assertThat(site.page("app-named", "/app", ANA, language))
          .contains("<bdi>Work</bdi>", "ana.p•••@outlook.com")
          .doesNotContain("ana.perez@outlook.com");
    }
    assertThat(site.post(page + "/nickname", ANA, Map.of("nickname", "x".repeat(61))))
        .hasHeader("Location", page + "?named=too_long");
    assertThat(site.page("account-name-too-long", page + "?named=too_long", ANA, "en"))
        .contains("up to 60 characters", "value=\"Work\"");
    assertThat(site.post(page + "/nickname", "bruno", Map.of("nickname", "Mine"))).hasStatus(404);
    assertThat(site.post(page + "/nickname", ANA, Map.of("nickname", ""))).hasStatus(303);
    assertThat(shelf.findOwned(account.id(), InMemoryPagePorts.ANA).orElseThrow().nickname())
        .isEqualTo(Nickname.NONE);
  }

  @ParameterizedTest
  @EnumSource
  void namesTheLastRefreshFailure(RefreshFailure trouble) {
    CloudAccount account = shelf.connected("dropbox", "ana@perez.example");
    hold(account, trouble);

    for (String language : LANGUAGES) {
      assertThat(site.page("account-trouble", "/app/accounts/" + account.id(), ANA, language))
          .contains("id=\"trouble\"")
          .doesNotContain("account.trouble");
    }
  }

  @Test
  void offersToReconnectAnAccountThatNeedsIt() {
    CloudAccount account =
        shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.CONSENT_REVOKED);
    hold(account, null);

    assertThat(site.page("account-attention", "/app/accounts/" + account.id(), ANA, "en"))
        .contains("id=\"reason\"")
        .containsPattern("class=\"primary\"[^>]*>Reconnect");
  }

  @Test
  void saysSinceWhenTheAccountNeedsReconnectInTheCurrentEpoch() {
    CloudAccount account =
        shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.CONSENT_REVOKED);
    hold(account, null);
    site.activities.about(account, Kind.NEEDS_RECONNECT);

    for (String language : LANGUAGES) {
      assertThat(site.page("account-since", "/app/accounts/" + account.id(), ANA, language))
          .containsPattern(
              "id=\"reason\">[\\s\\S]{0,80}<time[^>]* datetime=\"2026-11-23T14:22:01Z\"");
    }
  }

  @Test
  void showsTheLastRefreshAndTheLastFailure() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);
    assertThat(site.page("account-new", "/app/accounts/" + account.id(), ANA, "en"))
        .containsPattern("id=\"refreshed\"><span>Not yet")
        .doesNotContain("id=\"trouble\"");

    site.records.times =
        new RefreshTimes(
            Instant.parse("2026-11-25T09:00:00Z"), Instant.parse("2026-11-24T09:00:00Z"));
    for (String language : LANGUAGES) {
      assertThat(site.page("account-renewed", "/app/accounts/" + account.id(), ANA, language))
          .containsPattern("id=\"refreshed\"><time datetime=\"2026-11-25T09:00:00Z\"")
          .containsPattern("id=\"trouble\"><time datetime=\"2026-11-24T09:00:00Z\"")
          .contains("data-space=\"" + account.id() + "\"", "data-text=\"space.none\"");
    }
  }

  @Test
  void showsAReleasedAccountToItsLastOwnerOnly() {
    AccountId id = new AccountId(new UUID(1, 2));
    site.records.letGo =
        new FormerAccount(
            id,
            new Provider("onedrive"),
            "ana.p•••@outlook.com",
            Instant.parse("2026-11-24T08:00:00Z"),
            RevocationState.FAILED);
    site.held.holding = Optional::empty;

    for (String language : LANGUAGES) {
      assertThat(site.page("former", "/app/accounts/" + id, ANA, language))
          .contains(
              "data-former=\"" + id + "\"",
              "ana.p•••@outlook.com",
              "datetime=\"2026-11-24T08:00:00Z\"")
          .contains(
              "data-revocation=\"failed\"",
              "https://permissions.example/manage",
              "data-connect-again")
          .doesNotContain("data-test", "/disconnect", "former.", "revocation.failed");
    }
    assertThat(site.get("/app/accounts/" + id, "bruno", "en")).hasStatus(404);
    site.records.letGo = null;
    assertThat(site.get("/app/accounts/" + id, ANA, "en")).hasStatus(404);
  }

  @Test
  void namesAReleasedAccountWithoutALabel() {
    AccountId id = new AccountId(new UUID(1, 2));
    site.records.letGo =
        new FormerAccount(
            id,
            new Provider("onedrive"),
            AccountLabel.NONE.masked(),
            Instant.parse("2026-11-24T08:00:00Z"),
            RevocationState.FAILED);
    site.held.holding = Optional::empty;

    assertThat(site.page("former-unnamed", "/app/accounts/" + id, ANA, "en"))
        .contains("Unnamed account")
        .doesNotContain("•••");
  }

  @Test
  void isNotFoundForOtherUsers() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);

    assertThat(site.get("/app/accounts/" + account.id(), "bruno", "en")).hasStatus(404);
    assertThat(site.get("/app/accounts/1-1-1-1-1", ANA, "en")).hasStatus(404);
    assertThat(site.post("/app/accounts/" + account.id() + "/test", "bruno", Map.of()))
        .hasStatus(404);
    assertThat(site.post("/app/accounts/x/test", ANA, Map.of())).hasStatus(404);
  }

  @Test
  void testsTheConnectionAtTheProvider() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);

    assertThat(site.post("/app/accounts/" + account.id() + "/test", ANA, Map.of()))
        .hasStatus(303)
        .hasHeader("Location", "/app/accounts/" + account.id() + "?tested=ok");

    CloudAccount broken =
        shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.INVALID_GRANT);
    hold(broken, null);
    assertThat(site.post("/app/accounts/" + broken.id() + "/test", ANA, Map.of()))
        .hasStatus(303)
        .hasHeader("Location", "/app/accounts/" + broken.id() + "?tested=needs_reconnect");
  }

  /** A stored token may have been revoked; the test finds out, and refreshes it if possible. */
  @Test
  void aTestRefreshesATokenThatTheProviderRejects() {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);
    Iterator<StorageResult> answers =
        List.<StorageResult>of(
                new StorageResult.TokenRefused(), new StorageResult.Measured(1, null))
            .iterator();
    site.held.storage = answers::next;

    assertFound(account, "ok");
    assertThat(site.held.calls).contains("refresh");

    site.held.storage = StorageResult.TokenRefused::new;
    assertFound(account, "unavailable");
    site.held.refresh = () -> new RefreshVerdict.Terminal(ReconnectReason.CONSENT_REVOKED);
    assertFound(account, "needs_reconnect");
    site.held.storage = StorageResult.StorageUnavailable::new;
    assertFound(account, "unavailable");
    site.held.storage = StorageResult.NotReported::new;
    assertFound(account, "not_testable");
    site.held.tokenLimit = new RateLimitResult.Exceeded(Duration.ofSeconds(9));
    assertFound(account, "rate_limited");
  }

  private void assertFound(CloudAccount account, String found) {
    assertThat(site.post("/app/accounts/" + account.id() + "/test", ANA, Map.of()))
        .hasStatus(303)
        .hasHeader("Location", "/app/accounts/" + account.id() + "?tested=" + found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ok",
        "needs_reconnect",
        "unavailable",
        "not_testable",
        "rate_limited",
        "not_configured"
      })
  void showsTheResultOfATest(String found) {
    CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");
    hold(account, null);

    for (String language : LANGUAGES) {
      assertThat(
              site.page(
                  "tested-" + found,
                  "/app/accounts/" + account.id() + "?tested=" + found,
                  ANA,
                  language))
          .contains("data-tested=\"" + found + "\"")
          .doesNotContain("account.tested");
    }
    assertThat(
            site.page("tested-else", "/app/accounts/" + account.id() + "?tested=else", ANA, "en"))
        .doesNotContain("data-tested");
  }
}
