package com.cloudaggregator.bootstrap.story;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.openqa.selenium.chrome.ChromeDriver;

/** What axe-core finds wrong with the page that a browser shows, by the rules of WCAG 2.2, levels A and AA. */
final class Axe {
  private static final String RUN = """
      const done = arguments[arguments.length - 1];
      axe.run(document, {
        runOnly: arguments[0] === 'colours'
          ? ['color-contrast']
          : {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']},
        resultTypes: ['violations'],
        elementRef: false
      }).then(result => done(result.violations.flatMap(violation => violation.nodes.map(node =>
          violation.id + ': ' + node.target.join(' ') + ' ' + node.failureSummary))))
        .catch(problem => done(['axe did not run: ' + problem]));
      """;

  private final String script = read();

  /** Each with the rule, the place and what would mend it; empty when nothing is wrong. */
  List<String> violations(ChromeDriver driver) {
    return run(driver, "all");
  }

  /** Of what another theme changes. */
  List<String> ofColours(ChromeDriver driver) {
    return run(driver, "colours");
  }

  private List<String> run(ChromeDriver driver, String what) {
    if (!Boolean.TRUE.equals(driver.executeScript("return 'axe' in window"))) {
      driver.executeScript(script);
    }
    Object found = driver.executeAsyncScript(RUN, what);
    return ((List<?>) Objects.requireNonNull(found)).stream().map(String::valueOf).toList();
  }

  private static String read() {
    try (InputStream in = Objects.requireNonNull(Axe.class.getResourceAsStream("/axe.min.js"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
