package com.cloudaggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.Refusal;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.Happening;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.domain.ownership.TransferNotice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The pages in each of their states, in both languages. */
class PagesTest {
  private static final String ANA = Shelf.ANA.value();
  private static final String[] LANGUAGES = {"en", "es"};
  private static final String[] PROVIDERS = {"onedrive", "googledrive", "dropbox"};

  /** Executable or styling content within the document, all of which the policy of {@link PageHeaders} forbids. */
  private static final Pattern INLINE = Pattern.compile(
      "<style|<script(?![^>]*\\ssrc=)|\\sstyle=|\\son[a-z]+=|javascript:|\\sth:|\\?\\?", Pattern.CASE_INSENSITIVE);

  private final Shelf shelf = new Shelf();
  private final Site site = new Site(shelf);

  private List<String> inBothLanguages(String name, String address) {
    List<String> pages = new ArrayList<>();
    for (String language : LANGUAGES) {
      String page = site.page(name, address, ANA, language);
      assertThat(page).contains("<html lang=\"" + language + "\"").doesNotContainPattern(INLINE);
      pages.add(page);
    }
    assertThat(pages.getFirst()).isNotEqualTo(pages.getLast());
    return pages;
  }

  @Nested
  class TheAccountsPage {

    @Test
    void invitesWhoHasNothing() {
      assertThat(inBothLanguages("empty", "/app")).allSatisfy(page -> assertThat(page)
          .contains("id=\"connect-title\"")
          .contains("href=\"/app/connect/onedrive\"")
          .doesNotContain("data-account="));
    }

    @Test
    void showsOneAccount() {
      CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");

      assertThat(inBothLanguages("one", "/app?connection=success&provider=onedrive")).allSatisfy(page -> assertThat(page)
          .contains("data-account=\"" + account.id() + "\"")
          .contains("data-status=\"connected\"")
          .contains("ana.perez@outlook.com")
          .contains("data-code=\"connected\""));
    }

    /** In the place that is kept for the figures, which take it when they come. */
    @Test
    void saysWhoseAccessIsJustBeingRenewed() {
      CloudAccount renewing = shelf.connected("onedrive", "ana.perez@outlook.com");
      shelf.connected("googledrive", "ana.perez@gmail.com");
      shelf.refreshing.add(renewing.id());

      List<String> pages = inBothLanguages("renewing", "/app");

      assertThat(pages).allSatisfy(page -> assertThat(page)
          .containsOnlyOnce("data-renewing")
          .containsPattern("data-space=\"" + renewing.id() + "\" data-renewing=\"yes\"[^>]*>[^<]+…</p>")
          .contains("data-status=\"connected\""));
      assertThat(pages.getFirst()).contains("Access is being renewed…");
      assertThat(pages.getLast()).contains("Se está renovando el acceso…");
    }

    @Test
    void staysSmallWithMany() {
      for (int i = 0; i < 20; i++) {
        shelf.connected(PROVIDERS[i % PROVIDERS.length], "account-number-" + i + "@example.com");
      }

      assertThat(inBothLanguages("many", "/app")).allSatisfy(page -> {
        assertThat(page.split("data-account=", -1)).hasSize(21);
        assertThat(page.length()).isLessThan(40_000);
      });
    }

    @ParameterizedTest
    @EnumSource
    void saysWhyOneNeedsAttention(ReconnectReason reason) {
      shelf.connected("googledrive", "ana.perez@gmail.com");
      CloudAccount broken = shelf.needsReconnect("dropbox", "ana@perez.example", reason);

      assertThat(inBothLanguages("attention", "/app")).allSatisfy(page -> assertThat(page)
          .contains("id=\"attention-title\"")
          .contains("data-account=\"" + broken.id() + "\"")
          .contains("name=\"mode\" value=\"reconnect\"")
          .contains("name=\"account_id\" value=\"" + broken.id() + "\"")
          .contains("class=\"reason\"")
          .doesNotContain(reason.code(), "account.reason"));
    }

    @Test
    void tellsTheFormerOwner() {
      shelf.connected("dropbox", "ana@perez.example");
      TransferNotice notice = shelf.moved("onedrive", "ana.p•••@outlook.com");

      assertThat(inBothLanguages("notice", "/app")).allSatisfy(page -> assertThat(page)
          .contains("data-notice=\"" + notice.id() + "\"")
          .contains("ana.p•••@outlook.com")
          .contains("action=\"/app/notices/" + notice.id() + "/acknowledge\"")
          .contains("datetime=\"2026-11-23T14:22:00Z\"", "data-take-back")
          .doesNotContain("data-back"));
    }

