package com.cloudaggregator.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.notice.Contact;
import com.cloudaggregator.application.notice.EmailAddress;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.webtest.InMemoryPagePorts;
import com.cloudaggregator.webtest.Site;
import jakarta.servlet.http.Cookie;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The settings of this device and the end of all sessions. */
class SettingsPageTest {
  private static final String ANA = InMemoryPagePorts.ANA.value();
  private static final String[] LANGUAGES = {"en", "es"};

  private final InMemoryPagePorts shelf = new InMemoryPagePorts();
  private final Site site = new Site(shelf);

  @Test
  void settingsAreStoredInTwoCookies() {
    MvcTestResult saved =
        site.post("/app/settings", ANA, Map.of("language", "es", "theme", "dark"));

    assertThat(saved).hasStatus(303).hasHeader("Location", "/app/settings?done=saved");
    assertThat(saved.getResponse().getHeaders("Set-Cookie"))
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("cloud-aggregator-language=es;")
                    .contains("Secure", "HttpOnly"))
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("cloud-aggregator-theme=dark;")
                    .contains("Secure", "HttpOnly"));
    for (String language : LANGUAGES) {
      assertThat(site.page("settings", "/app/settings?done=saved", ANA, language))
          .contains("id=\"message\"", "value=\"auto\"")
          .doesNotContain("data-theme=");
    }
  }

  @Test
  void menuOfEveryPageShowsTheAddressIfItIsKnown() {
    for (String language : LANGUAGES) {
      assertThat(site.page("menu", "/app", ANA, language)).doesNotContain("id=\"email\"");
    }
    site.email = "ana+<b>@mail.example";
    for (String page : List.of("/app", "/app/settings", "/docs/errors")) {
      assertThat(site.page("menu-email", page, ANA, "en"))
          .contains("id=\"email\">ana+&lt;b&gt;@mail.example</small>");
    }
    assertThat(site.page("menu-nobody", "/docs/errors", null, "en")).doesNotContain("mail.example");
  }

  @Test
  void emailsAreSwitchedOnAndOff() {
    UserId ana = new UserId(ANA);
    EmailAddress address = new EmailAddress("ana@mail.example");
    for (String language : LANGUAGES) {
      assertThat(site.page("settings-no-address", "/app/settings", ANA, language))
          .contains("id=\"mail\"")
          .doesNotContain("name=\"wanted\"");
    }
    site.contacts.remember(ana, address, Locale.ENGLISH);
    for (String language : LANGUAGES) {
      assertThat(site.page("settings-mail", "/app/settings", ANA, language))
          .contains("ana@mail.example")
          .containsPattern("name=\"wanted\"[^>]* checked");
    }

    assertThat(site.post("/app/settings/mail", ANA, Map.of()))
        .hasStatus(303)
        .hasHeader("Location", "/app/settings?done=saved");
    assertThat(site.contacts.find(ana)).contains(new Contact(address, false));
    assertThat(site.page("settings-mail-off", "/app/settings", ANA, "en"))
        .doesNotContainPattern("name=\"wanted\"[^>]* checked");

    site.post("/app/settings/mail", ANA, Map.of("wanted", "true"));
    assertThat(site.contacts.find(ana)).contains(new Contact(address, true));
  }

  @Test
  void aButtonEndsAllSessions() {
    for (String language : LANGUAGES) {
      assertThat(site.page("settings", "/app/settings", ANA, language))
          .contains("action=\"/app/settings/sessions/end\"")
          .containsPattern("(?s)id=\"everywhere\".*name=\"_csrf\"");
      assertThat(site.page("login-everywhere", "/login?why=everywhere", null, language))
          .contains("id=\"message\"");
    }
    String here = site.sessions.begin(ANA);
    String elsewhere = site.sessions.begin(ANA);
    String ofAnotherUser = site.sessions.begin("bruno");

    assertThat(site.post("/app/settings/sessions/end", ANA, Map.of()))
        .hasStatus(303)
        .hasHeader("Location", "/login?why=everywhere#_");

    assertThat(site.sessions.findById(here)).isNull();
    assertThat(site.sessions.findById(elsewhere)).isNull();
    assertThat(site.sessions.findById(ofAnotherUser)).isNotNull();
  }

  @Test
  void theThemeAppliesToEveryPageAndCanBeReset() {
    assertThat(site.getWith(new Cookie("cloud-aggregator-theme", "dark"), "/app", ANA))
        .bodyText()
        .contains("data-theme=\"dark\"");
    assertThat(site.getWith(new Cookie("cloud-aggregator-theme", "light"), "/login", null))
        .bodyText()
        .contains("data-theme=\"light\"");
    assertThat(
            site.post("/app/settings", ANA, Map.of("theme", "auto"))
                .getResponse()
                .getHeaders("Set-Cookie"))
        .singleElement()
        .asString()
        .startsWith("cloud-aggregator-theme=;")
        .contains("Max-Age=0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pink", "DARK", "dark;x", "\"><b>"})
  void anUnknownThemeIsIgnored(String theme) {
    assertThat(site.getWith(new Cookie("cloud-aggregator-theme", theme), "/app", ANA))
        .bodyText()
        .doesNotContain("data-theme=");
    assertThat(
            site.post("/app/settings", ANA, Map.of("language", "fr", "theme", theme))
                .getResponse()
                .getHeaders("Set-Cookie"))
        .singleElement()
        .asString()
        .startsWith("cloud-aggregator-theme=;");
  }
}
