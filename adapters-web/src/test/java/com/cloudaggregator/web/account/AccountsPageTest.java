package com.cloudaggregator.web.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.ConnectError;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Nickname;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.ownership.ActivityEntry;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.domain.ownership.TransferNotice;
import com.cloudaggregator.webtest.InMemoryPagePorts;
import com.cloudaggregator.webtest.Site;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The accounts page in each of its states, in both languages. */
class AccountsPageTest {
  private static final String ANA = InMemoryPagePorts.ANA.value();
  private static final String[] LANGUAGES = {"en", "es"};
  private static final String[] PROVIDERS = {"onedrive", "googledrive", "dropbox"};

  private final InMemoryPagePorts shelf = new InMemoryPagePorts();
  private final Site site = new Site(shelf);

  @Nested
  class TheAccountsPage {

    @Test
    void invitesAUserWithoutAccounts() {
      assertThat(site.inBothLanguages("empty", "/app", ANA))
          .allSatisfy(
              page ->
                  assertThat(page)
                      .contains("id=\"connect-title\"")
                      .contains("href=\"/app/connect/onedrive\"")
                      .doesNotContain("data-account="));
    }

    @Test
    void showsAnAccount() {
      CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");

      assertThat(site.inBothLanguages("one", "/app?connection=success&provider=onedrive", ANA))
          .allSatisfy(
              page ->
                  assertThat(page)
                      .contains("data-account=\"" + account.id() + "\"")
                      .contains("data-status=\"connected\"")
                      .contains("ana.perez@outlook.com")
                      .contains("data-code=\"connected\""));
    }

    /** The text is where the script will show the space. */
    @Test
    void showsWhichAccountsAreBeingRefreshed() {
      CloudAccount renewing = shelf.connected("onedrive", "ana.perez@outlook.com");
      shelf.connected("googledrive", "ana.perez@gmail.com");
      shelf.refreshing.add(renewing.id());

      List<String> pages = site.inBothLanguages("renewing", "/app", ANA);

      assertThat(pages)
          .allSatisfy(
              page ->
                  assertThat(page)
                      .containsOnlyOnce("data-renewing")
                      .containsPattern(
                          "data-space=\""
                              + renewing.id()
                              + "\" data-renewing=\"yes\"[^>]*>[^<]+…</p>")
                      .contains("data-status=\"connected\""));
      assertThat(pages.getFirst()).contains("Access is being renewed…");
      assertThat(pages.getLast()).contains("Se está renovando el acceso…");
    }

    @Test
    void staysSmallWithManyAccounts() {
      for (int i = 0; i < 20; i++) {
        shelf.connected(PROVIDERS[i % PROVIDERS.length], "account-number-" + i + "@example.com");
      }

      assertThat(site.inBothLanguages("many", "/app", ANA))
          .allSatisfy(
              page -> {
                assertThat(page.split("data-account=", -1)).hasSize(21);
                assertThat(page.length()).isLessThan(40_000);
              });
    }

    @ParameterizedTest
    @EnumSource
    void saysWhyAnAccountNeedsAttention(ReconnectReason reason) {
      shelf.connected("googledrive", "ana.perez@gmail.com");
      CloudAccount broken = shelf.needsReconnect("dropbox", "ana@perez.example", reason);

      assertThat(site.inBothLanguages("attention", "/app", ANA))
          .allSatisfy(
              page ->
                  assertThat(page)
                      .contains("id=\"attention-title\"")
                      .contains("data-account=\"" + broken.id() + "\"")
                      .contains("name=\"mode\" value=\"reconnect\"")
                      .contains("name=\"account_id\" value=\"" + broken.id() + "\"")
                      .contains("class=\"reason\"")
                      .doesNotContain(reason.code(), "account.reason"));
    }

    @Test
    void showsANoticeToTheFormerOwner() {
      shelf.connected("dropbox", "ana@perez.example");
      TransferNotice notice = shelf.moved("onedrive", "ana.p•••@outlook.com");

      assertThat(site.inBothLanguages("notice", "/app", ANA))
          .allSatisfy(
              page ->
                  assertThat(page)
                      .contains("data-notice=\"" + notice.id() + "\"")
                      .contains("ana.p•••@outlook.com")
                      .contains("action=\"/app/notices/" + notice.id() + "/acknowledge\"")
                      .contains("datetime=\"2026-11-23T14:22:00Z\"", "data-take-back")
                      .doesNotContain("data-back"));
    }

