package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The README's story by Tab, Enter and Esc alone, from the sign-in to the account that has moved. */
class KeyboardStoryIT {
  private static final int MOST_TABS = 60;

  @TempDir
  static Path data;

  private static Stage stage;

  @BeforeAll
  static void start() {
    stage = Stage.demo(data);
  }

  @AfterAll
  static void stop() {
    if (stage != null) {
      stage.close();
    }
  }

  @BeforeEach
  void signIn() {
    stage.play("reset");
    stage.signOut();
    stage.open("/login");
    tabTo("form:has(input[value=bruno]) button");
    press(Keys.ENTER);
    stage.browser().until(d -> String.valueOf(d.getCurrentUrl()).endsWith("/app"));
  }

  @Test
  void anOfferIsDeclinedByTheFirstKeyOrByEscape() {
    connectAnasDrive();
    assertThat(focused()).as("the safe button is focused first").isEqualTo("transfer-keep");
    press(Keys.ENTER);
    stage.browser().see("[data-code=declined]");

    connectAnasDrive();
    assertThat(focused()).isEqualTo("transfer-keep");
    press(Keys.ESCAPE);
    stage.browser().see("[data-code=declined]");
    assertThat(stage.browser().isThere("[data-account]")).as("nothing has moved").isFalse();
  }

  @Test
  void anOfferIsTakenAndTheFocusStaysInItUntilThen() {
    connectAnasDrive();
    for (int presses = 0; presses < 8; presses++) {
      press(Keys.TAB);
      assertThat(matches("#transfer-dialog *, body, html")).as("what is behind the dialog is out of reach").isTrue();
    }
    tabTo("#transfer-move");
    press(Keys.ENTER);

    stage.browser().see("[data-code=transferred]");
    assertThat(stage.browser().see("[data-account]").getText()).contains("ana.perez@outlook.example");
    press(Keys.TAB);
    assertThat(matches(".skip")).as("a new document begins at its beginning").isTrue();
  }

  /** From wherever the focus is, up to the offer. */
  private static void connectAnasDrive() {
    String tile = "[data-tile=onedrive]";
    tabTo(tile);
    press(Keys.ENTER);
    stage.browser().see(Stage.ASKED_FIRST);
    assertThat(matches(Stage.ASKED_FIRST + " *")).as("the focus is in the dialog").isTrue();
    press(Keys.ESCAPE);
    stage.browser().until(d -> !stage.browser().isThere(Stage.ASKED_FIRST));
    assertThat(matches(tile)).as("the focus is back where the dialog was opened").isTrue();
    press(Keys.ENTER);
    stage.browser().see(Stage.ASKED_FIRST);
    tabTo(Stage.ASKED_FIRST + " [type=submit]");
    press(Keys.ENTER);
    stage.browser().see("input[name=account][value='" + Stage.ANAS_DRIVE + "']:checked");
    tabTo("#demo-allow");
    press(Keys.ENTER);
    stage.browser().see("#transfer-dialog[open][data-state=offer]");
  }

  /** Where the focus is already, nothing is pressed. */
  private static void tabTo(String css) {
    for (int presses = 0; presses < MOST_TABS && !matches(css); presses++) {
      press(Keys.TAB);
    }
    assertThat(matches(css)).as("reached by Tab: " + css).isTrue();
    assertThat(stage.driver().executeScript("const style = getComputedStyle(document.activeElement);"
        + " return document.activeElement.matches(':focus-visible') && style.outlineStyle !== 'none'"
        + " && parseFloat(style.outlineWidth) >= 2")).as("the focus is seen on " + css).isEqualTo(true);
  }

  private static boolean matches(String css) {
    return Boolean.TRUE.equals(
        stage.driver().executeScript("return document.activeElement.matches(arguments[0])", css));
  }

  private static void press(Keys key) {
    stage.driver().switchTo().activeElement().sendKeys(key);
  }

  private static String focused() {
    return String.valueOf(stage.driver().switchTo().activeElement().getAttribute("id"));
  }
}
