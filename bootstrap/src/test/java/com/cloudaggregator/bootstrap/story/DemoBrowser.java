package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.limit.TokenRateLimit;
import com.cloudaggregator.bootstrap.CloudAggregator;
import com.cloudaggregator.domain.account.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The demo on a free port, and a browser of one user. */
final class DemoBrowser implements AutoCloseable {
  static final String ANAS_DRIVE = "a11a00000000a11a";

  /** The dialog that is shown before the browser goes to the provider. */
  static final String ASKED_FIRST = "dialog[open]:not(#transfer-dialog)";

  private final ConfigurableApplicationContext program;
  private final Chromium browser;
  private final String base;

  /** The user that this class signed in; empty if there is none. */
  private String user = "";

  private String language = "";

  private DemoBrowser(ConfigurableApplicationContext program, Chromium browser, String base) {
    this.program = program;
    this.browser = browser;
    this.base = base;
  }

  /** Starts the demo as the README's first command does, with its database in this directory. */
  static DemoBrowser start(Path data, String... further) {
    var arguments = new ArrayList<>(List.of(further));
    arguments.add("--cloud-aggregator.demo.data-directory=" + data.resolve("postgres"));
    return start(arguments);
  }

  static DemoBrowser start(List<String> arguments) {
    int port = freePort();
    var all = new ArrayList<>(arguments);
    all.add("--server.port=" + port);
    // Before the program, which need not be started if there is no browser.
    var browser = new Chromium("en");
    SpringApplication application = CloudAggregator.application();
    application.setAdditionalProfiles("demo");
    boolean started = false;
    try {
      ConfigurableApplicationContext program = application.run(all.toArray(String[]::new));
      started = true;
      return new DemoBrowser(program, browser, "http://localhost:" + port);
    } finally {
      if (!started) {
        browser.close();
      }
    }
  }

  Chromium browser() {
    return browser;
  }

  ChromeDriver driver() {
    return browser.driver();
  }

  ConfigurableApplicationContext program() {
    return program;
  }

  String base() {
    return base;
  }

  void open(String path) {
    driver().get(base + path);
  }

  /**
   * Opens a page while other clients of the user exhaust the rate limit, so that it is refused even
   * on a slow machine.
   */
  void whileAskedTooOften(String id, String path) {
    TokenRateLimit limits = program.getBean(TokenRateLimit.class);
    var exhausted = new CountDownLatch(1);
    var over = new AtomicBoolean();
    Thread others =
        Thread.startVirtualThread(
            () -> {
              while (!over.get()) {
                if (limits.tryAcquire(new UserId(id)) instanceof RateLimitResult.Exceeded) {
                  exhausted.countDown();
                  LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                }
              }
            });
    try {
      assertThat(exhausted.await(20, TimeUnit.SECONDS)).isTrue();
      open(path);
      reloadUntil(".reference");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      over.set(true);
      LockSupport.unpark(others);
    }
  }

  /** Signs in with a new browser session. */
  void signIn(String someone) {
    signOut();
    open("/login");
    choose(someone);
    browser.until(d -> String.valueOf(d.getCurrentUrl()).endsWith("/app"));
  }

  /** Chooses a card of the sign-in page and waits for the session. */
  void choose(String someone) {
    browser.press("form:has(input[name=user][value=" + someone + "]) button");
    browser.until(d -> !String.valueOf(d.getCurrentUrl()).startsWith(base + "/login"));
    user = someone;
  }

  /** Signs in unless this user is signed in; signs out if empty. */
  void as(String someone) {
    if (someone.isEmpty()) {
      signOut();
    } else if (!someone.equals(user)) {
      signIn(someone);
    }
  }

  /** Deletes all cookies except the language. */
  void signOut() {
    user = "";
    driver().executeCdpCommand("Network.clearBrowserCookies", Map.of());
    speak(language);
  }

  /** Deletes the session on the server, as after a restart or timeout. */
  void loseSession() {
    user = "";
    driver().manage().deleteCookieNamed("cloud-aggregator-session");
  }

  /** Sets the language cookie; empty for the browser's language. */
  void speak(String wanted) {
    language = wanted;
    if (!wanted.isEmpty()) {
      driver()
          .executeCdpCommand(
              "Network.setCookie",
              Map.of(
                  "name", "cloud-aggregator-language", "value", wanted, "url", base, "path", "/"));
    }
  }

