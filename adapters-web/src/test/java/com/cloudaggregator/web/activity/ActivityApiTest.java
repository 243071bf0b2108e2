package com.cloudaggregator.web.activity;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.ownership.ActivityEntry;
import com.cloudaggregator.domain.ownership.ActivityEntry.Kind;
import com.cloudaggregator.webtest.ScriptedPorts;
import com.cloudaggregator.webtest.TestWeb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** {@code GET /me/activity}, paged by cursor. */
class ActivityApiTest {
  private final TestWeb web = new TestWeb();

  private MvcTestResult get(String query) {
    return web.mvc.get().uri("/me/activity" + query).principal(TestWeb.bob()).exchange();
  }

  @Test
  void pagesNewestFirst() {
    web.activities.user = ScriptedPorts.BOB;
    web.activities.add("onedrive", "ana.perez@outlook.com", Kind.CONNECTED);
    ActivityEntry last =
        web.activities.add("onedrive", "ana.p•••@outlook.com", Kind.TRANSFERRED_OUT);

    assertThat(get("?limit=1"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.activity[0].kind")
        .isEqualTo("transferred_out");
    assertThat(get("?limit=1"))
        .bodyJson()
        .extractingPath("$.next")
        .isEqualTo(ActivityRequest.cursor(last.cursor()));
    MvcTestResult rest = get("?limit=1&cursor=" + ActivityRequest.cursor(last.cursor()));
    assertThat(rest).bodyJson().extractingPath("$.activity[0].kind").isEqualTo("connected");
    assertThat(rest).bodyJson().extractingPath("$.next").isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?kind=hello",
        "?account_id=1-1-1-1-1",
        "?cursor=x",
        "?limit=0",
        "?kind=connected&kind=released"
      })
  void refusesInvalidParameters(String query) {
    assertThat(get(query))
        .hasStatus(400)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("validation_failed");
  }
}
