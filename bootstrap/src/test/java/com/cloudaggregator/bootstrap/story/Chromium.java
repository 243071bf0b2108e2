package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
import org.opentest4j.TestAbortedException;

/**
 * A real browser. A developer's machine without one reports the story as aborted, and why; where {@code CI} is set it
 * fails: what nobody has seen is not shown.
 */
public final class Chromium implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private final ChromeDriver driver;

  public Chromium(String language) {
    Path binary = find("chromium", "chromium-browser", "google-chrome").orElseThrow(Chromium::missing);
    Path chromedriver = find("chromedriver").orElseThrow(Chromium::missing);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(binary.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1100,1000",
        "--accept-lang=" + language,
        "--lang=" + language,
        "--user-data-dir=" + profile());
    driver = new ChromeDriver(
        new ChromeDriverService.Builder().usingDriverExecutable(chromedriver.toFile()).build(), options);
    driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(1));
  }

  public ChromeDriver driver() {
    return driver;
  }

  /** Waits for what is looked for; nothing is ever slept for. */
  public WebElement see(String css) {
    return until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector(css)));
  }

  public void press(String css) {
    see(css).click();
  }

  /** From the provider's tile over its dialog to the provider. */
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
        .until(condition);
  }

  /** What the window shows, as PNG. */
  public byte[] picture() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  /** So many CSS pixels, each of so many of the screen's: as zooming in does it. */
  void zoom(int width, int height, int factor) {
    driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", factor, "mobile", false));
  }

  /** The window as a person with this screen and this taste sees it. */
  public void look(int width, int height, boolean dark) {
    zoom(width, height, 1);
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of(
        "features", List.of(
            Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
            Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  void screenshot(String name) {
    try {
      Path file = SCREENSHOTS.resolve(name + ".png");
      Files.createDirectories(file.getParent());
      Object picture = driver.executeCdpCommand("Page.captureScreenshot", Map.of("optimizeForSpeed", true)).get("data");
      Files.write(file, Base64.getDecoder().decode(String.valueOf(picture)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a person could still find of a token in this page. */
  void assertHoldsNo(String secret) {
    assertThat(String.valueOf(driver.getCurrentUrl())).doesNotContain(secret);
    assertThat(String.valueOf(driver.getPageSource())).doesNotContain(secret);
    Object stores = driver.executeScript(
        "return JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + JSON.stringify(history.state)");
    assertThat(String.valueOf(stores)).doesNotContain(secret);
  }

  @Override
  public void close() {
    driver.quit();
  }

  private static RuntimeException missing() {
    String reason = "The browser story needs Chromium and its driver (Debian: chromium, chromium-driver)";
    return System.getenv("CI") == null ? new TestAbortedException(reason) : new IllegalStateException(reason);
  }

  private static String profile() {
    try {
      return Files.createTempDirectory("story-profile").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> find(String... names) {
    List<String> folders = List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
    return Stream.of(names)
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
