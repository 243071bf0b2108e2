package com.cloudaggregator.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.webtest.InMemoryPagePorts;
import com.cloudaggregator.webtest.Site;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomePagesTest {
  private static final String ANA = InMemoryPagePorts.ANA.value();

  private final Site site = new Site(new InMemoryPagePorts());

  @Test
  void homePageLinksTheSignInPage() {
    assertThat(site.inBothLanguages("home", "/", null))
        .allSatisfy(page -> assertThat(page).contains("href=\"/login\""));
    assertThat(site.get("/", ANA, "en")).hasStatus(303).hasHeader("Location", "/app");
  }

  @Test
  void signInPageHasACardForEachOption() {
    assertThat(site.inBothLanguages("login", "/login", ANA).getFirst())
        .contains("action=\"/demo/login\"")
        .contains("name=\"user\" value=\"bruno\"")
        .contains("Can also sign in to Ana’s OneDrive")
        .contains("As it is");
  }

  @Nested
  class TheLanguage {

    @Test
    void isRememberedInACookie() {
      assertThat(site.get("/login?lang=es", null, "en").getResponse().getHeader("Set-Cookie"))
          .startsWith("cloud-aggregator-language=es;")
          .contains("HttpOnly")
          .contains("Secure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr", "*", "de;q=x", "xxx"})
    void isEnglishForOtherLanguages(String accepted) {
      assertThat(site.get("/login?lang=fr", null, accepted))
          .bodyText()
          .contains("<html lang=\"en\"");
    }

    @Test
    void isSpanishForItsVariants() {
      assertThat(site.get("/login", null, "es-MX,en;q=0.5"))
          .bodyText()
          .contains("<html lang=\"es\"");
    }
  }
}
