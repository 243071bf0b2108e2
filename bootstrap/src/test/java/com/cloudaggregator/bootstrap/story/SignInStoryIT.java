package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.bootstrap.CloudAggregator;
import com.cloudaggregator.bootstrap.program.IdentityServer;
import com.cloudaggregator.persistence.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A person signs in with the host's own sign-in, loses the session in the middle of an offer, and loses nothing. */
class SignInStoryIT {
  private static final String ANAS_DRIVE = "a11a00000000a11a";
  private static final String SESSION = "cloud-aggregator-session";

  private static IdentityServer identity;
  private static TestDatabase.Database database;
  private static ConfigurableApplicationContext program;
  private static Chromium browser;
  private static String base;

  @BeforeAll
  static void start() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    base = "http://localhost:" + port;
    identity = new IdentityServer();
    database = TestDatabase.freshDatabase();
    List<String> arguments = new ArrayList<>(List.of(
        "--server.port=" + port,
        "--cloud-aggregator.demo.seed=false",
        "--spring.datasource.url=" + database.url(),
        "--spring.datasource.username=" + database.appUser(),
        "--spring.datasource.password=" + database.appPassword(),
        "--spring.liquibase.user=" + database.ownerUser(),
        "--spring.liquibase.password=" + database.ownerPassword()));
    for (String property : identity.properties()) {
      arguments.add("--" + property);
    }
    SpringApplication application = CloudAggregator.application();
    application.setAdditionalProfiles("demo");
    program = application.run(arguments.toArray(String[]::new));
    browser = new Chromium("en");
  }

  @AfterAll
  static void stop() {
    try (ConfigurableApplicationContext running = program) {
      if (browser != null) {
        browser.close();
      }
      identity.close();
    }
    database.close();
  }

  @Test
  void aSessionThatEndsInTheMiddleOfAnOfferLosesNothingAndSigningOutSignsOutThereToo() {
    identity.signsIn("the-first-owner");
    signIn();
    browser.connect("onedrive");
    choose();
    browser.see("[data-account]");
    signOut();

    identity.signsIn("the-second-person");
    signIn();
    browser.connect("onedrive");
    browser.see("input[name=account]");
    // As after a restart of the server: the browser still names its session.
    browser.driver().manage().addCookie(
        new Cookie.Builder(SESSION, "0123456789ABCDEF0123456789ABCDEF").path("/").isHttpOnly(true).sameSite("Lax").build());
    choose();
    assertThat(browser.see("#message").getText()).contains("Sign in again: nothing was lost");
    assertThat(browser.driver().getCurrentUrl()).as("no token came along").doesNotContain("transfer_token");
    browser.screenshot("sign-in-session-ended");
    browser.press("#sign-in");
    browser.until(d -> browser.see("#message").getText().contains("Someone else already holds this OneDrive account"));
    browser.screenshot("sign-in-offer-again");

    browser.connect("onedrive");
    choose();
    browser.see("#transfer-dialog[open]");
  }

  private static void signIn() {
    browser.driver().get(base + "/login");
    assertThat(browser.see("#sign-in").getText()).isEqualTo("Sign in with Contoso");
    browser.press("#sign-in");
    browser.until(d -> String.valueOf(d.getCurrentUrl()).startsWith(base + "/app"));
  }

  private static void signOut() {
    browser.press("form[action='/logout'] button");
    browser.see("#goodbye");
  }

  private static void choose() {
    browser.press("input[name=account][value='" + ANAS_DRIVE + "']");
    browser.press("#demo-allow");
    browser.until(d -> String.valueOf(d.getCurrentUrl()).startsWith(base + "/app")
        || String.valueOf(d.getCurrentUrl()).startsWith(base + "/login"));
  }
}