    /** Some providers tell no label; a mask alone says nothing. */
    @Test
    void aNoticeOfAnAccountWithoutALabelNamesTheProviderOnly() {
      shelf.moved("onedrive", AccountLabel.NONE.masked());

      for (String address : List.of("/app", "/app/notifications")) {
        assertThat(site.page("notice-unnamed", address, ANA, "en"))
            .contains("Your OneDrive account was moved to another user on")
            .doesNotContain("•••");
        assertThat(site.page("notice-unnamed", address, ANA, "es"))
            .contains("Tu cuenta de OneDrive pasó a otro usuario el")
            .doesNotContain("•••");
      }
    }

    @Test
    void doesNotOfferToTakeBackAnAccountThatTheReaderHasDisconnectedSince() {
      AccountId lost = new AccountId(new UUID(0, 7));
      TransferNotice notice = shelf.moved(lost, "onedrive", "ana•••@perez.example");
      site.held.disconnected = List.of(disconnectedAt(lost, notice.at().minusSeconds(1)));
      assertThat(site.page("notice-lost", "/app", ANA, "en"))
          .as("disconnected before, and connected by the new owner")
          .contains("data-take-back");

      site.held.disconnected = List.of(disconnectedAt(lost, notice.at().plusSeconds(1)));

      for (String address : List.of("/app", "/app/notifications")) {
        assertThat(site.inBothLanguages("notice-ended", address, ANA))
            .allSatisfy(
                page ->
                    assertThat(page)
                        .contains("data-ended")
                        .doesNotContain("data-take-back", "data-back"));
      }
    }

    private static DisconnectedAccount disconnectedAt(AccountId account, Instant at) {
      return new DisconnectedAccount(
          new UUID(0, 8),
          account,
          new Provider("onedrive"),
          "ana•••@perez.example",
          at,
          RevocationState.UNSUPPORTED);
    }

    @Test
    void doesNotOfferToTakeBackAnAccountThatIsBack() {
      CloudAccount back = shelf.connected("onedrive", "ana@perez.example");
      TransferNotice notice = shelf.moved(back.id(), "onedrive", "ana•••@perez.example");

      for (String address : List.of("/app", "/app/notifications")) {
        assertThat(site.inBothLanguages("notice-back", address, ANA))
            .allSatisfy(
                page ->
                    assertThat(page)
                        .contains("data-notice=\"" + notice.id() + "\"", "data-back")
                        .doesNotContain("data-take-back"));
      }
    }

    @Test
    void hidesAcknowledgedNotices() {
      TransferNotice notice = shelf.moved("onedrive", "ana.p•••@outlook.com");
      site.post("/app/notices/" + notice.id() + "/acknowledge", ANA, Map.of());

      assertThat(site.page("understood", "/app?done=understood", ANA, "en"))
          .doesNotContain("data-notice=");
    }

    @Test
    void showsAnUnconfiguredProviderToOperatorsOnlyAndWithoutALink() {
      assertThat(site.page("empty", "/app", ANA, "en"))
          .doesNotContain("data-tile=\"box\"", "Not available yet", "data-operator", "client-id");

      site.operator = true;
      assertThat(site.page("operator", "/app", ANA, "en"))
          .containsPattern(
              "<div class=\"tile off\"[^>]*aria-disabled=\"true\"[^>]*data-tile=\"box\"")
          .contains("Not available yet")
          .doesNotContain("/app/connect/box", "id=\"connect-box\"");
    }

    @Test
    void showsOperatorsHowToConfigureAProvider() {
      site.operator = true;

      assertThat(site.inBothLanguages("operator", "/app", ANA))
          .allSatisfy(
              page ->
                  assertThat(page)
                      .contains("cloud-aggregator.providers.box.client-id")
                      .contains("CLOUDAGGREGATOR_PROVIDERS_BOX_CLIENTID")
                      .doesNotContain("providers.onedrive"));
    }