    @Test
    void offersNoWayBackToWhatHasComeBack() {
      CloudAccount back = shelf.connected("onedrive", "ana@perez.example");
      TransferNotice notice = shelf.moved(back.id(), "onedrive", "ana•••@perez.example");

      for (String address : List.of("/app", "/app/notifications")) {
        assertThat(inBothLanguages("notice-back", address)).allSatisfy(page -> assertThat(page)
            .contains("data-notice=\"" + notice.id() + "\"", "data-back")
            .doesNotContain("data-take-back"));
      }
    }

    @Test
    void showsNoNoticeThatWasUnderstood() {
      TransferNotice notice = shelf.moved("onedrive", "ana.p•••@outlook.com");
      site.post("/app/notices/" + notice.id() + "/acknowledge", ANA, Map.of());

      assertThat(site.page("understood", "/app?done=understood", ANA, "en")).doesNotContain("data-notice=");
    }

    @Test
    void showsAProviderThatIsNotConfiguredWithoutAWayIn() {
      assertThat(site.page("empty", "/app", ANA, "en"))
          .containsPattern("<div class=\"tile off\"[^>]*aria-disabled=\"true\"[^>]*data-tile=\"box\"")
          .contains("Not available here yet")
          .doesNotContain("/app/connect/box", "id=\"connect-box\"", "data-operator", "client-id");
    }

    @Test
    void tellsAnOperatorHowToSwitchAProviderOn() {
      site.operator = true;

      assertThat(inBothLanguages("operator", "/app")).allSatisfy(page -> assertThat(page)
          .contains("cloud-aggregator.providers.box.client-id")
          .contains("CLOUDAGGREGATOR_PROVIDERS_BOX_CLIENTID")
          .doesNotContain("providers.onedrive"));
    }

    @Test
    void hasTheDialogOfEachProviderThatCanBeConnected() {
      assertThat(inBothLanguages("connect-dialogs", "/app")).allSatisfy(page -> {
        assertThat(page.split("<dialog [^>]*data-connect-dialog", -1)).hasSize(4);
        assertThat(page)
            .contains("data-dialog=\"connect-onedrive\"", "id=\"connect-onedrive\"", "offline_access")
            .containsPattern("<form[^>]*data-connect[^>]*data-provider=\"onedrive\"[^>]*data-name=\"OneDrive\"")
            .containsPattern("<button class=\"primary\" type=\"submit\" autofocus=\"autofocus\">");
      });
    }

    @Test
    void asksOnAPageOfItsOwnWhereThereIsNoScript() {
      String page = inBothLanguages("connect", "/app/connect/onedrive").getFirst();

      assertThat(page)
          .contains("<h1>Connect OneDrive</h1>", "You can pick another account on the next page.", "See which account it is")
          .containsPattern("<form[^>]*method=\"post\" action=\"/app/connect\"[^>]*data-provider=\"onedrive\"")
          .contains("name=\"mode\" value=\"connect\"")
          .doesNotContain("autofocus", "<dialog");
      assertThat(site.page("connect", "/app/connect/googledrive", ANA, "en")).contains("says on its own page");
      assertThat(site.get("/app/connect/nowhere", ANA, "en")).hasStatus(404);
      assertThat(site.get("/app/connect/box", ANA, "en"))
          .hasStatus(303).hasHeader("Location", "/app?error=provider_not_configured&provider=box");
      assertThat(site.get("/app/connect/onedrive", null, "en")).hasStatus(303).hasHeader("Location", "/login#_");
    }

    @Test
    void saysAboveAllWhichAccountIsOutOfReachSinceWhenAndWhatToDo() {
      CloudAccount broken = shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.CONSENT_REVOKED);
      site.activities.about(broken, Happening.Kind.NEEDS_RECONNECT);

      assertThat(inBothLanguages("banner", "/app")).allSatisfy(page -> assertThat(page)
          .containsPattern("id=\"attention-banner\"[\\s\\S]*?ana@perez.example[\\s\\S]*?datetime=\"2026-11-23T14:22:01Z\""
              + "[\\s\\S]*?data-reconnect-now[\\s\\S]*?name=\"account_id\" value=\"" + broken.id() + "\"")
          .containsPattern("class=\"reason\">[\\s\\S]{0,80}<time[^>]* datetime=\"2026-11-23T14:22:01Z\""));
    }

