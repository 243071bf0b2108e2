package com.cloudaggregator.bootstrap.story;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openqa.selenium.chrome.ChromeDriver;

/** Checks the page in a browser with axe-core, for WCAG 2.2, levels A and AA. */
final class Axe {
  private static final String RUN =
      """
      const done = arguments[arguments.length - 1];
      axe.run(document, {
        runOnly: arguments[0] === 'colours'
          ? ['color-contrast']
          : {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']},
        rules: {'color-contrast': {enabled: arguments[0] !== 'words'}},
        resultTypes: ['violations'],
        preload: false,
        elementRef: false
      }).then(result => done(result.violations.flatMap(violation => violation.nodes.map(node =>
          violation.id + ': ' + node.target.join(' ') + ' ' + node.failureSummary))))
        .catch(problem => done(['axe did not run: ' + problem]));
      """;

  private static final String LOAD =
      """
      if (!('axe' in window) && 'loadAxe' in window) {
        loadAxe();
      }
      return 'axe' in window;
      """;

  private final String script = read();

  /** The violations with rule, element and remedy; empty if there are none. */
  List<String> violations(ChromeDriver driver) {
    return run(driver, "all");
  }

  /** Violations of the rules that depend on the theme. */
  List<String> ofColours(ChromeDriver driver) {
    return run(driver, "colours");
  }

  /** All rules but that of the colours, which are the same in each language. */
  List<String> ofWords(ChromeDriver driver) {
    return run(driver, "words");
  }

  private List<String> run(ChromeDriver driver, String what) {
    if (!Boolean.TRUE.equals(driver.executeScript(LOAD))) {
      driver.executeScript(script);
      loadInLaterDocuments(driver);
    }
    Object found = driver.executeAsyncScript(RUN, what);
    return ((List<?>) Objects.requireNonNull(found)).stream().map(String::valueOf).toList();
  }

  /** To send the script, which has half a megabyte, takes longer than to load it. */
  private void loadInLaterDocuments(ChromeDriver driver) {
    driver.executeCdpCommand(
        "Page.addScriptToEvaluateOnNewDocument",
        Map.of("source", "window.loadAxe = () => {\n" + script + "\n};"));
  }

  private static String read() {
    try (InputStream in = Objects.requireNonNull(Axe.class.getResourceAsStream("/axe.min.js"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
