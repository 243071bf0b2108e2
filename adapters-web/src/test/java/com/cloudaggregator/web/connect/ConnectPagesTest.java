package com.cloudaggregator.web.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.webtest.InMemoryPagePorts;
import com.cloudaggregator.webtest.Site;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.util.HtmlUtils;

class ConnectPagesTest {
  private static final String ANA = InMemoryPagePorts.ANA.value();

  private final InMemoryPagePorts ports = new InMemoryPagePorts();
  private final Site site = new Site(ports);

  @Test
  void asksOnAPageWithoutTheScript() {
    String page = site.inBothLanguages("connect", "/app/connect/onedrive", ANA).getFirst();

    assertThat(page)
        .contains(
            "<h1>Connect OneDrive</h1>",
            "Microsoft may use the account that you’re signed in to there.",
            "See which account it is")
        .containsPattern(
            "<form[^>]*method=\"post\" action=\"/app/connect\"[^>]*data-provider=\"onedrive\"")
        .contains("name=\"mode\" value=\"connect\"")
        .doesNotContain("autofocus", "<dialog");
    assertThat(site.page("connect", "/app/connect/googledrive", ANA, "en"))
        .contains("shows on its own page");
    assertThat(site.get("/app/connect/nowhere", ANA, "en")).hasStatus(404);
    assertThat(site.get("/app/connect/box", ANA, "en"))
        .hasStatus(303)
        .hasHeader("Location", "/app?error=provider_not_configured&provider=box");
    assertThat(site.get("/app/connect/onedrive", null, "en"))
        .hasStatus(303)
        .hasHeader("Location", "/login#_");
  }

  @Test
  void namesOfflineAccessThatNoScopeNames() {
    ports.offer(
        new ProviderProfile(
            new Provider("acme"), "Acme", true, true, false, List.of(), List.of("files.read")));

    assertThat(site.page("connect", "/app/connect/acme", ANA, "en"))
        .containsOnlyOnce("Keep access when you’re not here")
        .doesNotContain("<code></code>");
    assertThat(site.page("connect", "/app/connect/onedrive", ANA, "en"))
        .containsOnlyOnce("Keep access when you’re not here");
  }

  @Test
  void opensTheProviderAndSetsTheBindingCookie() {
    MvcTestResult answer =
        site.post("/app/connect", ANA, Map.of("provider", "onedrive", "mode", "connect"));

    assertOpensProvider(answer);
    assertThat(answer.getResponse().getHeader("Set-Cookie"))
        .startsWith("__Host-cloud-aggregator-flow-");
  }

  /** Browsers apply {@code form-action} to redirects, and a provider may redirect to any origin. */
  @Test
  void opensAnotherOriginWithAPageAndNotWithARedirect() {
    MvcTestResult answer =
        site.post("/app/connect", ANA, Map.of("provider", "onedrive", "mode", "connect"));

    assertThat(answer)
        .hasStatusOk()
        .doesNotContainHeader("Location")
        .hasHeader("Cache-Control", "no-store");
    assertThat(answer.getResponse().getHeader("Content-Security-Policy"))
        .contains("form-action 'self';");
    assertThat(answer).bodyText().contains("Continue to Microsoft").doesNotContain("<script");
  }

  private static void assertOpensProvider(MvcTestResult answer) {
    String address = HtmlUtils.htmlEscape(InMemoryPagePorts.AUTHORIZATION.toString());
    assertThat(answer)
        .hasStatusOk()
        .bodyText()
        .contains("<meta http-equiv=\"refresh\" content=\"0;url=" + address + "\">")
        .contains("href=\"" + address + "\"");
  }

  @Test
  void reconnectsOnlyTheUsersOwnAccounts() {
    CloudAccount account =
        ports.needsReconnect("onedrive", "ana@outlook.com", ReconnectReason.UNSPECIFIED);

    assertOpensProvider(reconnect(ANA, account.id().toString()));
    assertSeeOther(
        reconnect("bruno", account.id().toString()),
        "/app?error=account_not_found&provider=onedrive");
    assertThat(reconnect(ANA, "")).hasStatus(400);
  }

  private MvcTestResult reconnect(String user, String id) {
    return site.post(
        "/app/connect",
        user,
        Map.of("provider", "onedrive", "mode", "reconnect", "account_id", id));
  }

  @Test
  void redirectsWithTheReasonIfNoFlowStarts() {
    assertSeeOther(connect("box"), "/app?error=provider_not_configured&provider=box");
    assertSeeOther(connect("dropbox"), "/app?error=provider_unavailable&provider=dropbox");
    assertSeeOther(connect("nowhere"), "/app?error=provider_not_configured");
    assertSeeOther(connect("<b>"), "/app?error=provider_not_configured");
    assertThat(site.post("/app/connect", ANA, Map.of("provider", "onedrive", "mode", "anything")))
        .hasStatus(400);
  }

  private MvcTestResult connect(String provider) {
    return site.post("/app/connect", ANA, Map.of("provider", provider, "mode", "connect"));
  }

  @Test
  void redirectsToTheSignInPageWithoutASession() {
    assertSeeOther(
        site.post("/app/connect", null, Map.of("provider", "onedrive", "mode", "connect")),
        "/login#_");
  }

  private static void assertSeeOther(MvcTestResult answer, String location) {
    assertThat(answer).hasStatus(303).hasHeader("Location", location);
  }
}
