package com.cloudaggregator.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.webtest.InMemoryPagePorts;
import com.cloudaggregator.webtest.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorPagesTest {
  private static final String ANA = InMemoryPagePorts.ANA.value();

  private final Site site = new Site(new InMemoryPagePorts());

  @Test
  void showsARefusal() {
    assertThat(site.inBothLanguages("refused", "/refused", ANA).getFirst())
        .contains("There is no such page")
        .contains("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @ParameterizedTest
  @CsvSource({
    "malformed_request, 400", "authentication_required, 401", "forbidden, 403", "not_found, 404",
    "method_not_allowed, 405", "owner_changed, 409", "payload_too_large, 413",
        "unsupported_media_type, 415",
    "rate_limited, 429", "internal_error, 500", "database_unavailable, 503"
  })
  void saysWhatHappenedAndWhatToDoForEachStatus(String code, int status) {
    assertThat(site.inBothLanguages("refused-" + status, "/refused/" + code, ANA))
        .allSatisfy(
            page ->
                assertThat(page)
                    .containsPattern(
                        "<p class=\"muted small\">" + status + "</p>\\s*<h1>\\p{Lu}[^<]{3,}</h1>")
                    .containsPattern("<p class=\"say\">[¿\\p{Lu}][^<]{8,}</p>")
                    .contains(
                        "<code>4bf92f3577b34da6a3ce929d0e0e4736</code>", "/docs/errors/" + code)
                    .doesNotContain("error." + code));
  }

  @Test
  void referenceCanBeCopied() {
    assertThat(site.inBothLanguages("refused-copy", "/refused", ANA).getFirst())
        .contains("<span id=\"reference\"><code>4bf92f3577b34da6a3ce929d0e0e4736</code></span>")
        .containsPattern("hidden data-copy=\"reference\" data-copied=\"Copied\">Copy<")
        .contains("src=\"/assets/copy.js\"");
  }

  @ParameterizedTest
  @CsvSource({
    "en, q=Owner_Changed",
    "en, q=cooldown",
    "es, q=OWNER_changed",
    "en, q= owner_changed "
  })
  void catalogueIsSearchedByCodeAndTitle(String language, String query) {
    String page = site.page("docs-search", "/docs/errors?" + query, null, language);

    assertThat(page.split("href=\"/docs/errors/", -1)).hasSize(2);
    assertThat(page.split("<section", -1)).as("no empty group").hasSize(2);
  }

  @Test
  void catalogueIsSearchedByTitleAndStatus() {
    assertThat(site.page("docs-title", "/docs/errors?q=not found", null, "en"))
        .contains("href=\"/docs/errors/not_found\"");
    assertThat(site.page("docs-status", "/docs/errors?q=503", null, "es"))
        .contains("/database_unavailable\"")
        .doesNotContain("/owner_changed\"");
    assertThat(site.inBothLanguages("docs-none", "/docs/errors?q=<b>", null))
        .allSatisfy(
            page ->
                assertThat(page)
                    .contains("id=\"none-found\"", "value=\"&lt;b&gt;\"")
                    .doesNotContain("<section"));
  }

  @Test
  void catalogueHasAPageForExactlyTheCodes() {
    for (ErrorCode code : ErrorCode.values()) {
      site.inBothLanguages("docs-" + code.code(), "/docs/errors/" + code.code(), ANA);
    }
    String list = site.inBothLanguages("docs", "/docs/errors", ANA).getFirst();
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(list)
          .as("in one group: %s", code)
          .containsOnlyOnce("href=\"/docs/errors/" + code.code() + "\"");
    }
    assertThat(list).contains("id=\"group-moving\"", "id=\"group-server\"");
    assertThat(site.get("/docs", null, "en")).hasStatus(303).hasHeader("Location", "/docs/errors");
    assertThat(site.get("/docs/errors/Owner_Changed", null, "en")).hasStatus(404);
    assertThat(site.get("/docs/errors/reconnect_failed", null, "en")).hasStatus(404);
  }
}
