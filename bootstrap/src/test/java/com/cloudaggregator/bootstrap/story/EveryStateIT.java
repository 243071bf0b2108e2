package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.thymeleaf.cache.TemplateCacheKey;
import org.thymeleaf.spring6.SpringTemplateEngine;

/**
 * Reaches every state of every page as a user does, in both languages, and checks it in both themes
 * and on small screens, also with axe-core. The screenshots are in {@code
 * target/screenshots/states}.
 */
class EveryStateIT {
  private static final List<String> LANGUAGES = List.of("en", "es");

  /** The templates of the demo and of the web adapter. */
  private static final List<Path> TEMPLATES =
      List.of(
          Path.of("src/main/resources/templates"),
          Path.of("../adapters-web/src/main/resources/templates"));

  /** Outcomes whose parameter in the address is not an error code. */
  private static final Set<String> NO_CODES = Set.of("provider", "done");

  private static final List<String> PROBLEMS = new ArrayList<>();
  private static final Set<String> CODES_SEEN = new TreeSet<>();

  @TempDir static Path data;

  private static DemoBrowser demo;

  @BeforeAll
  static void goRound() {
    // The test starts more flows than a user would.
    demo =
        DemoBrowser.start(
            data,
            "--cloud-aggregator.limits.starts-per-minute=1000",
            "--cloud-aggregator.revocation.delay=1s");
    for (String language : LANGUAGES) {
      demo.speak(language);
      demo.play("reset");
      PageCheck look = new PageCheck(demo.browser(), language);
      for (State state : State.values()) {
        visit(state, look);
      }
      demo.network(true);
    }
  }

  private static void visit(State state, PageCheck look) {
    try {
      state.reach(demo);
      PROBLEMS.addAll(look.at(state.title()));
      demo.driver()
          .findElements(By.cssSelector("[data-code]"))
          .forEach(element -> CODES_SEEN.add(String.valueOf(element.getAttribute("data-code"))));
    } catch (WebDriverException unreached) {
      PROBLEMS.add(
          state
              + " was not reached: "
              + String.valueOf(unreached.getMessage()).lines().findFirst().orElse("")
              + " at "
              + demo.driver().getCurrentUrl());
      demo.browser().screenshot("states/not-reached-" + state.title());
    }
  }

  @AfterAll
  static void stop() {
    if (demo != null) {
      demo.close();
    }
  }

  @Test
  void isReachableAndAccessible() {
    assertThat(PROBLEMS).isEmpty();
  }

  @Test
  void coversEveryRowOfTheInventory() {
    assertThat(Arrays.stream(State.values()).map(State::row).distinct())
        .containsExactlyInAnyOrder(State.Row.values());
  }

  @Test
  void coversEveryTemplate() throws IOException {
    Set<String> written = new TreeSet<>();
    for (Path folder : TEMPLATES) {
      try (Stream<Path> files = Files.list(folder)) {
        files.map(file -> file.getFileName().toString().replace(".html", "")).forEach(written::add);
      }
    }
    Set<String> shown =
        demo
            .program()
            .getBean(SpringTemplateEngine.class)
            .getCacheManager()
            .getTemplateCache()
            .keySet()
            .stream()
            .map(TemplateCacheKey::getTemplate)
            .collect(Collectors.toSet());

    assertThat(written).isNotEmpty();
    assertThat(shown).containsAll(written);
  }

  @Test
  void coversEveryOutcome() {
    Set<String> outcomes =
        new TreeSet<>(MessageTexts.english().named("outcome\\.(?:done\\.)?([a-z_]+)"));
    outcomes.removeAll(NO_CODES);

    assertThat(outcomes).hasSizeGreaterThan(20);
    assertThat(CODES_SEEN).containsAll(outcomes);
  }

  @Test
  void coversEveryErrorCode() {
    Set<String> codes = MessageTexts.english().named("error\\.([a-z_]+)\\.title");
    assertThat(codes).hasSizeGreaterThan(30);
    demo.signOut();
    var wrong = new ArrayList<String>();
    for (String language : LANGUAGES) {
      demo.speak(language);
      PageCheck look = new PageCheck(demo.browser(), language);
      demo.open("/docs/errors");
      assertThat(demo.driver().findElements(By.cssSelector(".codes code")))
          .extracting(WebElement::getText)
          .containsExactlyInAnyOrderElementsOf(codes);
      wrong.addAll(look.atTheWordsOf("/docs/errors/", codes));
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void detectsAnInaccessiblePage() {
    demo.signOut();
    demo.speak("en");
    demo.open("/");
    PageCheck look = new PageCheck(demo.browser(), "en");
    assertThat(look.at("planted-before")).isEmpty();

    demo.driver()
        .executeScript(
            """
        const offender = document.createElement('p');
        offender.style.cssText = 'color:#999;background:#aaa;width:400px';
        offender.append('Nobody can read this', document.createElement('img'), '??no.text_en??');
        document.querySelector('main').append(offender, 'Códigos de error');
        """);

    assertThat(look.at("planted"))
        .anyMatch(found -> found.contains("axe, light: color-contrast: "))
        .anyMatch(found -> found.contains("axe, dark: color-contrast: "))
        .anyMatch(found -> found.contains("image-alt: "))
        .anyMatch(found -> found.contains("html needs "))
        .anyMatch(found -> found.contains("no text for ??no.text_en??"))
        .anyMatch(found -> found.contains("of the other language: Códigos de error"));
  }
}
