package com.cloudaggregator.web.activity;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.ownership.ActivityEntry.Kind;
import com.cloudaggregator.webtest.InMemoryPagePorts;
import com.cloudaggregator.webtest.Site;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ActivityPagesTest {
  private static final String[] LANGUAGES = {"en", "es"};
  private static final String ANA = InMemoryPagePorts.ANA.value();

  private final InMemoryPagePorts ports = new InMemoryPagePorts();
  private final Site site = new Site(ports);

  @Test
  void isEmptyWithoutEntries() {
    for (String language : LANGUAGES) {
      assertThat(site.page("activity-empty", "/app/activity", ANA, language))
          .contains("id=\"activity-empty\"")
          .doesNotContain("activity-csv", "timeline");
    }
  }

  @Test
  void describesEveryKindOfEntry() {
    for (Kind kind : Kind.values()) {
      site.activities.add("onedrive", kind == Kind.RELEASED ? null : "ana.p•••@outlook.com", kind);
    }
    for (String language : LANGUAGES) {
      String page = site.page("activity", "/app/activity", ANA, language);
      for (Kind kind : Kind.values()) {
        assertThat(page).contains("data-kind=\"" + kind.code() + "\"");
      }
      assertThat(page).doesNotContain("activity.kind", "activity.choice");
    }
    assertThat(site.page("activity-filtered", "/app/activity?kind=released&account_id=", ANA, "en"))
        .contains("data-kind=\"released\"")
        .doesNotContain("data-kind=\"connected\"");
    assertThat(site.page("activity-not-mine", "/app/activity", "bruno", "en"))
        .doesNotContain("data-kind");
  }

  @Test
  void linksAnEntryToItsAccountWhileItIsTheReaders() {
    CloudAccount account = ports.connected("onedrive", "ana.perez@outlook.com");
    site.activities.about(account, Kind.RECONNECTED);
    site.activities.add("dropbox", "ana@perez.example", Kind.TRANSFERRED_OUT);

    String page = site.page("activity-links", "/app/activity", ANA, "en");

    assertThat(page).contains("<a href=\"/app/accounts/" + account.id() + "\"", "data-ago");
    assertThat(page.split("href=\"/app/accounts/", -1)).hasSize(2);
  }

  @Test
  void eachDayHasOneHeading() {
    site.activities.at(Instant.parse("2026-11-24T23:59:00Z"), Kind.CONNECTED);
    site.activities.at(Instant.parse("2026-11-25T00:01:00Z"), Kind.RECONNECTED);
    site.activities.at(Instant.parse("2026-11-25T09:00:00Z"), Kind.NEEDS_RECONNECT);

    String page = site.page("activity-days", "/app/activity", ANA, "en");

    assertThat(page.split("<h2 class=\"day\">", -1)).hasSize(3);
    assertThat(page)
        .containsPattern("<h2 class=\"day\">[^<]*25[^<]*2026</h2>")
        .containsPattern("<h2 class=\"day\" hidden=\"hidden\">[^<]*25[^<]*2026</h2>")
        .containsPattern("<h2 class=\"day\">[^<]*24[^<]*2026</h2>");
  }

  @Test
  void pagesWithoutTheScript() {
    for (int i = 0; i < 30; i++) {
      site.activities.add("dropbox", "account-" + i + "@example.com", Kind.CONNECTED);
    }
    String first = site.page("activity-many", "/app/activity", ANA, "en");
    String link =
        first
            .replaceAll("(?s).*id=\"activity-older\"\\s+href=\"([^\"]+)\".*", "$1")
            .replace("&amp;", "&");

    assertThat(first.split("data-kind=", -1)).hasSize(26);
    assertThat(site.page("activity-older", link, ANA, "en").split("data-kind=", -1)).hasSize(6);
  }

  @Test
  void pagesThroughEntriesOfTheSameEpoch() {
    CloudAccount account = ports.connected("onedrive", "ana.perez@outlook.com");
    for (int i = 0; i < 26; i++) {
      site.activities.about(account, Kind.RECONNECTED);
    }
    String first = site.page("activity-turns", "/app/activity?kind=reconnected", ANA, "en");
    String link =
        first
            .replaceAll("(?s).*id=\"activity-older\"\\s+href=\"([^\"]+)\".*", "$1")
            .replace("&amp;", "&");

    assertThat(link).containsPattern("cursor=[\\w-]{43}$");
    assertThat(site.page("activity-turns-older", link, ANA, "en").split("data-kind=", -1))
        .hasSize(2);
    assertThat(site.get("/app/activity.csv?kind=reconnected", ANA, "en"))
        .bodyText()
        .contains("\"reconnected\",\"onedrive\"");
  }

  @Test
  void exportsEveryRowAndEscapesFormulas() {
    site.activities.add("onedrive", "=HYPERLINK(\"https://evil.example\")", Kind.CONNECTED);
    site.activities.add("onedrive", "x;=HYPERLINK(A1);", Kind.CONNECTED);
    site.activities.add("onedrive", "\uff1dSUM(A1)", Kind.CONNECTED);
    site.activities.add("dropbox", "ana@perez.example", Kind.TRANSFERRED_IN);

    assertThat(site.get("/app/activity.csv", ANA, "en"))
        .hasHeader("Content-Disposition", "attachment; filename=\"activity.csv\"")
        .bodyText()
        .startsWith("at,kind,provider,account,account_id\r\n")
        .contains("\"transferred_in\",\"dropbox\",\"ana@perez.example\"")
        .contains("\"'=HYPERLINK(\"\"https://evil.example\"\")\"")
        .contains("\"x;'=HYPERLINK(A1);\"")
        .contains("\"'\uff1dSUM(A1)\"");
  }
}
