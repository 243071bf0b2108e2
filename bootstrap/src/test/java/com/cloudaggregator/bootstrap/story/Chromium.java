package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.persistence.InstalledProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A real browser. Without one a test is reported as aborted with the reason; if {@code CI} is set,
 * it fails instead.
 */
public final class Chromium implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private static final List<String> SWITCHES =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-background-timer-throttling",
          "--disable-backgrounding-occluded-windows",
          "--disable-component-update",
          "--disable-hang-monitor",
          "--disable-popup-blocking",
          "--disable-prompt-on-repost",
          "--disable-renderer-backgrounding",
          "--disable-sync",
          "--password-store=basic",
          "--remote-debugging-port=0",
          "--test-type=webdriver",
          "--use-mock-keychain",
          "--window-size=1100,1000");

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final ChromeDriver driver;

  public Chromium(String language) {
    this(language, List.of(), Map.of());
  }

  /**
   * Starts the browser here and not by the driver, which cannot start Chromium's headless shell:
   * the shell has no user interface and needs half the time.
   *
   * @param switches further command-line switches
   * @param capabilities further capabilities of the driver's session
   */
  public Chromium(String language, List<String> switches, Map<String, Object> capabilities) {
    Path binary =
        InstalledProgram.require(
            "chromium", "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");
    Path chromedriver = InstalledProgram.require("chromium-driver", "chromedriver");
    Path profile = profile();
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    command.addAll(SWITCHES);
    command.addAll(
        List.of("--accept-lang=" + language, "--lang=" + language, "--user-data-dir=" + profile));
    command.addAll(switches);
    command.add("about:blank");
    process = start(command);
    ChromeOptions options = new ChromeOptions();
    options.setExperimentalOption("debuggerAddress", "127.0.0.1:" + port(profile));
    capabilities.forEach(options::setCapability);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(chromedriver.toFile()).build(),
            options);
    driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(1));
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The browser writes its port into its profile once it listens. */
  private static String port(Path profile) {
    Path file = profile.resolve("DevToolsActivePort");
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> Files.exists(file) ? Files.readString(file) : "", text -> text.contains("\n"))
        .lines()
        .findFirst()
        .orElseThrow();
  }

  public ChromeDriver driver() {
    return driver;
  }

  /** Waits until the element is visible. */
  public WebElement see(String css) {
    return until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector(css)));
  }

  public void press(String css) {
    see(css).click();
  }

  /** Opens the dialog of the provider's tile and continues to the provider. */
  public void connect(String provider) {
    press("[data-tile=" + provider + "]");
    press("#connect-" + provider + "[open] [type=submit]");
  }

  public boolean isThere(String css) {
    return !driver.findElements(By.cssSelector(css)).isEmpty();
  }

  public <T> T until(ExpectedCondition<T> condition) {
    return new WebDriverWait(driver, Duration.ofSeconds(20), Duration.ofMillis(25))
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> "The browser is at " + driver.getCurrentUrl())
        .until(condition);
  }

  /** A screenshot as PNG. */
  public byte[] picture() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  /** Sets the window's size in CSS pixels and the device pixel ratio, like zooming. */
  void zoom(int width, int height, int factor) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", factor, "mobile", false));
  }

  /** Sets the window's size and the preferred color scheme. */
  public void look(int width, int height, boolean dark) {
    zoom(width, height, 1);
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  void screenshot(String name) {
    try {
      Path file = SCREENSHOTS.resolve(name + ".png");
      Files.createDirectories(file.getParent());
      Object picture =
          driver
              .executeCdpCommand("Page.captureScreenshot", Map.of("optimizeForSpeed", true))
              .get("data");
      Files.write(file, Base64.getDecoder().decode(String.valueOf(picture)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asserts that the page, its storage and its address contain no part of a token. */
  void assertHoldsNo(String secret) {
    assertThat(String.valueOf(driver.getCurrentUrl())).doesNotContain(secret);
    assertThat(String.valueOf(driver.getPageSource())).doesNotContain(secret);
    Object stores =
        driver.executeScript(
            "return JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + JSON.stringify(history.state)");
    assertThat(String.valueOf(stores)).doesNotContain(secret);
  }

  @Override
  public void close() {
    try {
      driver.quit();
    } finally {
      // The driver did not start it, so it does not end it.
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static Path profile() {
    try {
      return Files.createTempDirectory("story-profile");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
