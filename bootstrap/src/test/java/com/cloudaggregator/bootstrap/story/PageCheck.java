package com.cloudaggregator.bootstrap.story;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * Checks the current page in one language: in both themes, at 320 CSS pixels, and at 1280 pixels
 * with 400 % zoom, which is the same width. Returns the problems. The screenshots are in {@code
 * target/screenshots/states}: those of pages with problems, and all of them with {@code
 * -Dscreenshots}.
 */
final class PageCheck {
  private static final boolean ALL_SCREENSHOTS = System.getProperty("screenshots") != null;
  private static final int WIDE = 1100;
  private static final int HIGH = 1000;
  private static final int NARROW = 320;
  private static final int ZOOM = 4;

  /** Measures the page and each open dialog. */
  private static final String WIDTHS =
      """
      return [document.documentElement, document.body, ...document.querySelectorAll('dialog[open]')]
        .filter(box => box.scrollWidth > box.clientWidth)
        .map(box => box.tagName.toLowerCase() + ' needs ' + box.scrollWidth + ' of ' + box.clientWidth)
        .concat(innerWidth === arguments[0] && devicePixelRatio === arguments[1] ? []
          : ['not as wide as was meant: ' + innerWidth + ' at ' + devicePixelRatio]);
      """;

  private static final String FACTS_OF =
      """
      const facts = document => {
      const texts = new Set();
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (!parent.closest('script, style, noscript, body [lang]')) { texts.add(walker.currentNode.data.trim()); }
      }
      document.querySelectorAll('body [aria-label], body [title], body [alt]').forEach(element =>
        ['aria-label', 'title', 'alt'].forEach(name => texts.add(element.getAttribute(name) || '')));
      texts.add(document.title.split(' · ')[0]);
      return {
        lang: document.documentElement.lang,
        mains: document.querySelectorAll('main').length,
        missing: document.documentElement.outerHTML.match(/\\?\\?[\\w.]+\\?\\?/g) || [],
        texts: [...texts].filter(text => text.length > 2)
      };
      };
      """;

  private static final String FACTS = FACTS_OF + "return facts(document);";

  /**
   * The same for pages that are fetched and not shown; the CSP does not allow scripts to parse
   * markup.
   */
  private static final String FETCHED =
      FACTS_OF
          + """
      const done = arguments[arguments.length - 1];
      Promise.all(arguments[0].map(address => new Promise(read => {
        const request = new XMLHttpRequest();
        request.open('GET', address);
        request.responseType = 'document';
        request.onloadend = () => read(request.status === 200
          ? facts(request.response) : {lang: request.status, mains: 0, missing: [], texts: []});
        request.send();
      }))).then(done);
      """;

  private static final Axe AXE = new Axe();

  private final Chromium browser;
  private final String language;
  private final MessageTexts own;
  private final MessageTexts other;

  PageCheck(Chromium browser, String language) {
    this.browser = browser;
    this.language = language;
    MessageTexts english = MessageTexts.english();
    MessageTexts spanish = MessageTexts.spanish();
    this.own = language.equals("en") ? english : spanish;
    this.other = language.equals("en") ? spanish : english;
    browser.look(WIDE, HIGH, false);
  }

  /** The problems; empty if there are none. The name is used for the screenshots. */
  List<String> at(String name) {
    var wrong = new ArrayList<String>();
    ChromeDriver driver = browser.driver();
    if (ALL_SCREENSHOTS) {
      screenshot(name, "light");
    }
    wrong.addAll(facts(driver));
    if (full()) {
      AXE.violations(driver).forEach(found -> wrong.add("axe, light: " + found));
      browser.look(WIDE, HIGH, true);
      if (ALL_SCREENSHOTS) {
        screenshot(name, "dark");
      }
      AXE.ofColours(driver).forEach(found -> wrong.add("axe, dark: " + found));
    } else {
      AXE.ofWords(driver).forEach(found -> wrong.add("axe: " + found));
    }
    wrong.addAll(sideways());
    browser.look(WIDE, HIGH, false);
    if (!wrong.isEmpty()) {
      screenshot(name, "light");
    }
    return of(name, wrong);
  }

  private void screenshot(String name, String theme) {
    browser.screenshot("states/" + name + "-" + language + "-" + theme);
  }

  /** Checks the texts only, of pages that share a template which is checked elsewhere. */
  List<String> atTheWordsOf(String folder, Set<String> names) {
    List<String> addresses = names.stream().map(folder::concat).toList();
    Iterator<?> pages =
        ((List<?>) Objects.requireNonNull(browser.driver().executeAsyncScript(FETCHED, addresses)))
            .iterator();
    var wrong = new ArrayList<String>();
    for (String name : names) {
      Map<?, ?> facts = (Map<?, ?>) pages.next();
      wrong.addAll(of(name, wrong(facts)));
      if (!strings(facts.get("texts")).contains(name)) {
        wrong.add(name + "-" + language + " does not say its name");
      }
    }
    return wrong;
  }

  private List<String> of(String name, List<String> wrong) {
    return wrong.stream().map(problem -> name + "-" + language + ": " + problem).toList();
  }

  /** Elements that need horizontal scrolling (WCAG 2.2, 1.4.10). */
  List<String> sideways() {
    var wrong = new ArrayList<String>();
    browser.look(NARROW, HIGH, false);
    wrong.addAll(strings(browser.driver().executeScript(WIDTHS, NARROW, 1)));
    if (full()) {
      browser.zoom(NARROW, HIGH / ZOOM, ZOOM);
      wrong.addAll(strings(browser.driver().executeScript(WIDTHS, NARROW, ZOOM)));
    }
    return wrong;
  }

  /** Whether to run the checks that do not depend on the language, such as colors and zoom. */
  private boolean full() {
    return language.equals("en");
  }

  private List<String> facts(ChromeDriver driver) {
    return wrong((Map<?, ?>) Objects.requireNonNull(driver.executeScript(FACTS)));
  }

  private List<String> wrong(Map<?, ?> facts) {
    var wrong = new ArrayList<String>();
    if (!language.equals(facts.get("lang"))) {
      wrong.add("lang is " + facts.get("lang"));
    }
    if (!Long.valueOf(1).equals(facts.get("mains"))) {
      wrong.add("there are " + facts.get("mains") + " main parts");
    }
    strings(facts.get("missing")).forEach(key -> wrong.add("no text for " + key));
    strings(facts.get("texts")).stream()
        .filter(text -> other.sayAlone(text, own))
        .forEach(text -> wrong.add("of the other language: " + text));
    return wrong;
  }

  private static List<String> strings(@Nullable Object list) {
    return ((List<?>) Objects.requireNonNull(list)).stream().map(String::valueOf).toList();
  }
}
