package com.cloudaggregator.bootstrap.story;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/**
 * The README's story with Tab, Enter and Escape only, from the sign-in to the transferred account.
 */
class KeyboardStoryIT {
  private static final int MOST_TABS = 60;

  @TempDir static Path data;

  private static DemoBrowser demo;

  @BeforeAll
  static void start() {
    // Nobody listens there: the pages for a configured webhook and mail server are shown.
    demo =
        DemoBrowser.start(
            data,
            "--cloud-aggregator.webhook.url=http://localhost:1/hook",
            "--cloud-aggregator.webhook.secret=whsec_"
                + Base64.getEncoder().encodeToString("s".repeat(32).getBytes(US_ASCII)),
            "--spring.mail.host=localhost",
            "--spring.mail.port=1",
            "--cloud-aggregator.mail.from=cloud@example.com");
  }

  @AfterAll
  static void stop() {
    if (demo != null) {
      demo.close();
    }
  }

  @BeforeEach
  void signIn() {
    demo.play("reset");
    demo.signOut();
    demo.open("/login");
    tabTo("form:has(input[value=bruno]) button");
    press(Keys.ENTER);
    demo.browser().until(d -> String.valueOf(d.getCurrentUrl()).endsWith("/app"));
  }

  @Test
  void declinesAnOfferByTheFirstKeyOrEscape() {
    connectAnasDrive();
    assertThat(focused()).as("the safe button is focused first").isEqualTo("transfer-keep");
    press(Keys.ENTER);
    demo.browser().see("[data-code=declined]");

    connectAnasDrive();
    assertThat(focused()).isEqualTo("transfer-keep");
    press(Keys.ESCAPE);
    demo.browser().see("[data-code=declined]");
    assertThat(demo.browser().isThere("[data-account]")).as("nothing has moved").isFalse();
  }

  @Test
  void acceptsAnOfferAndTrapsTheFocusUntilThen() {
    connectAnasDrive();
    for (int presses = 0; presses < 8; presses++) {
      press(Keys.TAB);
      // The dialog itself has the focus where its content can be scrolled.
      assertThat(matches("#transfer-dialog, #transfer-dialog *, body, html"))
          .as("what is behind the dialog is out of reach")
          .isTrue();
    }
    tabTo("#transfer-move");
    press(Keys.ENTER);

    demo.browser().see("[data-code=transferred]");
    assertThat(demo.browser().see("[data-account]").getText())
        .contains("ana.perez@outlook.example");
    press(Keys.TAB);
    assertThat(matches(".skip")).as("a new document begins at its beginning").isTrue();
  }

  @Test
  void usesTheMenuTheSearchAndTheNickname() {
    demo.signIn("carla");
    tabTo("#menu summary");
    press(Keys.ENTER);
    tabTo("#menu[open] a[href='/app/settings']");
    press(Keys.ESCAPE);
    demo.browser().until(d -> !demo.browser().isThere("#menu[open]"));
    assertThat(matches("#menu summary")).as("the focus is back at the menu").isTrue();

    tabTo("[data-account] .menu summary");
    press(Keys.ENTER);
    tabTo("[data-account] .menu[open] a[href$='/disconnect']");
    press(Keys.ESCAPE);
    demo.browser().until(d -> !demo.browser().isThere(".menu[open]"));
    assertThat(matches("[data-account] .menu summary")).as("the focus is back at the row").isTrue();

    tabTo("#account-filter [type=search]");
    demo.driver().switchTo().activeElement().sendKeys("carla.05@gmail", Keys.ENTER);
    demo.browser().until(d -> d.findElements(By.cssSelector("[data-account]")).size() == 1);
    tabTo("[data-account] [data-open]");
    press(Keys.ENTER);
    demo.browser().see("main[data-page=account]");
    tabTo("#nickname [name=nickname]");
    demo.driver().switchTo().activeElement().sendKeys("Work", Keys.ENTER);
    demo.browser().see("#named.good");
    assertThat(demo.browser().see("h1").getText()).isEqualTo("Work");
    tabTo("#menu summary");
    press(Keys.ENTER);
    tabTo("#menu form[action='/logout'] button");
    press(Keys.ENTER);
    demo.browser().see(".people form");
  }

