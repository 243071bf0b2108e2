package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The dialogs of the accounts page, operated in a browser with the demo data. */
class ConnectStoryIT {
  private static final String BRUNOS_DRIVE = "b22b00000000b22b";

  @TempDir static Path data;

  private static DemoBrowser demo;
  private static Chromium browser;

  @BeforeAll
  static void start() {
    demo = DemoBrowser.start(data);
    browser = demo.browser();
  }

  @AfterAll
  static void stop() {
    if (demo != null) {
      demo.close();
    }
  }

  private static String focused() {
    return String.valueOf(
        browser
            .driver()
            .executeScript(
                "const at = document.activeElement; return at.dataset.tile || (at.closest('dialog') || {}).id || at.tagName"));
  }

  private static String address(String css) {
    return String.valueOf(browser.see(css).getAttribute("href"));
  }

  @Test
  void dialogTakesAndReturnsTheFocus() {
    demo.signIn("bruno");
    browser.press("[data-tile=onedrive]");
    WebElement dialog = browser.see("#connect-onedrive[open]");
    assertThat(dialog.getText())
        .contains(
            "Connect OneDrive",
            "Microsoft may use the account that you’re signed in to there.",
            "See which account it is");
    assertThat(focused()).isEqualTo("connect-onedrive");

    browser.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
    browser.until(d -> !browser.isThere("dialog[open]"));
    assertThat(focused()).isEqualTo("onedrive");

    browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
    browser.press("#connect-onedrive[open] [data-close]");
    browser.until(d -> !browser.isThere("dialog[open]"));
    assertThat(focused()).isEqualTo("onedrive");
    assertThat(browser.driver().getCurrentUrl()).isEqualTo(demo.base() + "/app");
  }

  @Test
  void twoClicksStartOneFlow() {
    demo.signIn("bruno");
    browser.press("[data-tile=onedrive]");
    browser.see("#connect-onedrive[open]");
    Object sent =
        browser
            .driver()
            .executeScript(
                """
        let sent = 0;
        addEventListener('submit', event => { sent += event.defaultPrevented ? 0 : 1; });
        const go = document.querySelector('#connect-onedrive [type=submit]');
        go.click();
        go.click();
        return sent;""");

    assertThat(sent).isEqualTo(1L);
    browser.see("#demo-allow");
    assertThat(browser.driver().manage().getCookies())
        .filteredOn(cookie -> cookie.getName().contains("flow"))
        .hasSize(1);
  }

  @Test
  void tilesPageWorksWithoutTheDialog() {
    demo.signIn("bruno");
    browser.driver().get(address("[data-tile=onedrive]"));
    browser.press("main form[data-connect] [type=submit]");
    demo.allow(BRUNOS_DRIVE);

    assertThat(browser.see("#message").getText()).contains("is connected");
    assertThat(browser.see(".card.fresh").getText()).contains("bruno");
    String account = address("[data-account] [data-open]");
    browser.press("[data-account] [data-open]");
    browser.until(d -> browser.see("[data-space]").getText().contains("GB"));
    browser.press("[data-test] button");
    assertThat(browser.see("#message").getText()).contains("The connection works");

    browser.press("main a[href$='/disconnect']");
    browser.press("main form [type=submit]");
    assertThat(browser.see(".card.fresh").getText()).contains("disconnected on");
    browser.driver().get(account);
    assertThat(browser.see("[data-former]").getText()).contains("You disconnected it on");

    demo.open("/app?done=disconnected&provider=onedrive");
    browser.press("[data-undo] button");
    demo.allow(BRUNOS_DRIVE);
    assertThat(browser.see(".card.fresh").getText()).contains("bruno");
  }

  @Test
  void storageIsStackedByProviderAndSortedByFullness() {
    demo.signIn("carla");
    demo.open("/app/storage");
    browser.see("#by-provider");

    assertThat(numbers("#by-provider .gauge rect:not(.track)", "x"))
        .hasSize(3)
        .startsWith(0.0)
        .isSorted();
    assertThat(numbers("#by-provider .gauge rect:not(.track)", "width"))
        .isSortedAccordingTo(Comparator.reverseOrder())
        .satisfies(
            widths ->
                assertThat(widths.stream().mapToDouble(each -> each).sum()).isBetween(1.0, 100.0));
    assertThat(numbers("main li .fill", "width"))
        .hasSizeGreaterThan(10)
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  private static List<Double> numbers(String css, String attribute) {
    return browser.driver().findElements(By.cssSelector(css)).stream()
        .map(each -> Double.valueOf(String.valueOf(each.getAttribute(attribute))))
        .toList();
  }

  @Test
  void reconnectionIsRequestedOnTopAndListedInTheTimeline() {
    demo.signIn("ana");
    assertThat(browser.see("#attention-title + .cards").getText())
        .contains("Dropbox", "It stopped working on");
    demo.open("/app/activity?kind=needs_reconnect");
    assertThat(browser.see("[data-kind=needs_reconnect]").getText()).contains("Dropbox");
  }
}
