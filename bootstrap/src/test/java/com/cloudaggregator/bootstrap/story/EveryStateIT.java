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
 * Every state of every page, reached as a person reaches it, in both languages: looked at in both themes and on small
 * screens, and checked by axe-core. The pictures are in {@code target/screenshots/states}.
 */
class EveryStateIT {
  private static final List<String> LANGUAGES = List.of("en", "es");

  /** What the two pages of the demo and the pages of the web adapter are made of. */
  private static final List<Path> TEMPLATES = List.of(
      Path.of("src/main/resources/templates"), Path.of("../adapters-web/src/main/resources/templates"));

  /** Outcomes that the address says in another way than by their code. */
  private static final Set<String> NO_CODES = Set.of("provider", "done");

  private static final List<String> PROBLEMS = new ArrayList<>();
  private static final Set<String> CODES_SEEN = new TreeSet<>();

  @TempDir
  static Path data;

  private static Stage stage;

  @BeforeAll
  static void goRound() {
    // Bruno starts more than a person would.
    stage = Stage.demo(
        data, "--cloud-aggregator.limits.starts-per-minute=1000", "--cloud-aggregator.revocation.delay=1s");
    for (String language : LANGUAGES) {
      stage.speak(language);
      stage.play("reset");
      Look look = new Look(stage.browser(), language);
      for (State state : State.values()) {
        visit(state, look);
      }
      stage.network(true);
    }
  }

  private static void visit(State state, Look look) {
    try {
      state.reach(stage);
      PROBLEMS.addAll(look.at(state.title()));
      stage.driver().findElements(By.cssSelector("[data-code]"))
          .forEach(element -> CODES_SEEN.add(String.valueOf(element.getAttribute("data-code"))));
    } catch (WebDriverException unreached) {
      PROBLEMS.add(state + " was not reached: " + String.valueOf(unreached.getMessage()).lines().findFirst().orElse("")
          + " at " + stage.driver().getCurrentUrl());
      stage.browser().screenshot("states/not-reached-" + state.title());
    }
  }

  @AfterAll
  static void stop() {
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  void isReachedAndHasNothingThatKeepsAnybodyOut() {
    assertThat(PROBLEMS).isEmpty();
  }

  @Test
  void leavesNoRowOfTheInventoryOut() {
    assertThat(Arrays.stream(State.values()).map(State::row).distinct()).containsExactlyInAnyOrder(State.Row.values());
  }

  @Test
  void leavesNoTemplateOut() throws IOException {
    Set<String> written = new TreeSet<>();
    for (Path folder : TEMPLATES) {
      try (Stream<Path> files = Files.list(folder)) {
        files.map(file -> file.getFileName().toString().replace(".html", "")).forEach(written::add);
      }
    }
    Set<String> shown = stage.program().getBean(SpringTemplateEngine.class).getCacheManager().getTemplateCache()
        .keySet().stream().map(TemplateCacheKey::getTemplate).collect(Collectors.toSet());

    assertThat(written).isNotEmpty();
    assertThat(shown).containsAll(written);
  }

  @Test
  void leavesNoOutcomeOut() {
    Set<String> outcomes = new TreeSet<>(Words.english().named("outcome\\.(?:done\\.)?([a-z_]+)"));
    outcomes.removeAll(NO_CODES);

    assertThat(outcomes).hasSizeGreaterThan(20);
    assertThat(CODES_SEEN).containsAll(outcomes);
  }

  @Test
  void leavesNoCodeOfTheCatalogueOut() {
    Set<String> codes = Words.english().named("error\\.([a-z_]+)\\.title");
    assertThat(codes).hasSizeGreaterThan(30);
    stage.signOut();
    var wrong = new ArrayList<String>();
    for (String language : LANGUAGES) {
      stage.speak(language);
      Look look = new Look(stage.browser(), language);
      stage.open("/docs/errors");
      assertThat(stage.driver().findElements(By.cssSelector(".codes code")))
          .extracting(WebElement::getText)
          .containsExactlyInAnyOrderElementsOf(codes);
      wrong.addAll(look.atTheWordsOf("/docs/errors/", codes));
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void wouldBeFoundOutIfItKeptSomebodyOut() {
    stage.signOut();
    stage.speak("en");
    stage.open("/");
    Look look = new Look(stage.browser(), "en");
    assertThat(look.at("planted-before")).isEmpty();

    stage.driver().executeScript("""
        const offender = document.createElement('p');
        offender.style.cssText = 'color:#999;background:#aaa;width:400px';
        offender.append('Nobody can read this', document.createElement('img'), '??no.text_en??');
        document.querySelector('main').append(offender, 'Catálogo de errores');
        """);

    assertThat(look.at("planted"))
        .anyMatch(found -> found.contains("axe, light: color-contrast: "))
        .anyMatch(found -> found.contains("axe, dark: color-contrast: "))
        .anyMatch(found -> found.contains("image-alt: "))
        .anyMatch(found -> found.contains("html needs "))
        .anyMatch(found -> found.contains("no text for ??no.text_en??"))
        .anyMatch(found -> found.contains("of the other language: Catálogo de errores"));
  }
}
