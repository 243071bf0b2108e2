package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transfer size and layout stability of the accounts page with Carla's twenty accounts. */
class PageWeightIT {
  private static final long PAGE = 60 * 1024;
  private static final long SCRIPT = 14 * 1024;
  private static final int SLOW_LOADS = 3;

  /** All resources that the page made the browser fetch; browsers do not list the icon. */
  private static final String FETCHED =
      """
      return performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
        .map(entry => ({ url: entry.name, bytes: entry.encodedBodySize }));
      """;

  private static final String SHIFTS =
      """
      const done = arguments[arguments.length - 1];
      const shifts = [];
      const watch = new PerformanceObserver(list => shifts.push(...list.getEntries()));
      watch.observe({ type: 'layout-shift', buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
        shifts.push(...watch.takeRecords());
        done(shifts.map(shift => shift.value + ' ' + shift.sources.map(source => source.node && source.node.nodeName
          + '.' + source.node.className + ' ' + source.node.textContent.trim().slice(0, 40)).join('; ')));
      })));
      """;

  private static final String PUSH =
      """
      const block = document.createElement('div');
      block.style.height = '300px';
      document.querySelector('main').prepend(block);
      """;

  @TempDir static Path data;

  private static DemoBrowser demo;
  private static Chromium browser;
  private static String base;

  @BeforeAll
  static void start() {
    demo = DemoBrowser.start(data);
    browser = demo.browser();
    base = demo.base();
  }

  @AfterAll
  static void stop() {
    if (demo != null) {
      demo.close();
    }
  }

  @BeforeEach
  void asCarla() {
    browser.driver().manage().deleteAllCookies();
    browser.driver().get(base + "/login");
    browser.press("form:has(input[name=user][value=carla]) button");
    browser.until(d -> String.valueOf(d.getCurrentUrl()).endsWith("/app"));
  }

  @Test
  void accountsPageIsSmallStableAndSelfContained() {
    open();

    List<Map<String, Object>> fetched = fetched();
    assertThat(fetched)
        .extracting(entry -> entry.get("url"))
        .allSatisfy(url -> assertThat(String.valueOf(url)).startsWith(base + "/"));
    assertThat(bytes(fetched, "/assets/app.js")).isPositive().isLessThanOrEqualTo(SCRIPT);
    assertThat(
            bytes(fetched, "/app")
                + bytes(fetched, "/assets/app.js")
                + bytes(fetched, "/assets/app.css")
                + 1024)
        .as("page, script, style and an icon of less than 1 KB")
        .isLessThanOrEqualTo(PAGE);
    assertThat(browser.isThere("[data-account]")).isTrue();
    assertThat(shifts()).as("layout shift, the figures of the storage included").isEmpty();

    browser.driver().executeScript(PUSH);
    assertThat(shifts()).as("a block that comes late is seen").isNotEmpty();
  }

  /** If the document arrives slowly, content that is already painted must not move. */
  @Test
  void accountsPageIsStableOnASlowMachine() {
    browser.driver().executeCdpCommand("Emulation.setCPUThrottlingRate", Map.of("rate", 20));
    try {
      for (int load = 1; load <= SLOW_LOADS; load++) {
        open();
        assertThat(shifts()).as("layout shift of load %d", load).isEmpty();
      }
    } finally {
      browser.driver().executeCdpCommand("Emulation.setCPUThrottlingRate", Map.of("rate", 1));
    }
  }

  private static void open() {
    browser.driver().get(base + "/app");
    browser.until(d -> browser.see("#storage").getText().contains("GB"));
  }

  @SuppressWarnings("unchecked") // The result of the script above.
  private static List<Map<String, Object>> fetched() {
    return (List<Map<String, Object>>)
        Objects.requireNonNull(browser.driver().executeScript(FETCHED));
  }

  private static long bytes(List<Map<String, Object>> fetched, String path) {
    return fetched.stream()
        .filter(entry -> (base + path).equals(entry.get("url")))
        .mapToLong(entry -> ((Number) Objects.requireNonNull(entry.get("bytes"))).longValue())
        .sum();
  }

  /** The layout shifts with their elements. */
  @SuppressWarnings("unchecked") // The result of the script above.
  private static List<String> shifts() {
    return (List<String>) Objects.requireNonNull(browser.driver().executeAsyncScript(SHIFTS));
  }
}
