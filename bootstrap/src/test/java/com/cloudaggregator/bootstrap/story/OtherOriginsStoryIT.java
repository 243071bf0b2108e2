package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.bootstrap.CloudAggregator;
import com.cloudaggregator.bootstrap.program.IdentityServer;
import com.cloudaggregator.bootstrap.program.ScatteredProvider;
import com.cloudaggregator.persistence.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Forms that lead to another origin. Browsers apply {@code form-action} to every redirect of a form
 * submission, so none of them may answer with a redirect.
 */
class OtherOriginsStoryIT {
  private static IdentityServer identity;
  private static ScatteredProvider provider;
  private static TestDatabase.Database database;
  private static ConfigurableApplicationContext program;
  private static Chromium browser;
  private static String base;

  @BeforeAll
  static void start() throws IOException {
    browser = new Chromium("en");
    identity = new IdentityServer();
    provider = new ScatteredProvider();
    identity.endsSessionsAt(provider.endSession());
    database = TestDatabase.migratedDatabase();
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    base = "http://localhost:" + port;
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=" + port,
                "--management.server.port=0",
                "--spring.config.additional-location=classpath:/providers-of-tests.yaml",
                "--tests.acmedrive=" + provider.issuer(),
                "--tests.plainbox=http://localhost:1",
                "--tests.openbox=http://localhost:1",
                "--cloud-aggregator.public-url=" + base,
                "--cloud-aggregator.allow-insecure-loopback=true",
                "--cloud-aggregator.users.mode=hs256",
                "--cloud-aggregator.users.secret=the-users-secret-of-a-test-of-40-bytes!!",
                "--cloud-aggregator.providers.acmedrive.client-id=" + ScatteredProvider.CLIENT,
                "--cloud-aggregator.providers.acmedrive.client-secret=" + provider.secret(),
                "--cloud-aggregator.keys.vault=v1:" + key('v'),
                "--cloud-aggregator.keys.transfer=t1:" + key('t'),
                "--cloud-aggregator.keys.flow=f1:" + key('f'),
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.appUser(),
                "--spring.datasource.password=" + database.appPassword(),
                "--spring.liquibase.user=" + database.ownerUser(),
                "--spring.liquibase.password=" + database.ownerPassword()));
    for (String property : identity.properties()) {
      arguments.add("--" + property);
    }
    program = CloudAggregator.application().run(arguments.toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    if (program != null) {
      program.close();
    }
    if (browser != null) {
      browser.close();
      identity.close();
      provider.close();
    }
    if (database != null) {
      database.close();
    }
  }

  @BeforeEach
  void signIn() {
    browser.driver().executeCdpCommand("Network.clearBrowserCookies", Map.of());
    identity.signsIn("alice");
    browser.driver().get(base + "/login");
    browser.press("#sign-in");
    browser.until(d -> String.valueOf(d.getCurrentUrl()).startsWith(base + "/app"));
  }

  @Test
  void continueReachesASignInPageOnAThirdOriginAndConnects() {
    browser.connect("acmedrive");
    browser.see("#allow");
    assertThat(browser.driver().getCurrentUrl()).startsWith(provider.pages() + "/authorize?");

    browser.press("#allow");

    assertThat(browser.see("[data-code=connected]").getText()).contains("Acme Drive");
    assertThat(browser.see("[data-account]").getText()).contains("ana@acme.example");
    assertThat(browser.driver().manage().getCookies())
        .noneMatch(cookie -> cookie.getName().contains("flow"));
  }

  @Test
  void continueWorksWithoutAScript() {
    browser
        .driver()
        .executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    try {
      browser.driver().get(base + "/app/connect/acmedrive");
      browser.press("main form[data-connect] [type=submit]");
      browser.see("#allow");
    } finally {
      browser
          .driver()
          .executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
    }
  }

  @Test
  void backFromTheSignInPageShowsTheAccounts() {
    browser.connect("acmedrive");
    browser.see("#allow");

    browser.driver().navigate().back();

    browser.see("[data-tile=acmedrive]");
    assertThat(browser.driver().getCurrentUrl()).isEqualTo(base + "/app");
  }

  @Test
  void signingOutReachesAnEndSessionEndpointOnAnotherOrigin() {
    browser.press("#menu summary");
    browser.press("#menu form[action='/logout'] button");
    browser.see("#goodbye");
    assertThat(browser.driver().getCurrentUrl())
        .startsWith(provider.pages() + "/end-session?client_id=");

    browser.driver().get(base + "/app");
    browser.see("#sign-in");
  }

  /** A key of 32 equal letters, which is obviously not a real one. */
  private static String key(char letter) {
    return Base64.getEncoder()
        .encodeToString(String.valueOf(letter).repeat(32).getBytes(StandardCharsets.US_ASCII));
  }
}
