package com.cloudaggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.ownership.TransferNotice;
import jakarta.servlet.http.Cookie;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The notices' page with the bell that leads to it, and what is chosen for this device. */
class SettingsAndNoticesTest {
  private static final String ANA = Shelf.ANA.value();
  private static final String[] LANGUAGES = {"en", "es"};

  private final Shelf shelf = new Shelf();
  private final Site site = new Site(shelf);

  @Test
  void thereMayBeNothingToTell() {
    for (String language : LANGUAGES) {
      assertThat(site.page("notifications-none", "/app/notifications", ANA, language))
          .contains("id=\"notifications-empty\"", "data-unread=\"0\"")
          .doesNotContain("data-notice", "acknowledge-all");
    }
  }

  @Test
  void theBellCountsWhatIsUnreadOnEveryPage() {
    shelf.moved("onedrive", "ana.p•••@outlook.com");
    shelf.moved("dropbox", "ana•••@perez.example");

    for (String address : new String[] {"/app", "/app/activity", "/app/settings", "/app/notifications"}) {
      assertThat(site.page("bell", address, ANA, "en")).contains("data-unread=\"2\"");
    }
  }

  @Test
  void oneOrAllAreReadAndStayToBeReadAgain() {
    TransferNotice first = shelf.moved("onedrive", "ana.p•••@outlook.com");
    shelf.moved("dropbox", "ana•••@perez.example");
    site.post("/app/notices/" + first.id() + "/acknowledge", ANA, Map.of());

    for (String language : LANGUAGES) {
      assertThat(site.page("notifications", "/app/notifications", ANA, language))
          .contains("data-read=\"true\"", "data-read=\"false\"", "data-unread=\"1\"", "id=\"acknowledge-all\"")
          .contains("data-take-back");
    }
    assertThat(site.post("/app/notifications/acknowledge-all", ANA, Map.of()))
        .hasStatus(303).hasHeader("Location", "/app/notifications?done=read");
    assertThat(site.page("notifications-read", "/app/notifications?done=read", ANA, "en"))
        .contains("data-unread=\"0\"", "data-read=\"true\"", "id=\"message\"")
        .doesNotContain("data-read=\"false\"", "acknowledge-all");
  }

  @Test
  void settingsAreKeptInTwoCookies() {
    MvcTestResult saved = site.post("/app/settings", ANA, Map.of("language", "es", "theme", "dark"));

    assertThat(saved).hasStatus(303).hasHeader("Location", "/app/settings?done=saved");
    assertThat(saved.getResponse().getHeaders("Set-Cookie"))
        .anySatisfy(cookie -> assertThat(cookie).startsWith("cloud-aggregator-language=es;").contains("Secure", "HttpOnly"))
        .anySatisfy(cookie -> assertThat(cookie).startsWith("cloud-aggregator-theme=dark;").contains("Secure", "HttpOnly"));
    for (String language : LANGUAGES) {
      assertThat(site.page("settings", "/app/settings?done=saved", ANA, language))
          .contains("id=\"message\"", "value=\"auto\"").doesNotContain("data-theme=");
    }
  }

  @Test
  void allSessionsAreEndedByOneButtonAndItSaysSo() {
    for (String language : LANGUAGES) {
      assertThat(site.page("settings", "/app/settings", ANA, language))
          .contains("action=\"/app/settings/sessions/end\"").containsPattern("(?s)id=\"everywhere\".*name=\"_csrf\"");
      assertThat(site.page("login-everywhere", "/login?why=everywhere", null, language)).contains("id=\"message\"");
    }
    assertThat(site.ends.last(Shelf.ANA)).isEmpty();

    assertThat(site.post("/app/settings/sessions/end", ANA, Map.of()))
        .hasStatus(303).hasHeader("Location", "/login?why=everywhere#_");

    assertThat(site.ends.last(Shelf.ANA)).isPresent();
  }

  @Test
  void aThemeIsOnEveryPageAndCanBeTakenBack() {
    assertThat(site.getWith(new Cookie("cloud-aggregator-theme", "dark"), "/app", ANA)).bodyText()
        .contains("data-theme=\"dark\"");
    assertThat(site.getWith(new Cookie("cloud-aggregator-theme", "light"), "/login", null)).bodyText()
        .contains("data-theme=\"light\"");
    assertThat(site.post("/app/settings", ANA, Map.of("theme", "auto")).getResponse().getHeaders("Set-Cookie"))
        .singleElement().asString().startsWith("cloud-aggregator-theme=;").contains("Max-Age=0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pink", "DARK", "dark;x", "\"><b>"})
  void whatIsNoThemeIsTheDevicesOwn(String theme) {
    assertThat(site.getWith(new Cookie("cloud-aggregator-theme", theme), "/app", ANA)).bodyText()
        .doesNotContain("data-theme=");
    assertThat(site.post("/app/settings", ANA, Map.of("language", "fr", "theme", theme))
            .getResponse().getHeaders("Set-Cookie"))
        .singleElement().asString().startsWith("cloud-aggregator-theme=;");
  }
}
