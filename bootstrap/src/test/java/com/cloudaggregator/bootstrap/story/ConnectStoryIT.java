package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What a person's hands do with the dialogs, over the seeded demo. */
class ConnectStoryIT {
  private static final String BRUNOS_DRIVE = "b22b00000000b22b";

  @TempDir
  static Path data;

  private static Stage stage;
  private static Chromium browser;

  @BeforeAll
  static void start() {
    stage = Stage.demo(data);
    browser = stage.browser();
  }

  @AfterAll
  static void stop() {
    if (stage != null) {
      stage.close();
    }
  }

  private static String focused() {
    return String.valueOf(browser.driver().executeScript(
        "const at = document.activeElement; return at.dataset.tile || (at.closest('dialog') || {}).id || at.tagName"));
  }

  private static String address(String css) {
    return String.valueOf(browser.see(css).getAttribute("href"));
  }

  @Test
  void theDialogTakesTheFocusAndGivesItBack() {
    stage.signIn("bruno");
    browser.press("[data-tile=onedrive]");
    WebElement dialog = browser.see("#connect-onedrive[open]");
    assertThat(dialog.getText())
        .contains("Connect OneDrive", "You can pick another account on the next page.", "See which account it is");
    assertThat(focused()).isEqualTo("connect-onedrive");

    browser.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
    browser.until(d -> !browser.isThere("dialog[open]"));
    assertThat(focused()).isEqualTo("onedrive");

    browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
    browser.press("#connect-onedrive[open] [data-close]");
    browser.until(d -> !browser.isThere("dialog[open]"));
    assertThat(focused()).isEqualTo("onedrive");
    assertThat(browser.driver().getCurrentUrl()).isEqualTo(stage.base() + "/app");
  }

  @Test
  void twoPressesBeginOneFlow() {
    stage.signIn("bruno");
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
    stage.signIn("bruno");
    browser.driver().get(address("[data-tile=onedrive]"));
    browser.press("main form[data-connect] [type=submit]");
    stage.allow(BRUNOS_DRIVE);

    assertThat(browser.see("#message").getText()).contains("is connected");
    assertThat(browser.see(".card.fresh").getText()).contains("bruno");
    String account = address("[data-account] [data-open]");
    browser.press("[data-account] [data-open]");
    browser.until(d -> browser.see("[data-space]").getText().contains("GB"));
    browser.press("[data-test] button");
    assertThat(browser.see("#message").getText()).contains("It works");

    browser.press("main a[href$='/disconnect']");
    browser.press("main form [type=submit]");
    assertThat(browser.see(".card.fresh").getText()).contains("disconnected on");
    browser.driver().get(account);
    assertThat(browser.see("[data-former]").getText()).contains("You disconnected it on");

    stage.open("/app?done=disconnected&provider=onedrive");
    browser.press("[data-undo] button");
    stage.allow(BRUNOS_DRIVE);
    assertThat(browser.see(".card.fresh").getText()).contains("bruno");
  }

  @Test
  void whoNeedsToSignInAgainIsToldAboveAllAndAfterwardsInTheTimeline() {
    stage.signIn("ana");
    assertThat(browser.see("#attention-banner").getText()).contains("Dropbox", "is out of reach", "Since");
    stage.open("/app/activity?kind=needs_reconnect");
    assertThat(browser.see("[data-kind=needs_reconnect]").getText()).contains("Dropbox");
  }
}