  @Test
  void investigatesAndFreezesAnAccount() {
    demo.signIn("olga");
    tabTo("a[href='/ops']");
    press(Keys.ENTER);
    tabTo("main a[href='/ops/accounts']");
    press(Keys.ENTER);
    tabTo("#search [name=q]");
    demo.driver().switchTo().activeElement().sendKeys("ana.perez@outlook.example", Keys.ENTER);
    demo.browser().see("#found");
    tabTo("#found a");
    press(Keys.ENTER);
    demo.browser().see("#timeline");
    tabTo("#actions textarea");
    demo.driver().switchTo().activeElement().sendKeys("Ticket 4711");
    tabTo("#freeze");
    press(Keys.ENTER);
    assertThat(demo.browser().see("#timeline").getText()).contains("Ticket 4711");
    tabTo("main a[href='/ops/accounts']");
    press(Keys.ENTER);
    tabTo("main a[href='/ops/accounts?status=frozen']");
    press(Keys.ENTER);
    assertThat(demo.browser().see("#found").getText()).contains("ana.perez@outlook.example");
  }

  /** States that the demo of {@link EveryStateIT} does not have. */
  @ParameterizedTest
  @CsvSource({"olga, /ops/webhooks, #receiver", "ana, /app/settings, #mail"})
  void aConfiguredReceiverIsShownAccessibly(String user, String path, String css) {
    demo.signIn(user);
    demo.open(path);
    demo.browser().see(css);

    assertThat(new PageCheck(demo.browser(), "en").at("configured" + path.replace('/', '-')))
        .isEmpty();
  }

  /** Connects Ana's account from the current focus, up to the offer. */
  private static void connectAnasDrive() {
    String tile = "[data-tile=onedrive]";
    tabTo(tile);
    press(Keys.ENTER);
    demo.browser().see(DemoBrowser.ASKED_FIRST);
    assertThat(matches(DemoBrowser.ASKED_FIRST + " *")).as("the focus is in the dialog").isTrue();
    press(Keys.ESCAPE);
    demo.browser().until(d -> !demo.browser().isThere(DemoBrowser.ASKED_FIRST));
    assertThat(matches(tile)).as("the focus is back where the dialog was opened").isTrue();
    press(Keys.ENTER);
    demo.browser().see(DemoBrowser.ASKED_FIRST);
    tabTo(DemoBrowser.ASKED_FIRST + " [type=submit]");
    press(Keys.ENTER);
    demo.browser().see("input[name=account][value='" + DemoBrowser.ANAS_DRIVE + "']:checked");
    tabTo("#demo-allow");
    press(Keys.ENTER);
    demo.browser().see("#transfer-dialog[open][data-state=offer]");
  }

  /** Moves the focus by Tab; does nothing if the element has it. */
  private static void tabTo(String css) {
    demo.browser()
        .until(d -> "complete".equals(demo.driver().executeScript("return document.readyState")));
    for (int presses = 0; presses < MOST_TABS && !matches(css); presses++) {
      press(Keys.TAB);
    }
    assertThat(matches(css)).as("reached by Tab: " + css).isTrue();
    assertThat(
            demo.driver()
                .executeScript(
                    "const style = getComputedStyle(document.activeElement);"
                        + " return document.activeElement.matches(':focus-visible') && style.outlineStyle !== 'none'"
                        + " && parseFloat(style.outlineWidth) >= 2"))
        .as("the focus is seen on " + css)
        .isEqualTo(true);
  }

  private static boolean matches(String css) {
    return Boolean.TRUE.equals(
        demo.driver().executeScript("return document.activeElement.matches(arguments[0])", css));
  }

  private static void press(Keys key) {
    demo.driver().switchTo().activeElement().sendKeys(key);
  }

  private static String focused() {
    return String.valueOf(demo.driver().switchTo().activeElement().getAttribute("id"));
  }
}
