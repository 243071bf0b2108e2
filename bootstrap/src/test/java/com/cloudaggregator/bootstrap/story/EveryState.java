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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.thymeleaf.cache.TemplateCacheKey;
import org.thymeleaf.spring6.SpringTemplateEngine;

/**
 * Reaches every state of every page as a user does, in one language, and checks it in both themes
 * and on small screens, also with axe-core. A class per language, so that they run at the same
 * time.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EveryState {

  /** The templates of the demo and of the web adapter. */
  private static final List<Path> TEMPLATES =
      List.of(
          Path.of("src/main/resources/templates"),
          Path.of("../adapters-web/src/main/resources/templates"));

  /** Outcomes whose parameter in the address is not an error code. */
  private static final Set<String> NO_CODES = Set.of("provider", "done");

  private final List<String> problems = new ArrayList<>();
  private final Set<String> codesSeen = new TreeSet<>();
  private final String language;
  private DemoBrowser demo;

  EveryState(String language) {
    this.language = language;
  }

  final DemoBrowser demo() {
    return demo;
  }

  @BeforeAll
  void goRound(@TempDir Path data) {
    // The test starts more flows than a user would.
    demo =
        DemoBrowser.start(
            data,
            "--cloud-aggregator.limits.starts-per-minute=1000",
            "--cloud-aggregator.revocation.delay=1s");
    demo.speak(language);
    demo.play("reset");
    PageCheck look = new PageCheck(demo.browser(), language);
    for (State state : State.values()) {
      visit(state, look);
    }
    demo.network(true);
  }

  private void visit(State state, PageCheck look) {
    try {
      state.reach(demo);
      problems.addAll(look.at(state.title()));
      demo.driver()
          .findElements(By.cssSelector("[data-code]"))
          .forEach(element -> codesSeen.add(String.valueOf(element.getAttribute("data-code"))));
    } catch (WebDriverException unreached) {
      problems.add(
          state
              + " was not reached: "
              + String.valueOf(unreached.getMessage()).lines().findFirst().orElse("")
              + " at "
              + demo.driver().getCurrentUrl());
      demo.browser().screenshot("states/not-reached-" + state.title() + "-" + language);
    }
  }

  @AfterAll
  void stop() {
    if (demo != null) {
      demo.close();
    }
  }

  @Test
  void isReachableAndAccessible() {
    assertThat(problems).isEmpty();
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
    assertThat(codesSeen).containsAll(outcomes);
  }

  @Test
  void coversEveryErrorCode() {
    Set<String> codes = MessageTexts.english().named("error\\.([a-z_]+)\\.title");
    assertThat(codes).hasSizeGreaterThan(30);
    demo.signOut();
    PageCheck look = new PageCheck(demo.browser(), language);
    demo.open("/docs/errors");
    assertThat(demo.driver().findElements(By.cssSelector(".codes code")))
        .extracting(WebElement::getText)
        .containsExactlyInAnyOrderElementsOf(codes);

    assertThat(look.atTheWordsOf("/docs/errors/", codes)).isEmpty();
  }
}
