package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/**
 * The README's story in a browser: the demo as the first command starts it, with its embedded
 * database.
 */
class TransferStoryIT {
  private static final String CARLAS_DROPBOX = "dbid:AADemoCarla-00000000000000000000003";

  @TempDir static Path data;

  private static DemoBrowser demo;
  private static Chromium browser;

  @BeforeAll
  static void start() {
    demo = DemoBrowser.start(data, "--cloud-aggregator.demo.seed=false");
    browser = demo.browser();
  }

  @AfterAll
  static void stop() {
    if (demo != null) {
      demo.close();
    }
  }

  @Test
  void secondUserGetsAnOfferAndFirstUserANotice() {
    demo.signIn("ana");
    browser.screenshot("1-nothing-connected");
    demo.connect("onedrive", DemoBrowser.ANAS_DRIVE);
    assertThat(browser.see("#message").getText()).contains("OneDrive");
    assertThat(browser.see("[data-account]").getText()).contains("ana.perez@outlook.example");
    browser.screenshot("2-ana-connected");

    demo.signIn("bruno");
    demo.connect("onedrive", DemoBrowser.ANAS_DRIVE);
    WebElement dialog = browser.see("#transfer-dialog[open]");
    browser.until(d -> dialog.getText().contains("ana.p•••@outlook.example"));
    assertThat(dialog.getTagName()).isEqualTo("dialog");
    assertThat(dialog.getText())
        .contains("Move this OneDrive account to you?")
        .doesNotContain("Ana Pérez");
    assertThat(browser.driver().getCurrentUrl())
        .as("the address bar holds no token")
        .isEqualTo(demo.base() + "/app");
    assertThat(browser.driver().switchTo().activeElement().getAttribute("id"))
        .as("the safe button is focused first")
        .isEqualTo("transfer-keep");
    browser.screenshot("3-transfer-dialog");

    browser.press("#transfer-keep");
    browser.until(d -> browser.see("#message").getText().contains("Nothing was changed"));
    assertThat(browser.isThere("[data-account]")).isFalse();
    browser.screenshot("4-left-as-it-is");

    demo.connect("onedrive", DemoBrowser.ANAS_DRIVE);
    browser.see("#transfer-dialog[open]");
    browser.until(d -> browser.see("#transfer-move").isEnabled());
    browser.press("#transfer-move");
    browser.until(d -> browser.see("#message").getText().contains("is now yours"));
    assertThat(browser.see("[data-account]").getText()).contains("ana.perez@outlook.example");
    browser.driver().navigate().refresh();
    browser.see("[data-account]");
    assertThat(browser.isThere("#transfer-dialog[open]")).as("a reload opens nothing").isFalse();
    browser.screenshot("5-bruno-owns-it");

    demo.signIn("ana");
    WebElement notice = browser.see("[data-notice]");
    assertThat(notice.getText())
        .contains("ana.p•••@outlook.example")
        .doesNotContain("Bruno")
        .doesNotContain("bruno");
    assertThat(browser.isThere("[data-account]")).isFalse();
    browser.screenshot("6-ana-is-told");
    notice.findElement(By.cssSelector("form[action$='/acknowledge'] button")).click();
    browser.until(d -> !browser.isThere("[data-notice]"));
    demo.open("/app");
    browser.see("main");
    assertThat(browser.isThere("[data-notice]")).as("once").isFalse();
  }

  /** Small phones: the smallest supported screen, and an iPhone SE. */
  @ParameterizedTest
  @CsvSource({"320, 568", "375, 667"})
  void showsBothButtonsOfEveryDialogOnASmallPhone(int width, int height) {
    demo.signIn("carla");
    demo.connect("dropbox", CARLAS_DROPBOX);
    browser.see("[data-account]");
    browser.press("[data-account] a[href$='/disconnect']");
    browser.look(width, height, false);
    browser.see("form[action='/app/disconnect'] .primary");
    assertSafeComesFirst(
        "form[action='/app/disconnect'] .quiet", "form[action='/app/disconnect'] .primary");
    browser.press("form[action='/app/disconnect'] .primary");
    browser.see("[data-code=disconnected]");

    giveTheDriveToAna();
    demo.signIn("bruno");
    browser.press("[data-tile=onedrive]");
    String asked = "#connect-onedrive[open] ";
    browser.see(asked + "[type=submit]");
    assertPressable(asked + "[data-close]");
    assertPressable(asked + "[type=submit]");
    assertSafeComesFirst(asked + "[data-close]", asked + "[type=submit]");
    browser.press(asked + "[data-close]");

    demo.connect("onedrive", DemoBrowser.ANAS_DRIVE);
    browser.see("#transfer-dialog[data-state=offer]");
    browser.screenshot("dialog-" + width);
    assertPressable("#transfer-keep");
    assertPressable("#transfer-move");
    assertSafeComesFirst("#transfer-keep", "#transfer-move");
    assertThat(
            browser
                .driver()
                .executeScript("return document.querySelector('#transfer-dialog').scrollTop"))
        .as("the text is read from its beginning")
        .isEqualTo(0L);
    browser.press("#transfer-keep");
    browser.see("[data-code=declined]");
    browser.look(1100, 1000, false);
  }

