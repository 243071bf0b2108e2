package com.cloudaggregator.web.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.ownership.TransferNotice;
import com.cloudaggregator.webtest.InMemoryPagePorts;
import com.cloudaggregator.webtest.Site;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The notices page, and the number of unread notices on every page. */
class NoticePagesTest {
  private static final String ANA = InMemoryPagePorts.ANA.value();
  private static final String[] LANGUAGES = {"en", "es"};

  private final InMemoryPagePorts shelf = new InMemoryPagePorts();
  private final Site site = new Site(shelf);

  @Test
  void isEmptyWithoutNotices() {
    for (String language : LANGUAGES) {
      assertThat(site.page("notifications-none", "/app/notifications", ANA, language))
          .contains("id=\"notifications-empty\"", "data-unread=\"0\"")
          .doesNotContain("data-notice", "acknowledge-all");
    }
  }

  @Test
  void everyPageShowsTheNumberOfUnreadNotices() {
    shelf.moved("onedrive", "ana.p•••@outlook.com");
    shelf.moved("dropbox", "ana•••@perez.example");

    for (String address :
        new String[] {"/app", "/app/activity", "/app/settings", "/app/notifications"}) {
      assertThat(site.page("bell", address, ANA, "en")).contains("data-unread=\"2\"");
    }
  }

  @Test
  void acknowledgesOneOrAllAndKeepsThem() {
    TransferNotice first = shelf.moved("onedrive", "ana.p•••@outlook.com");
    shelf.moved("dropbox", "ana•••@perez.example");
    site.post("/app/notices/" + first.id() + "/acknowledge", ANA, Map.of());

    for (String language : LANGUAGES) {
      assertThat(site.page("notifications", "/app/notifications", ANA, language))
          .contains(
              "data-read=\"true\"",
              "data-read=\"false\"",
              "data-unread=\"1\"",
              "id=\"acknowledge-all\"")
          .contains("data-take-back")
          .as("where to see at the provider who has access")
          .containsOnlyOnce("href=\"https://permissions.example/manage\"");
    }
    assertThat(site.post("/app/notifications/acknowledge-all", ANA, Map.of()))
        .hasStatus(303)
        .hasHeader("Location", "/app/notifications?done=read");
    assertThat(site.page("notifications-read", "/app/notifications?done=read", ANA, "en"))
        .contains("data-unread=\"0\"", "data-read=\"true\"", "id=\"message\"")
        .doesNotContain("data-read=\"false\"", "acknowledge-all");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000-0000-4000-8000-000000000000", "1-1-1-1-1", "x"})
  void anUnknownNoticeIsNotFound(String id) {
    assertThat(site.post("/app/notices/" + id + "/acknowledge", ANA, Map.of())).hasStatus(404);
  }
}
