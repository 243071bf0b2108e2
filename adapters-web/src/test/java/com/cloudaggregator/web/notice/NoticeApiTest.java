package com.cloudaggregator.web.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.notice.AcknowledgeOutcome;
import com.cloudaggregator.domain.ownership.TransferNotice;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.webtest.ScriptedPorts;
import com.cloudaggregator.webtest.TestWeb;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

class NoticeApiTest {
  private static final UUID NOTICE = UUID.fromString("0190a000-0000-7000-8000-000000000009");

  private final TestWeb web = new TestWeb();

  @Test
  void listsTheNoticesWithoutTheNewOwner() {
    web.ports.notices =
        List.of(
            new TransferNotice(
                NOTICE,
                ScriptedPorts.ACCOUNT,
                ScriptedPorts.ONEDRIVE,
                "ana.p•••@outlook.com",
                ScriptedPorts.NOW,
                null));

    assertThat(get(""))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(
            """
        {"events":[{"id":"0190a000-0000-7000-8000-000000000009","provider":"onedrive",\
        "account_label":"ana.p•••@outlook.com","transferred_at":"2026-11-25T10:00:00Z","acknowledged_at":null}],\
        "next":null}""");
  }

  @Test
  void pagesToTheNextNotice() {
    web.ports.notices = List.of(notice(3), notice(2), notice(1));

    MvcTestResult first = get("limit=2");

    assertThat(first).bodyJson().extractingPath("$.events.length()").isEqualTo(2);
    assertThat(first)
        .bodyJson()
        .extractingPath("$.next")
        .isEqualTo(Identifiers.cursor(notice(2).id()));
    assertThat(get("limit=2&cursor=" + Identifiers.cursor(notice(2).id())))
        .bodyJson()
        .extractingPath("$.events[0].id")
        .isEqualTo(notice(1).id().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=501", "cursor=x"})
  void refusesAnInvalidLimitOrCursor(String query) {
    assertThat(get(query))
        .hasStatus(400)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("validation_failed");
  }

  @Test
  void acknowledgesANotice() {
    assertThat(acknowledge(NOTICE.toString()))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo("{\"success\":true,\"id\":\"" + NOTICE + "\"}");
  }

  @Test
  void answersAlikeForAForeignAndAnUnknownNotice() {
    web.ports.acknowledgement = AcknowledgeOutcome.NOTICE_NOT_FOUND;

    for (String id : List.of(NOTICE.toString(), "no-id")) {
      assertThat(acknowledge(id))
          .hasStatus(404)
          .bodyJson()
          .extractingPath("$.code")
          .isEqualTo("not_found");
    }
  }

  @Test
  void acknowledgesOnlyByPatch() {
    assertThat(
            web.mvc
                .post()
                .uri("/me/transfer-events/" + NOTICE + "/acknowledge")
                .principal(TestWeb.bob())
                .exchange())
        .hasStatus(405)
        .hasHeader("Allow", "PATCH");
  }

  private static TransferNotice notice(long number) {
    return new TransferNotice(
        new UUID(0x0190a00000007000L, number),
        ScriptedPorts.ACCOUNT,
        ScriptedPorts.ONEDRIVE,
        "a•••",
        ScriptedPorts.NOW,
        ScriptedPorts.NOW);
  }

  private MvcTestResult get(String query) {
    return web.mvc.get().uri("/me/transfer-events?" + query).principal(TestWeb.bob()).exchange();
  }

  private MvcTestResult acknowledge(String id) {
    return web.mvc
        .patch()
        .uri("/me/transfer-events/" + id + "/acknowledge")
        .principal(TestWeb.bob())
        .exchange();
  }
}