  @Test
  void aReloadLeavesACardThatLeadsBackToTheOffer() {
    giveTheDriveToAna();
    demo.signIn("bruno");
    demo.connect("onedrive", DemoBrowser.ANAS_DRIVE);
    browser.see("#transfer-dialog[data-state=offer]");
    String token = sentToken();

    browser.driver().navigate().refresh();
    assertThat(browser.see("#pending-offer").getText()).contains("ana.p•••@outlook.example");
    assertThat(browser.isThere("#transfer-dialog[open]")).isFalse();
    browser.assertHoldsNo(token);
    browser.screenshot("pending-offer");
    browser.press("[data-continue-offer] button");
    demo.allow(DemoBrowser.ANAS_DRIVE);
    browser.see("#transfer-dialog[data-state=offer]");

    browser.driver().navigate().refresh();
    browser.press("[data-dismiss-offer]");
    assertThat(browser.see("[data-code=declined]").getText())
        .contains("Nothing was changed. ana.p•••@outlook.example stays where it is.");
    browser.driver().navigate().refresh();
    browser.see("main");
    assertThat(browser.isThere("#pending-offer")).as("dismissed").isFalse();
  }

  @Test
  void theDialogIsAnnouncedAndLetsAPersonDecide() {
    giveTheDriveToAna();
    demo.signIn("bruno");
    demo.connect("onedrive", DemoBrowser.ANAS_DRIVE);
    browser.see("#transfer-dialog[data-state=offer]");
    browser.screenshot("dialog-complete");

    assertThat(accessible("dialog", "description"))
        .contains("ana.p•••@outlook.example", "You have just signed in to it with Microsoft.");
    assertThat(
            browser
                .driver()
                .executeScript("return document.querySelector('#transfer-live').textContent"))
        .asString()
        .contains("Move this OneDrive account to you?", "ana.p•••@outlook.example");
    assertThat(accessible("status", "live")).isEqualTo("polite");
    assertThat(browser.see("#transfer-dialog").getText())
        .contains("You (Bruno", "take it back the same way", "Use a different OneDrive account");

    browser.press("#transfer-help summary");
    assertThat(browser.see("#transfer-help p").getText()).contains("one owner");
    browser.press("#transfer-other");
    browser.see("#demo-allow");
    demo.open("/app?done=declined");
  }

  @Test
  void everyPageKnowsWhoIsSignedIn() {
    demo.signIn("bruno");
    for (String page : List.of("/no-such-page", "/app/connect", "/docs/errors", "/docs/api")) {
      demo.open(page);
      assertThat(browser.see(".who").getText()).as(page).contains("Bruno");
    }
    browser.look(320, 568, false);
    demo.open("/no-such-page");
    assertThat(browser.see("header.bar").getRect().getHeight())
        .as("one row on a phone")
        .isLessThan(80);
    browser.look(1100, 1000, false);
    browser.press("#menu summary");
    browser.press("#menu form[action='/logout'] button");
    browser.see(".people form");
    assertThat(browser.isThere(".who")).isFalse();
  }

  /** The first node of this role, as assistive technology gets it. */
  private static String accessible(String role, String property) {
    List<?> nodes =
        listOf(
            browser
                .driver()
                .executeCdpCommand("Accessibility.getFullAXTree", Map.of())
                .get("nodes"));
    return nodes.stream()
        .map(node -> (Map<?, ?>) node)
        .filter(node -> !Boolean.TRUE.equals(node.get("ignored")))
        .filter(node -> role.equals(value(node.get("role"))))
        .map(node -> propertyOf(node, property))
        .findFirst()
        .orElse("");
  }

  private static String propertyOf(Map<?, ?> node, String property) {
    if (node.get(property) != null) {
      return value(node.get(property));
    }
    return listOf(node.get("properties")).stream()
        .map(each -> (Map<?, ?>) each)
        .filter(each -> property.equals(each.get("name")))
        .map(each -> value(each.get("value")))
        .findFirst()
        .orElse("");
  }

  private static List<?> listOf(@Nullable Object list) {
    return list instanceof List<?> items ? items : List.of();
  }

  private static String value(@Nullable Object value) {
    return value instanceof Map<?, ?> holder ? String.valueOf(holder.get("value")) : "";
  }

  /** Where the browser was led, which only its own records still know. */
  private static String sentToken() {
    Object address =
        browser
            .driver()
            .executeScript(
                "return performance.getEntriesByType('navigation').map(entry => entry.name).find(name => name.includes('#'))");
    return String.valueOf(address).replaceFirst("^.*#transfer_token=", "");
  }

  /** Whatever another test has left. */
  private static void giveTheDriveToAna() {
    demo.signIn("ana");
    demo.connect("onedrive", DemoBrowser.ANAS_DRIVE);
    browser.see("[data-code=connected], #transfer-dialog[data-state=offer]");
    if (browser.isThere("#transfer-dialog[data-state=offer]")) {
      browser.press("#transfer-move");
      browser.see("[data-code=transferred]");
    }
  }

  /** Inside the window and not covered. */
  private static void assertPressable(String css) {
    assertThat(
            browser
                .driver()
                .executeScript(
                    """
                    const button = document.querySelector(arguments[0]);
                    const box = button.getBoundingClientRect();
                    return box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth
                      && button.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
                    """,
                    css))
        .as("pressable: " + css)
        .isEqualTo(true);
  }

  private static void assertSafeComesFirst(String safe, String other) {
    assertThat(browser.see(safe).getRect().getY())
        .as("%s is above %s", safe, other)
        .isLessThan(browser.see(other).getRect().getY());
  }
}
