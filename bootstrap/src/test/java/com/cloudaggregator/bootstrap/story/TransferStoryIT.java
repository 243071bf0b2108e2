package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.bootstrap.CloudAggregator;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The README's story, by a person with a browser: the demo as the first command starts it, embedded database included. */
class TransferStoryIT {
  private static final String ANAS_DRIVE = "a11a00000000a11a";

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
        "--server.port=" + port, "--cloud-aggregator.demo.seed=false",
        "--cloud-aggregator.demo.data-directory=" + data.resolve("postgres"));
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

  @Test
  void theSecondUserIsOfferedTheAccountAndTheFirstIsTold() {
    signInAs("ana");
    browser.screenshot("1-nothing-connected");
    connect("onedrive", ANAS_DRIVE);
    assertThat(browser.see("#message").getText()).contains("OneDrive");
    assertThat(browser.see("[data-account]").getText()).contains("ana.perez@outlook.example");
    browser.screenshot("2-ana-connected");

    signInAs("bruno");
    connect("onedrive", ANAS_DRIVE);
    WebElement dialog = browser.see("#transfer-dialog[open]");
    browser.until(d -> dialog.getText().contains("ana.p•••@outlook.example"));
    assertThat(dialog.getTagName()).isEqualTo("dialog");
    assertThat(dialog.getText()).contains("Move this OneDrive account to you?").doesNotContain("Ana Pérez");
    assertThat(browser.driver().getCurrentUrl()).as("the address bar holds no token").isEqualTo(base + "/app");
    assertThat(browser.driver().switchTo().activeElement().getAttribute("id"))
        .as("the safe button is focused first")
        .isEqualTo("transfer-keep");
    browser.screenshot("3-transfer-dialog");

    browser.press("#transfer-keep");
    browser.until(d -> browser.see("#message").getText().contains("Nothing was changed"));
    assertThat(browser.isThere("[data-account]")).isFalse();
    browser.screenshot("4-left-as-it-is");

    connect("onedrive", ANAS_DRIVE);
    browser.see("#transfer-dialog[open]");
    browser.until(d -> browser.see("#transfer-move").isEnabled());
    browser.press("#transfer-move");
    browser.until(d -> browser.see("#message").getText().contains("is now yours"));
    assertThat(browser.see("[data-account]").getText()).contains("ana.perez@outlook.example");
    browser.driver().navigate().refresh();
    browser.see("[data-account]");
    assertThat(browser.isThere("#transfer-dialog[open]")).as("a reload opens nothing").isFalse();
    browser.screenshot("5-bruno-owns-it");

    signInAs("ana");
    WebElement notice = browser.see("[data-notice]");
    assertThat(notice.getText()).contains("ana.p•••@outlook.example").doesNotContain("Bruno").doesNotContain("bruno");
    assertThat(browser.isThere("[data-account]")).isFalse();
    browser.screenshot("6-ana-is-told");
    notice.findElement(By.cssSelector("form[action$='/acknowledge'] button")).click();
    browser.until(d -> !browser.isThere("[data-notice]"));
    browser.driver().get(base + "/app");
    browser.see("main");
    assertThat(browser.isThere("[data-notice]")).as("once").isFalse();
  }

  private static void signInAs(String user) {
    browser.driver().get(base + "/login");
    browser.driver().manage().deleteAllCookies();
    browser.driver().get(base + "/login");
    browser.press("form:has(input[name=user][value=" + user + "]) button");
    browser.until(d -> String.valueOf(d.getCurrentUrl()).endsWith("/app"));
  }

  private static void connect(String provider, String account) {
    browser.connect(provider);
    browser.press("input[name=account][value='" + account + "']");
    browser.press("#demo-allow");
    browser.until(d -> String.valueOf(d.getCurrentUrl()).startsWith(base + "/app"));
  }
}
