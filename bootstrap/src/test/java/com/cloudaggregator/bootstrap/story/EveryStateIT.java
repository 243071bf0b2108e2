package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Every state in English, with the checks that do not depend on the language. */
@Order(1)
class EveryStateIT extends EveryState {

  EveryStateIT() {
    super("en");
  }

  @Test
  void detectsAnInaccessiblePage() {
    demo().signOut();
    demo().open("/");
    PageCheck look = new PageCheck(demo().browser(), "en");
    assertThat(look.at("planted-before")).isEmpty();

    demo()
        .driver()
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