  /** Holds requests to this path. */
  void hold(String path) {
    driver()
        .executeCdpCommand(
            "Fetch.enable",
            Map.of(
                "patterns", List.of(Map.of("urlPattern", "*" + path, "requestStage", "Request"))));
  }

  /** Discards the held requests by leaving the page. */
  void letGo() {
    open("/app");
    driver().executeCdpCommand("Fetch.disable", Map.of());
  }

  void network(boolean there) {
    driver().executeCdpCommand("Network.enable", Map.of());
    driver()
        .executeCdpCommand(
            "Network.emulateNetworkConditions",
            Map.of(
                "offline", !there, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
  }

  /** Connects an account, up to the accounts page and its message. */
  void connect(String provider, String account) {
    leaveFor(provider);
    allow(account);
  }

  void leaveFor(String provider) {
    browser.press("[data-tile=" + provider + "]");
    browser.press(ASKED_FIRST + " [type=submit]");
    browser.until(
        d ->
            browser.isThere("#demo-allow")
                || browser.isThere("[data-code]") && !browser.isThere(ASKED_FIRST));
  }

  void allow(String account) {
    browser.press("input[name=account][value='" + account + "']");
    browser.press("#demo-allow");
    browser.until(
        d ->
            String.valueOf(d.getCurrentUrl()).startsWith(base + "/app")
                || String.valueOf(d.getCurrentUrl()).startsWith(base + "/login"));
  }

  /** Presses a button of the demo panel and returns its message. */
  String play(String scene) {
    open("/demo");
    return pressed("button[value=" + scene + "]");
  }

  /** Sets a fault of a provider on the panel. */
  String fault(String provider, String fault) {
    open("/demo");
    String form = "form[data-provider=" + provider + "] ";
    browser.press(form + "option[value=" + fault + "]");
    return pressed(form + "button");
  }

  /** Runs an action on an account of the panel, which is found by its text. */
  String account(String text, String action) {
    open("/demo");
    browser.see("select[name=account]").findElements(By.tagName("option")).stream()
        .filter(option -> option.getText().contains(text))
        .findFirst()
        .orElseThrow()
        .click();
    return pressed("button[value=" + action + "]");
  }

  private String pressed(String button) {
    driver().executeScript("window.notYetPressed = true");
    // By keyboard, which works even if another element covers the button.
    browser.see(button).sendKeys(Keys.ENTER);
    browser.until(
        d ->
            Boolean.TRUE.equals(
                driver()
                    .executeScript(
                        "return !('notYetPressed' in window) && document.readyState === 'complete'")));
    String said = browser.see("#played #message").getText();
    assertThat(said).isNotBlank();
    return said;
  }

  /** Submits a form with a changed value, like an outdated page. */
  void changed(String field, String value) {
    driver()
        .executeScript(
            "const field = document.querySelector(arguments[0]); field.value = arguments[1]; field.form.submit();",
            field,
            value);
  }

  /** Submits a form and stays on the answer, even if it would open another page by itself. */
  void stayAtTheAnswer(String form) {
    Object answer =
        driver()
            .executeAsyncScript(
                """
        const done = arguments[arguments.length - 1];
        const form = document.querySelector(arguments[0]);
        fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) })
          .then(response => response.text()).then(done);
        """,
                form);
    String page = String.valueOf(answer).replaceFirst("<meta http-equiv=\"refresh\"[^>]*>", "");
    driver()
        .executeCdpCommand(
            "Page.setDocumentContent", Map.of("frameId", driver().getWindowHandle(), "html", page));
  }

  /** Reloads the page until the element is there. */
  void reloadUntil(String css) {
    browser.until(
        d -> {
          if (browser.isThere(css)) {
            return true;
          }
          driver().navigate().refresh();
          return false;
        });
  }

  /** Runs an action in another window of the same browser. */
  void meanwhile(Runnable other) {
    String here = driver().getWindowHandle();
    driver().switchTo().newWindow(WindowType.TAB);
    other.run();
    driver().close();
    driver().switchTo().window(here);
  }

  @Override
  public void close() {
    try (program) {
      browser.close();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