    @Test
    void namesTheFirstOfManyThatAreOutOfReach() {
      for (int i = 0; i < 5; i++) {
        shelf.needsReconnect("dropbox", "ana" + i + "@perez.example", ReconnectReason.INVALID_GRANT);
      }
      assertThat(inBothLanguages("banner-many", "/app")).allSatisfy(page -> assertThat(page)
          .contains("ana0@perez.example, ana1@perez.example, ana2@perez.example …</span>")
          .contains("href=\"#attention-title\"")
          .doesNotContain("data-reconnect-now"));
      assertThat(site.page("no-banner", "/app", "bruno", "en")).doesNotContain("attention-banner");
    }

    @Test
    void namesAndMarksTheAccountThatWasJustConnectedAmongSeveral() {
      shelf.connected("onedrive", "first@outlook.com");
      CloudAccount second = shelf.connected("onedrive", "second@outlook.com");
      site.activities.about(second, Happening.Kind.CONNECTED);

      String page = site.page("just-connected", "/app?connection=success&provider=onedrive", ANA, "en");
      assertThat(page).contains("Your OneDrive account sec•••@outlook.com is connected.");
      assertMarked(page, second);

      site.activities.about(second, Happening.Kind.RECONNECTED);
      page = site.page("just-reconnected", "/app?connection=success&provider=onedrive", ANA, "en");
      assertThat(page).contains("Your OneDrive account sec•••@outlook.com is connected again.");
      assertMarked(page, second);

      site.activities.about(second, Happening.Kind.TRANSFERRED_IN);
      page = site.page("just-transferred", "/app?done=transferred&provider=onedrive", ANA, "en");
      assertThat(page).contains("sec•••@outlook.com is now yours.");
      assertMarked(page, second);
    }

    private static void assertMarked(String page, CloudAccount account) {
      assertThat(page.split("card account fresh", -1)).hasSize(2);
      assertThat(page).containsPattern("card account fresh\"\\s+data-account=\"" + account.id() + "\"");
    }

    @Test
    void offersToUndoADisconnectionAndMarksIt() {
      site.held.disconnected = List.of(gone("onedrive"), gone("dropbox"));

      assertThat(inBothLanguages("just-disconnected", "/app?done=disconnected&provider=dropbox"))
          .allSatisfy(page -> {
            assertThat(page.split("card account fresh", -1)).hasSize(2);
            assertThat(page)
                .containsPattern("data-undo>[\\s\\S]*?name=\"provider\" value=\"dropbox\"")
                .containsPattern("card account fresh\"\\s+data-disconnected=\"" + gone("dropbox").id() + "\"");
          });
      assertThat(site.page("disconnected", "/app", ANA, "en")).doesNotContain("data-undo", "account fresh");
      assertThat(site.page("disconnected", "/app?done=disconnected", ANA, "en")).doesNotContain("data-undo");
    }

    @ParameterizedTest
    @EnumSource
    void saysHonestlyWhatBecameOfThePermission(RevocationState state) {
      DisconnectedAccount one = gone("onedrive");
      site.held.disconnected = List.of(new DisconnectedAccount(
          one.id(), one.account(), one.provider(), one.maskedLabel(), one.at(), state));

      assertThat(inBothLanguages("revocation-" + state, "/app")).allSatisfy(page -> assertThat(page)
          .contains("data-revocation=\"" + state.name().toLowerCase(Locale.ROOT) + "\"")
          .contains("https://permissions.example/manage")
          .doesNotContain("revocation." + state.name().toLowerCase(Locale.ROOT)));
    }

    private static DisconnectedAccount gone(String provider) {
      return new DisconnectedAccount(
          new UUID(7, provider.length()), new AccountId(new UUID(8, provider.length())), new Provider(provider),
          "ana•••@example.com", Instant.parse("2026-11-24T08:00:00Z"), RevocationState.FAILED);
    }

    @Test
    void protectsEachFormAndGivesTheScriptItsToken() {
      shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.UNSPECIFIED);
      shelf.moved("onedrive", "ana.p•••@outlook.com");
      String page = site.page("forms", "/app", ANA, "en");

