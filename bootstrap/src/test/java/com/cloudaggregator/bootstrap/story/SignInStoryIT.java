package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.bootstrap.program.IdentityServer;
import com.cloudaggregator.persistence.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;

/**
 * A user signs in at the host's identity provider, loses the session during an offer, and
 * continues.
 */
class SignInStoryIT {
  private static final String SESSION = "cloud-aggregator-session";

  private static IdentityServer identity;
  private static TestDatabase.Database database;
  private static DemoBrowser demo;
  private static Chromium browser;

  @BeforeAll
  static void start() throws IOException {
    identity = new IdentityServer();
    database = TestDatabase.migratedDatabase();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--cloud-aggregator.demo.seed=false",
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.appUser(),
                "--spring.datasource.password=" + database.appPassword(),
                "--spring.liquibase.user=" + database.ownerUser(),
                "--spring.liquibase.password=" + database.ownerPassword()));
    for (String property : identity.properties()) {
      arguments.add("--" + property);
    }
    demo = DemoBrowser.start(arguments);
    browser = demo.browser();
  }

  @AfterAll
  static void stop() {
    if (demo != null) {
      demo.close();
    }
    identity.close();
    database.close();
  }

  @Test
  void offerSurvivesAnEndedSessionAndSignOutReachesTheProvider() {
    identity.signsIn("the-first-owner");
    signIn();
    demo.leaveFor("onedrive");
    choose();
    browser.see("[data-account]");
    signOut();

    identity.signsIn("the-second-person");
    signIn();
    demo.leaveFor("onedrive");
    browser.see("input[name=account]");
    // As after a restart of the server: the browser keeps its session cookie.
    browser
        .driver()
        .manage()
        .addCookie(
            new Cookie.Builder(SESSION, "0123456789ABCDEF0123456789ABCDEF")
                .path("/")
                .isHttpOnly(true)
                .sameSite("Lax")
                .build());
    choose();
    assertThat(browser.see("#message").getText()).contains("Sign in again: nothing was lost");
    assertThat(browser.driver().getCurrentUrl())
        .as("no token came along")
        .doesNotContain("transfer_token");
    browser.screenshot("sign-in-session-ended");
    browser.press("#sign-in");
    browser.until(
        d ->
            browser
                .see("#message")
                .getText()
                .contains("Someone else has connected this OneDrive account"));
    browser.screenshot("sign-in-offer-again");

    demo.leaveFor("onedrive");
    choose();
    browser.see("#transfer-dialog[open]");
  }

  @Test
  void hostSignInButtonIsAccessible() {
    for (String language : List.of("es", "en")) {
      demo.signOut();
      demo.speak(language);
      demo.open("/login");
      browser.see("#sign-in");
      assertThat(new PageCheck(browser, language).at("login-host")).isEmpty();
    }
  }

  private static void signIn() {
    demo.open("/login");
    assertThat(browser.see("#sign-in").getText()).isEqualTo("Sign in with Contoso");
    browser.press("#sign-in");
    browser.until(d -> String.valueOf(d.getCurrentUrl()).startsWith(demo.base() + "/app"));
  }

  private static void signOut() {
    browser.press("#menu summary");
    browser.press("#menu form[action='/logout'] button");
    browser.see("#goodbye");
  }

  private static void choose() {
    demo.allow(DemoBrowser.ANAS_DRIVE);
  }
}
