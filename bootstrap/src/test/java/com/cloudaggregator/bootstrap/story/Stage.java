package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.StartLimits;
import com.cloudaggregator.application.port.TokenLimits;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The program with the profile {@code demo} on a free port, and a person's browser in front of it. */
final class Stage implements AutoCloseable {
  static final String ANAS_DRIVE = "a11a00000000a11a";

  /** What this program asks before it leads to the provider. */
  static final String ASKED_FIRST = "dialog[open]:not(#transfer-dialog)";

  private final ConfigurableApplicationContext program;
  private final Chromium browser;
  private final String base;

  /** Who is signed in, as far as this stage has seen to it; empty when nobody is. */
  private String user = "";

  private String language = "";

  private Stage(ConfigurableApplicationContext program, Chromium browser, String base) {
    this.program = program;
    this.browser = browser;
    this.base = base;
  }

  /** As the README's first command starts it, its database in this directory. */
  static Stage demo(Path data, String... further) {
    var arguments = new ArrayList<>(List.of(further));
    arguments.add("--cloud-aggregator.demo.data-directory=" + data.resolve("postgres"));
    return start(arguments);
  }

  static Stage start(List<String> arguments) {
    int port = freePort();
    var all = new ArrayList<>(arguments);
    all.add("--server.port=" + port);
    // Before the program: where there is no browser, nothing has to be started.
    var browser = new Chromium("en");
    SpringApplication application = CloudAggregator.application();
    application.setAdditionalProfiles("demo");
    boolean started = false;
    try {
      ConfigurableApplicationContext program = application.run(all.toArray(String[]::new));
      started = true;
      return new Stage(program, browser, "http://localhost:" + port);
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
   * Opens a page while the user's other devices use up whatever he may ask for, so that it is refused however slow this
   * machine is.
   */
  void whileAskedTooOften(String id, String path) {
    TokenLimits limits = program.getBean(TokenLimits.class);
    var over = new AtomicBoolean();
    Thread others = Thread.startVirtualThread(() -> {
      while (!over.get()) {
        if (limits.tryAsk(new UserId(id)) instanceof StartLimits.LimitResult.Exceeded) {
          LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
      }
    });
    try {
      open(path);
      browser.see(".reference");
    } finally {
      over.set(true);
      LockSupport.unpark(others);
    }
  }

  /** As somebody who has not been here before. */
  void signIn(String someone) {
    signOut();
    open("/login");
    choose(someone);
    browser.until(d -> String.valueOf(d.getCurrentUrl()).endsWith("/app"));
  }

  /** By a card of the sign-in page, which is left when the session is there. */
  void choose(String someone) {
    browser.press("form:has(input[name=user][value=" + someone + "]) button");
    browser.until(d -> !String.valueOf(d.getCurrentUrl()).startsWith(base + "/login"));
    user = someone;
  }

  /** Signs in unless this is who is signed in; nobody when empty. */
  void as(String someone) {
    if (someone.isEmpty()) {
      signOut();
    } else if (!someone.equals(user)) {
      signIn(someone);
    }
  }

  /** The browser forgets everything but the language. */
  void signOut() {
    user = "";
    driver().executeCdpCommand("Network.clearBrowserCookies", Map.of());
    speak(language);
  }

  /** As after a restart of the server, or the end of its session. */
  void loseSession() {
    user = "";
    driver().manage().deleteCookieNamed("cloud-aggregator-session");
  }

  /** As the switcher remembers it; the browser's own when empty. */
  void speak(String wanted) {
    language = wanted;
    if (!wanted.isEmpty()) {
      driver().executeCdpCommand(
          "Network.setCookie", Map.of("name", "cloud-aggregator-language", "value", wanted, "url", base, "path", "/"));
    }
  }

  /** Requests to this path are held back. */
  void hold(String path) {
    driver().executeCdpCommand(
        "Fetch.enable", Map.of("patterns", List.of(Map.of("urlPattern", "*" + path, "requestStage", "Request"))));
  }

  /** What was held back is never sent: its page is left. */
  void letGo() {
    open("/app");
    driver().executeCdpCommand("Fetch.disable", Map.of());
  }

  void network(boolean there) {
    driver().executeCdpCommand("Network.enable", Map.of());
    driver().executeCdpCommand("Network.emulateNetworkConditions",
        Map.of("offline", !there, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
  }

  /** Up to the accounts page, whatever it says then. */
  void connect(String provider, String account) {
    leaveFor(provider);
    allow(account);
  }

  void leaveFor(String provider) {
    browser.press("[data-tile=" + provider + "]");
    browser.press(ASKED_FIRST + " [type=submit]");
    browser.until(d -> browser.isThere("#demo-allow") || browser.isThere("[data-code]") && !browser.isThere(ASKED_FIRST));
  }

  void allow(String account) {
    browser.press("input[name=account][value='" + account + "']");
    browser.press("#demo-allow");
    browser.until(d -> String.valueOf(d.getCurrentUrl()).startsWith(base + "/app")
        || String.valueOf(d.getCurrentUrl()).startsWith(base + "/login"));
  }

  /** Presses a button of the demo's panel, and reads what it says. */
  String play(String scene) {
    open("/demo");
    return pressed("button[value=" + scene + "]");
  }

  /** Sets a provider's fault on the panel. */
  String fault(String provider, String fault) {
    open("/demo");
    String form = "form[data-provider=" + provider + "] ";
    browser.press(form + "option[value=" + fault + "]");
    return pressed(form + "button");
  }

  /** Does something to an account on the panel; the account is found by its text. */
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
    // By the keyboard's key: whatever covers it, a person gets there.
    browser.see(button).sendKeys(Keys.ENTER);
    browser.until(d -> Boolean.TRUE.equals(driver().executeScript(
        "return !('notYetPressed' in window) && document.readyState === 'complete'")));
    String said = browser.see("#played #message").getText();
    assertThat(said).isNotBlank();
    return said;
  }

  /** Sends a form with another value than the page has in it, as a page that is too old does. */
  void changed(String field, String value) {
    driver().executeScript(
        "const field = document.querySelector(arguments[0]); field.value = arguments[1]; field.form.submit();",
        field, value);
  }

  /** Looks at the page again and again, as somebody who waits for something does. */
  void reloadUntil(String css) {
    browser.until(d -> {
      if (browser.isThere(css)) {
        return true;
      }
      driver().navigate().refresh();
      return false;
    });
  }

  /** In another window of the same browser, while this one stays as it is. */
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
