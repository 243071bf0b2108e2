package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The README's story, by a person with a browser: the demo as the first command starts it, embedded database included. */
class TransferStoryIT {
  @TempDir
  static Path data;

  private static Stage stage;
  private static Chromium browser;

  @BeforeAll
  static void start() {
    stage = Stage.demo(data, "--cloud-aggregator.demo.seed=false");
    browser = stage.browser();
  }

  @AfterAll
  static void stop() {
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  void theSecondUserIsOfferedTheAccountAndTheFirstIsTold() {
    stage.signIn("ana");
    browser.screenshot("1-nothing-connected");
    stage.connect("onedrive", Stage.ANAS_DRIVE);
    assertThat(browser.see("#message").getText()).contains("OneDrive");
    assertThat(browser.see("[data-account]").getText()).contains("ana.perez@outlook.example");
    browser.screenshot("2-ana-connected");

    stage.signIn("bruno");
    stage.connect("onedrive", Stage.ANAS_DRIVE);
    WebElement dialog = browser.see("#transfer-dialog[open]");
    browser.until(d -> dialog.getText().contains("ana.p•••@outlook.example"));
    assertThat(dialog.getTagName()).isEqualTo("dialog");
    assertThat(dialog.getText()).contains("Move this OneDrive account to you?").doesNotContain("Ana Pérez");
    assertThat(browser.driver().getCurrentUrl()).as("the address bar holds no token").isEqualTo(stage.base() + "/app");
    assertThat(browser.driver().switchTo().activeElement().getAttribute("id"))
        .as("the safe button is focused first")
        .isEqualTo("transfer-keep");
    browser.screenshot("3-transfer-dialog");

    browser.press("#transfer-keep");
    browser.until(d -> browser.see("#message").getText().contains("Nothing was changed"));
    assertThat(browser.isThere("[data-account]")).isFalse();
    browser.screenshot("4-left-as-it-is");

    stage.connect("onedrive", Stage.ANAS_DRIVE);
    browser.see("#transfer-dialog[open]");
    browser.until(d -> browser.see("#transfer-move").isEnabled());
    browser.press("#transfer-move");
    browser.until(d -> browser.see("#message").getText().contains("is now yours"));
    assertThat(browser.see("[data-account]").getText()).contains("ana.perez@outlook.example");
    browser.driver().navigate().refresh();
    browser.see("[data-account]");
    assertThat(browser.isThere("#transfer-dialog[open]")).as("a reload opens nothing").isFalse();
    browser.screenshot("5-bruno-owns-it");

    stage.signIn("ana");
    WebElement notice = browser.see("[data-notice]");
    assertThat(notice.getText()).contains("ana.p•••@outlook.example").doesNotContain("Bruno").doesNotContain("bruno");
    assertThat(browser.isThere("[data-account]")).isFalse();
    browser.screenshot("6-ana-is-told");
    notice.findElement(By.cssSelector("form[action$='/acknowledge'] button")).click();
    browser.until(d -> !browser.isThere("[data-notice]"));
    stage.open("/app");
    browser.see("main");
    assertThat(browser.isThere("[data-notice]")).as("once").isFalse();
  }
}
