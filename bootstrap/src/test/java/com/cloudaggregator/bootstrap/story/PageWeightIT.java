package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the accounts page costs a browser, as sent, with the twenty accounts of the demo's Carla. */
class PageWeightIT {
  private static final long PAGE = 60 * 1024;
  private static final long SCRIPT = 12 * 1024;

  /** Everything that the page has made the browser fetch; the icon is no resource to the browser's list. */
  private static final String FETCHED = """
      return performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
        .map(entry => ({ url: entry.name, bytes: entry.encodedBodySize }));
      """;

  private static final String SHIFTS = """
      const done = arguments[arguments.length - 1];
      const shifts = [];
      const watch = new PerformanceObserver(list => shifts.push(...list.getEntries()));
      watch.observe({ type: 'layout-shift', buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
        shifts.push(...watch.takeRecords());
        done(shifts.reduce((sum, shift) => sum + shift.value, 0));
      })));
      """;

  private static final String PUSH = """
      const block = document.createElement('div');
      block.style.height = '300px';
      document.querySelector('main').prepend(block);
      """;

  @TempDir
  static Path data;

  private static Stage stage;
  private static Chromium browser;
  private static String base;

  @BeforeAll
  static void start() {
    stage = Stage.demo(data);
    browser = stage.browser();
    base = stage.base();
  }

  @AfterAll
  static void stop() {
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  void theAccountsPageIsLightStandsStillAndAsksNobodyElse() {
    browser.driver().get(base + "/login");
    browser.press("form:has(input[name=user][value=carla]) button");
    browser.until(d -> String.valueOf(d.getCurrentUrl()).endsWith("/app"));
    browser.driver().get(base + "/app");
    browser.until(d -> browser.see("#storage").getText().contains("GB"));

    List<Map<String, Object>> fetched = fetched();
    assertThat(fetched).extracting(entry -> entry.get("url")).allSatisfy(url ->
        assertThat(String.valueOf(url)).startsWith(base + "/"));
    assertThat(bytes(fetched, "/assets/app.js")).isPositive().isLessThanOrEqualTo(SCRIPT);
    assertThat(bytes(fetched, "/app") + bytes(fetched, "/assets/app.js") + bytes(fetched, "/assets/app.css") + 1024)
        .as("page, script, style and an icon of less than 1 KB")
        .isLessThanOrEqualTo(PAGE);
    assertThat(browser.isThere("[data-account]")).isTrue();
    assertThat(shifts()).as("layout shift, the figures of the storage included").isZero();

    browser.driver().executeScript(PUSH);
    assertThat(shifts()).as("a block that comes late is seen").isPositive();
  }

  @SuppressWarnings("unchecked") // what the script above answers
  private static List<Map<String, Object>> fetched() {
    return (List<Map<String, Object>>) Objects.requireNonNull(browser.driver().executeScript(FETCHED));
  }

  private static long bytes(List<Map<String, Object>> fetched, String path) {
    return fetched.stream()
        .filter(entry -> (base + path).equals(entry.get("url")))
        .mapToLong(entry -> ((Number) Objects.requireNonNull(entry.get("bytes"))).longValue())
        .sum();
  }

  private static double shifts() {
    return ((Number) Objects.requireNonNull(browser.driver().executeAsyncScript(SHIFTS))).doubleValue();
  }
}