    @Test
    void hasADialogForEachConfiguredProvider() {
      assertThat(site.inBothLanguages("connect-dialogs", "/app", ANA))
          .allSatisfy(
              page -> {
                assertThat(page.split("<dialog [^>]*data-connect-dialog", -1)).hasSize(4);
                assertThat(page)
                    .contains(
                        "data-dialog=\"connect-onedrive\"",
                        "id=\"connect-onedrive\"",
                        "offline_access")
                    .containsPattern(
                        "<form[^>]*data-connect[^>]*data-provider=\"onedrive\"[^>]*data-name=\"OneDrive\"")
                    .containsPattern(
                        "<button class=\"primary\" type=\"submit\" autofocus=\"autofocus\">");
              });
    }

    @Test
    void saysOneFaultOnceAndFirst() {
      CloudAccount broken =
          shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.CONSENT_REVOKED);
      shelf.moved("onedrive", "ana.p•••@outlook.com");
      site.activities.about(broken, ActivityEntry.Kind.NEEDS_RECONNECT);

      List<String> pages = site.inBothLanguages("one-fault", "/app", ANA);

      assertThat(pages)
          .allSatisfy(
              page ->
                  assertThat(page)
                      .doesNotContain("attention-banner", "id=\"storage\"")
                      .containsOnlyOnce("name=\"account_id\" value=\"" + broken.id() + "\"")
                      .containsPattern("id=\"attention-title\"[\\s\\S]*id=\"notices-title\"")
                      .containsPattern(
                          "class=\"reason\">[\\s\\S]{0,80}<time[^>]* datetime=\"2026-11-23T14:22:01Z\""));
      assertThat(pages.getFirst()).containsOnlyOnce("Access was removed at Dropbox.");
    }

    @Test
    void showsRowsWithASearchFromEightAccountsOn() {
      for (int i = 0; i < 7; i++) {
        shelf.connected("onedrive", "number-" + i + "@outlook.com");
      }
      assertThat(site.page("seven", "/app", ANA, "en"))
          .doesNotContain("account-filter", "cards rows", "Actions for");

      shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.INVALID_GRANT);