      assertThat(page.split("<form [^>]*method=\"post\"", -1))
          .hasSameSizeAs(page.split("type=\"hidden\" name=\"_csrf\"\\s+value=\"csrf-of-the-session\"", -1));
      assertThat(page)
          .contains("<meta name=\"_csrf\" content=\"csrf-of-the-session\">")
          .contains("<meta name=\"_csrf_header\" content=\"X-CSRF-TOKEN\">");
    }

    @Test
    void loadsOneScriptBeforeAnythingElse() {
      String page = site.page("empty", "/app?error=ownership_conflict&provider=onedrive", ANA, "en");

      assertThat(page).containsPattern("<head>\\s*<script src=\"/assets/app.js\"></script>");
      assertThat(page.split("<script", -1)).hasSize(2);
    }

    @Test
    void hasTheDialogWithItsSafeButtonFirst() {
      assertThat(inBothLanguages("conflict", "/app?error=ownership_conflict&provider=onedrive"))
          .allSatisfy(page -> assertThat(page)
              .contains("<dialog id=\"transfer-dialog\"")
              .contains("data-provider=\"onedrive\"")
              .containsPattern("id=\"transfer-keep\"[^>]*autofocus[\\s\\S]*id=\"transfer-move\"")
              .contains("data-code=\"ownership_conflict\"")
              .contains("{time}"));
    }
  }

  @Nested
  class TheMessage {

    static Stream<String> outcomes() {
      return Stream.concat(
          Stream.concat(
              Arrays.stream(Refusal.values()).map(refusal -> "error=" + refusal.name().toLowerCase(Locale.ROOT)),
              Stream.of("error=ownership_conflict", "error=account_not_found", "connection=success")),
          Stream.of("done=transferred", "done=declined", "done=disconnected", "done=understood"));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void isThereForEachOutcomeWithAndWithoutAProvider(String outcome) {
      for (String language : LANGUAGES) {
        for (String provider : List.of("", "&provider=onedrive")) {
          assertThat(site.get("/app?" + outcome + provider, ANA, language)).bodyText()
              .containsPattern("<p id=\"message\" role=\"status\">\\p{Lu}[^<{]{10,}</p>");
        }
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {
      "/app", "/app?error=reconnect_failed", "/app?error=internal_error", "/app?error=Access_Denied",
      "/app?error=%3Cb%3Ehello", "/app?connection=hello", "/app?done=hello", "/app?error=access_denied&error=hello"
    })
    void isEmptyForWhatIsNotOnTheList(String address) {
      assertThat(site.get(address, ANA, "en")).bodyText()
          .contains("<p id=\"message\" role=\"status\"></p>")
          .doesNotContain("hello");
    }

    @Test
    void namesNoProviderThatIsNotKnown() {
      assertThat(site.get("/app?error=access_denied&provider=evil%3Cb%3E", ANA, "en")).bodyText()
          .contains("You didn’t give access at the provider.")
          .doesNotContain("evil");
    }
  }

  @Nested
  class AForm {

    @Test
    void leadsToTheProviderWithTheBindingCookie() {
      MvcTestResult answer = site.post("/app/connect", ANA, Map.of("provider", "onedrive", "mode", "connect"));

      assertSeeOther(answer, Shelf.AUTHORIZATION.toString());
      assertThat(answer.getResponse().getHeader("Set-Cookie")).startsWith("__Host-cloud-aggregator-flow-");
    }

    @Test
    void reconnectsWhatIsOnesOwn() {
      CloudAccount account = shelf.needsReconnect("onedrive", "ana@outlook.com", ReconnectReason.UNSPECIFIED);

      assertSeeOther(reconnect(ANA, account.id().toString()), Shelf.AUTHORIZATION.toString());
      assertSeeOther(reconnect("bruno", account.id().toString()), "/app?error=account_not_found&provider=onedrive");
      assertThat(reconnect(ANA, "")).hasStatus(400);
    }

    private MvcTestResult reconnect(String user, String id) {
      return site.post(
          "/app/connect", user, Map.of("provider", "onedrive", "mode", "reconnect", "account_id", id));
    }

    @Test
    void saysWhyItLeadsNowhere() {
      assertSeeOther(connect("box"), "/app?error=provider_not_configured&provider=box");
      assertSeeOther(connect("dropbox"), "/app?error=provider_unavailable&provider=dropbox");
      assertSeeOther(connect("nowhere"), "/app?error=provider_not_configured");
      assertSeeOther(connect("<b>"), "/app?error=provider_not_configured");
      assertThat(site.post("/app/connect", ANA, Map.of("provider", "onedrive", "mode", "anything"))).hasStatus(400);
    }

    private MvcTestResult connect(String provider) {
      return site.post("/app/connect", ANA, Map.of("provider", provider, "mode", "connect"));
    }

    @Test
    void isFollowedByTheSignInWhereNobodyIsSignedIn() {
      assertSeeOther(site.post("/app/connect", null, Map.of("provider", "onedrive", "mode", "connect")), "/login#_");
      assertSeeOther(site.get("/app", null, "en"), "/login#_");
    }

    @Test
    void disconnectsAfterAPageThatAsks() {
      CloudAccount account = shelf.connected("onedrive", "ana.perez@outlook.com");

      assertThat(inBothLanguages("disconnect", "/app/accounts/" + account.id() + "/disconnect"))
          .allSatisfy(page -> assertThat(page)
              .contains("ana.perez@outlook.com")
              .contains("https://permissions.example/manage")
              .contains("name=\"account_id\" value=\"" + account.id() + "\""));
      assertSeeOther(
          site.post("/app/disconnect", ANA, Map.of("account_id", account.id().toString())),
          "/app?done=disconnected&provider=onedrive");
      assertSeeOther(
          site.post("/app/disconnect", ANA, Map.of("account_id", account.id().toString())),
          "/app?error=account_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-4000-8000-000000000000", "1-1-1-1-1", "x"})
    void findsNothingThatIsNotOnesOwn(String id) {
      assertThat(site.get("/app/accounts/" + id + "/disconnect", ANA, "en")).hasStatus(404);
      assertThat(site.post("/app/notices/" + id + "/acknowledge", ANA, Map.of())).hasStatus(404);
    }

    private static void assertSeeOther(MvcTestResult answer, String location) {
      assertThat(answer).hasStatus(303).hasHeader("Location", location);
    }
  }

  @Nested
  class TheLanguage {

    @Test
    void isRememberedOnceItWasChosen() {
      assertThat(site.get("/login?lang=es", null, "en").getResponse().getHeader("Set-Cookie"))
          .startsWith("cloud-aggregator-language=es;")
          .contains("HttpOnly")
          .contains("Secure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr", "*", "de;q=x", "xxx"})
    void isEnglishForEverybodyElse(String accepted) {
      assertThat(site.get("/login?lang=fr", null, accepted)).bodyText().contains("<html lang=\"en\"");
    }

    @Test
    void isSpanishForItsVariants() {
      assertThat(site.get("/login", null, "es-MX,en;q=0.5")).bodyText().contains("<html lang=\"es\"");
    }
  }

  @Test
  void theFirstPageLeadsIn() {
    for (String language : LANGUAGES) {
      assertThat(site.page("home", "/", null, language)).contains("href=\"/login\"").doesNotContainPattern(INLINE);
    }
    assertThat(site.get("/", ANA, "en")).hasStatus(303).hasHeader("Location", "/app");
  }

  @Test
  void theSignInPageHasACardForEachWay() {
    assertThat(inBothLanguages("login", "/login").getFirst())
        .contains("action=\"/demo/login\"")
        .contains("name=\"user\" value=\"bruno\"")
        .contains("Can sign in to Ana’s drive as well")
        .contains("As it is");
  }

  @Test
  void aRefusalHasAPage() {
    assertThat(inBothLanguages("refused", "/refused").getFirst())
        .contains("There is no such page")
        .contains("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @ParameterizedTest
  @CsvSource({
    "malformed_request, 400", "authentication_required, 401", "forbidden, 403", "not_found, 404",
    "method_not_allowed, 405", "owner_changed, 409", "payload_too_large, 413", "unsupported_media_type, 415",
    "rate_limited, 429", "internal_error, 500", "database_unavailable, 503"
  })
  void aRefusalOfEachStatusSaysWhatHappenedAndWhatToDoNext(String code, int status) {
    assertThat(inBothLanguages("refused-" + status, "/refused/" + code)).allSatisfy(page -> assertThat(page)
        .containsPattern("<p class=\"muted small\">" + status + "</p>\\s*<h1>\\p{Lu}[^<]{3,}</h1>")
        .containsPattern("<p class=\"say\">[¿\\p{Lu}][^<]{8,}</p>")
        .contains("<code>4bf92f3577b34da6a3ce929d0e0e4736</code>", "/docs/errors/" + code)
        .doesNotContain("error." + code));
  }

  @Test
  void theCatalogueHasAPageForEachCodeAndForNoOther() {
    for (ErrorCode code : ErrorCode.values()) {
      inBothLanguages("docs-" + code.code(), "/docs/errors/" + code.code());
    }
    assertThat(inBothLanguages("docs", "/docs/errors").getFirst()).contains("href=\"/docs/errors/owner_changed\"");
    assertThat(site.get("/docs/errors/Owner_Changed", null, "en")).hasStatus(404);
    assertThat(site.get("/docs/errors/reconnect_failed", null, "en")).hasStatus(404);
  }
}
