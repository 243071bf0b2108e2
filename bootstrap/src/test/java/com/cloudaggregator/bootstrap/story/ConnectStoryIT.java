package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.bootstrap.CloudAggregator;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** What a person's hands do with the dialogs and narrow windows, over the seeded demo. */
class ConnectStoryIT {
  private static final String BRUNOS_DRIVE = "b22b00000000b22b";

  @TempDir
  static Path data;

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
    SpringApplication application = CloudAggregator.application();
    application.setAdditionalProfiles("demo");
    program = application.run(
        "--server.port=" + port, "--cloud-aggregator.demo.data-directory=" + data.resolve("postgres"));
    browser = new Chromium("en");
  }

  @AfterAll
  static void stop() {
    try (ConfigurableApplicationContext running = program) {
      if (browser != null) {
        browser.close();
      }
    }
  }

  private static String focused() {
    return String.valueOf(browser.driver().executeScript(
        "const at = document.activeElement; return at.dataset.tile || (at.closest('dialog') || {}).id || at.tagName"));
  }

  private static void signInAs(String user) {
    browser.look(1100, 1000, false);
    browser.driver().get(base + "/login");
    browser.driver().manage().deleteAllCookies();
    browser.driver().get(base + "/login");
    browser.press("form:has(input[name=user][value=" + user + "]) button");
    browser.until(d -> String.valueOf(d.getCurrentUrl()).endsWith("/app"));
  }

  private static String address(String css) {
    return String.valueOf(browser.see(css).getAttribute("href"));
  }

  private static void allow(String account) {
    browser.press("input[name=account][value='" + account + "']");
    browser.press("#demo-allow");
    browser.until(d -> String.valueOf(d.getCurrentUrl()).startsWith(base + "/app"));
  }

  @Test
  void theDialogTakesTheFocusAndGivesItBack() {
    signInAs("bruno");
    browser.press("[data-tile=onedrive]");
    WebElement dialog = browser.see("#connect-onedrive[open]");
    assertThat(dialog.getText())
        .contains("Connect OneDrive", "You can pick another account on the next page.", "See which account it is");
    assertThat(focused()).isEqualTo("connect-onedrive");
    browser.screenshot("connect-dialog");

    browser.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
    browser.until(d -> !browser.isThere("dialog[open]"));
    assertThat(focused()).isEqualTo("onedrive");

    browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
    browser.press("#connect-onedrive[open] [data-close]");
    browser.until(d -> !browser.isThere("dialog[open]"));
    assertThat(focused()).isEqualTo("onedrive");
    assertThat(browser.driver().getCurrentUrl()).isEqualTo(base + "/app");
  }

  @Test
  void twoPressesBeginOneFlow() {
    signInAs("bruno");
    browser.press("[data-tile=onedrive]");
    browser.see("#connect-onedrive[open]");
    Object sent = browser.driver().executeScript("""
        let sent = 0;
        addEventListener('submit', event => { sent += event.defaultPrevented ? 0 : 1; });
        const go = document.querySelector('#connect-onedrive [type=submit]');
        go.click();
        go.click();
        return sent;""");

    assertThat(sent).isEqualTo(1L);
    browser.see("#demo-allow");
    assertThat(browser.driver().manage().getCookies()).filteredOn(cookie -> cookie.getName().contains("flow")).hasSize(1);
  }

  @Test
  void theTilesPageDoesTheSameWithoutTheDialog() {
    signInAs("bruno");
    browser.driver().get(address("[data-tile=onedrive]"));
    browser.screenshot("connect-page");
    browser.press("main form[data-connect] [type=submit]");
    allow(BRUNOS_DRIVE);

    assertThat(browser.see("#message").getText()).contains("is connected");
    assertThat(browser.see(".card.fresh").getText()).contains("bruno");
    browser.screenshot("just-connected");
    String account = address("[data-account] [data-open]");
    browser.press("[data-account] [data-open]");
    browser.until(d -> browser.see("[data-space]").getText().contains("GB"));
    browser.press("[data-test] button");
    assertThat(browser.see("#message").getText()).contains("It works");
    browser.screenshot("account-page");

    browser.press("main a[href$='/disconnect']");
    browser.screenshot("disconnect-page");
    browser.press("main form [type=submit]");
    assertThat(browser.see(".card.fresh").getText()).contains("disconnected on");
    browser.screenshot("just-disconnected");
    browser.driver().get(account);
    assertThat(browser.see("[data-former]").getText()).contains("You disconnected it on");
    browser.screenshot("former-account");

    browser.driver().get(base + "/app?done=disconnected&provider=onedrive");
    browser.press("[data-undo] button");
    allow(BRUNOS_DRIVE);
    assertThat(browser.see(".card.fresh").getText()).contains("bruno");
  }

  @Test
  void whoNeedsToSignInAgainIsToldAboveAllAndAfterwardsInTheTimeline() {
    signInAs("ana");
    assertThat(browser.see("#attention-banner").getText()).contains("Dropbox", "is out of reach", "Since");
    browser.screenshot("attention-banner");
    browser.driver().get(base + "/app/activity?kind=needs_reconnect");
    assertThat(browser.see("[data-kind=needs_reconnect]").getText()).contains("Dropbox");
    browser.driver().get(base + "/app/activity");
    browser.screenshot("activity");
    for (String user : List.of("carla", "olga")) {
      signInAs(user);
      for (boolean dark : List.of(false, true)) {
        browser.look(1100, 2600, dark);
        browser.driver().get(base + "/app");
        browser.see("main");
        browser.screenshot("accounts-of-" + user + (dark ? "-dark" : "-light"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "/app", "/app/connect/onedrive", "/app/activity", "/app/storage", "/app/settings", "/app/notifications", "/docs/api",
    "/docs/errors", "/docs/errors/transfer_token_other_user", "/nothing"
  })
  void nothingScrollsSidewaysInANarrowWindow(String path) {
    signInAs("carla");
    browser.look(320, 1400, false);
    browser.driver().get(base + path);
    browser.see("main");
    browser.screenshot("narrow" + path.replace('/', '-'));

    assertThat(browser.driver().executeScript(
            "const page = document.documentElement; return page.scrollWidth <= page.clientWidth"))
        .isEqualTo(true);
  }
}