      assertThat(site.inBothLanguages("eight", "/app", ANA))
          .allSatisfy(
              page -> {
                assertThat(page)
                    .contains("id=\"account-filter\"", "<option value=\"dropbox\">")
                    .doesNotContain("<option value=\"googledrive\">");
                assertThat(page.split("cards rows", -1)).hasSize(3);
                assertThat(page.split("data-account=", -1)).hasSize(9);
                assertThat(page.split("/disconnect\">", -1)).as("a menu in each row").hasSize(9);
                assertThat(page)
                    .containsPattern(
                        "<summary aria-label=\"(Actions for|Acciones para) ana@perez.example\">");
              });
    }

    @Test
    void findsAccountsByTextProviderAndNeed() {
      for (int i = 0; i < 7; i++) {
        shelf.connected("onedrive", "number-" + i + "@outlook.com");
      }
      CloudAccount broken =
          shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.INVALID_GRANT);

      shelf.name(broken.id(), InMemoryPagePorts.ANA, new Nickname("Mum’s photos"));

      for (String query :
          List.of("q=PEREZ", "q=mum’s", "q=dropbox", "show=attention", "show=dropbox")) {
        assertThat(site.page("found", "/app?" + query, ANA, "en"))
            .as(query)
            .containsOnlyOnce("data-account=")
            .contains("data-account=\"" + broken.id() + "\"", "7 accounts connected");
      }
      assertThat(site.page("found-all", "/app?q=&show=nothing", ANA, "en").split("data-account="))
          .hasSize(9);
      assertThat(site.page("none-found", "/app?q=<script>", ANA, "en"))
          .contains("id=\"none-found\"", "value=\"&lt;script&gt;\"")
          .doesNotContain("data-account=");
    }

    @Test
    void bannerNamesTheFirstAccountsIfManyNeedReconnect() {
      for (int i = 0; i < 5; i++) {
        shelf.needsReconnect(
            "dropbox", "ana" + i + "@perez.example", ReconnectReason.INVALID_GRANT);
      }
      assertThat(site.inBothLanguages("banner-many", "/app", ANA))
          .allSatisfy(
              page ->
                  assertThat(page)
                      .contains(
                          "<bdi>ana0@perez.example</bdi>, <bdi>ana1@perez.example</bdi>,"
                              + " <bdi>ana2@perez.example</bdi> …</p>")
                      .contains("href=\"#attention-title\""));
      assertThat(site.page("no-banner", "/app", "bruno", "en")).doesNotContain("attention-banner");
    }

    @Test
    void highlightsTheAccountThatWasJustConnected() {
      shelf.connected("onedrive", "first@outlook.com");
      CloudAccount second = shelf.connected("onedrive", "second@outlook.com");
      site.activities.about(second, ActivityEntry.Kind.CONNECTED);

      String page =
          site.page("just-connected", "/app?connection=success&provider=onedrive", ANA, "en");
      assertThat(page)
          .contains("Your OneDrive account <bdi>sec•••@outlook.com</bdi> is connected.");
      assertMarked(page, second);

      site.activities.about(second, ActivityEntry.Kind.RECONNECTED);
      page = site.page("just-reconnected", "/app?connection=success&provider=onedrive", ANA, "en");
      assertThat(page)
          .contains("Your OneDrive account <bdi>sec•••@outlook.com</bdi> is connected again.");
      assertMarked(page, second);

      site.activities.about(second, ActivityEntry.Kind.TRANSFERRED_IN);
      page = site.page("just-transferred", "/app?done=transferred&provider=onedrive", ANA, "en");
      assertThat(page).contains("<bdi>sec•••@outlook.com</bdi> is now yours.");
      assertMarked(page, second);
    }

    private static void assertMarked(String page, CloudAccount account) {
      assertThat(page.split("card account fresh", -1)).hasSize(2);
      assertThat(page)
          .containsPattern("card account fresh\"\\s+data-account=\"" + account.id() + "\"");
    }

    @Test
    void offersToUndoADisconnectionAndHighlightsTheAccount() {
      site.held.disconnected = List.of(gone("onedrive"), gone("dropbox"));

      assertThat(
              site.inBothLanguages(
                  "just-disconnected", "/app?done=disconnected&provider=dropbox", ANA))
          .allSatisfy(
              page -> {
                assertThat(page.split("card account fresh", -1)).hasSize(2);
                assertThat(page)
                    .containsPattern("data-undo>[\\s\\S]*?name=\"provider\" value=\"dropbox\"")
                    .containsPattern(
                        "card account fresh\"\\s+data-disconnected=\""
                            + gone("dropbox").id()
                            + "\"");
              });
      assertThat(site.page("disconnected", "/app", ANA, "en"))
          .doesNotContain("data-undo", "account fresh");
      assertThat(site.page("disconnected", "/app?done=disconnected", ANA, "en"))
          .doesNotContain("data-undo");
    }

    @ParameterizedTest
    @EnumSource
    void showsTheStateOfEachRevocationUnlessTheAccountIsConnectedAgain(RevocationState state) {
      DisconnectedAccount one = gone("onedrive");
      site.held.disconnected =
          List.of(
              new DisconnectedAccount(
                  one.id(), one.account(), one.provider(), one.maskedLabel(), one.at(), state));

      assertThat(site.inBothLanguages("revocation-" + state, "/app", ANA))
          .allSatisfy(
              page ->
                  assertThat(page)
                      .satisfies(
                          text ->
                              assertThat(
                                      text.contains(
                                              "data-revocation=\""
                                                  + state.name().toLowerCase(Locale.ROOT)
                                                  + "\"")
                                          && text.contains("https://permissions.example/manage"))
                                  .isEqualTo(state != RevocationState.DROPPED))
                      .doesNotContain("revocation." + state.name().toLowerCase(Locale.ROOT)));
    }

    @Test
    void namesADisconnectedAccountWithoutALabel() {
      DisconnectedAccount one = gone("onedrive");
      site.held.disconnected =
          List.of(
              new DisconnectedAccount(
                  one.id(),
                  one.account(),
                  one.provider(),
                  AccountLabel.NONE.masked(),
                  one.at(),
                  one.revocation()));

      assertThat(site.page("disconnected-unnamed", "/app", ANA, "en"))
          .contains("Unnamed account")
          .doesNotContain("•••");
    }

    private static DisconnectedAccount gone(String provider) {
      return new DisconnectedAccount(
          new UUID(7, provider.length()),
          new AccountId(new UUID(8, provider.length())),
          new Provider(provider),
          "ana•••@example.com",
          Instant.parse("2026-11-24T08:00:00Z"),
          RevocationState.FAILED);
    }

    @Test
    void protectsEachFormWithTheCsrfToken() {
      shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.UNSPECIFIED);
      shelf.moved("onedrive", "ana.p•••@outlook.com");
      String page = site.page("forms", "/app", ANA, "en");

      assertThat(page.split("<form [^>]*method=\"post\"", -1))
          .hasSameSizeAs(
              page.split("type=\"hidden\" name=\"_csrf\"\\s+value=\"csrf-of-the-session\"", -1));
      assertThat(page)
          .contains("<meta name=\"_csrf\" content=\"csrf-of-the-session\">")
          .contains("<meta name=\"_csrf_header\" content=\"X-CSRF-TOKEN\">");
    }

    @Test
    void loadsOneScriptFirst() {
      String page =
          site.page("empty", "/app?error=ownership_conflict&provider=onedrive", ANA, "en");

      assertThat(page).containsPattern("<head>\\s*<script src=\"/assets/app.js\"></script>");
      assertThat(page.split("<script", -1)).hasSize(2);
    }

    @Test
    void transferDialogHasTheSafeButtonFirst() {
      assertThat(
              site.inBothLanguages(
                  "conflict", "/app?error=ownership_conflict&provider=onedrive", ANA))
          .allSatisfy(
              page ->
                  assertThat(page)
                      .contains("<dialog id=\"transfer-dialog\"")
                      .contains("data-provider=\"onedrive\"")
                      .containsPattern(
                          "id=\"transfer-keep\"[^>]*autofocus[\\s\\S]*id=\"transfer-move\"")
                      .contains("data-code=\"ownership_conflict\"")
                      .contains("{time}"));
    }
  }

  @Nested
  class TheMessage {

    static Stream<String> outcomes() {
      return Stream.concat(
          Stream.concat(
              Arrays.stream(ConnectError.values())
                  .map(refusal -> "error=" + refusal.name().toLowerCase(Locale.ROOT)),
              Stream.of(
                  "error=ownership_conflict", "error=account_not_found", "connection=success")),
          Stream.of("done=transferred", "done=declined", "done=disconnected", "done=understood"));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void existsForEachOutcomeWithAndWithoutAProvider(String outcome) {
      for (String language : LANGUAGES) {
        for (String provider : List.of("", "&provider=onedrive")) {
          assertThat(site.get("/app?" + outcome + provider, ANA, language))
              .bodyText()
              .containsPattern("<p id=\"message\" role=\"status\">\\p{Lu}[^<{]{10,}</p>");
        }
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/app", "/app?error=reconnect_failed", "/app?error=internal_error",
              "/app?error=Access_Denied",
          "/app?error=%3Cb%3Ehello", "/app?connection=hello", "/app?done=hello",
              "/app?error=access_denied&error=hello"
        })
    void isEmptyForUnknownParameters(String address) {
      assertThat(site.get(address, ANA, "en"))
          .bodyText()
          .contains("<p id=\"message\" role=\"status\"></p>")
          .doesNotContain("hello");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            declined               | en | You didn’t allow access at OneDrive.
            declined               | es | No permitiste el acceso en OneDrive.
            admin_consent_required | en | Ask its administrator to approve it
            admin_consent_required | es | Pide a quien la administra que lo apruebe
            wrong_tenant           | en | choose another account
            wrong_tenant           | es | elige otra cuenta
            hello                  | en | OneDrive didn’t give us access.
            """)
    void saysWhatTheUserCanDoAboutARefusal(String reason, String language, String words) {
      assertThat(
              site.get(
                  "/app?error=access_denied&provider=onedrive&reason=" + reason, ANA, language))
          .bodyText()
          .contains(words)
          .doesNotContain("hello");
    }

    @Test
    void doesNotRepeatAnUnknownProvider() {
      assertThat(site.get("/app?error=access_denied&provider=evil%3Cb%3E", ANA, "en"))
          .bodyText()
          .contains("The provider didn’t give us access.")
          .doesNotContain("evil");
    }
  }

  @Test
  void redirectsToTheSignInPageWithoutASession() {
    assertThat(site.get("/app", null, "en")).hasStatus(303).hasHeader("Location", "/login#_");
  }
}
