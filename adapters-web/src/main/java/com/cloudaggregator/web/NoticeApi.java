package com.cloudaggregator.web;

import com.cloudaggregator.application.notice.AcknowledgeNotice;
import com.cloudaggregator.application.notice.AcknowledgeOutcome.Acknowledged;
import com.cloudaggregator.application.notice.AcknowledgeOutcome.NotFound;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.application.notice.ListNotices.Page;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferNotice;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Where a former owner reads what was moved away from him; never to whom. */
@RestController
final class NoticeApi {
  private final ListNotices notices;
  private final AcknowledgeNotice acknowledgements;

  NoticeApi(ListNotices notices, AcknowledgeNotice acknowledgements) {
    this.notices = notices;
    this.acknowledgements = acknowledgements;
  }

  /**
   * A page of notices, newest first.
   *
   * @param next the cursor of the next page; null when this is the last
   */
  record TransferEvents(List<TransferEvent> events, @Nullable String next) {}

  /**
   * @param acknowledgedAt null until the former owner has read it
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record TransferEvent(
      UUID id, String provider, String accountLabel, Instant transferredAt, @Nullable Instant acknowledgedAt) {

    static TransferEvent of(TransferNotice notice) {
      return new TransferEvent(
          notice.id(), notice.provider().id(), notice.maskedLabel(), notice.at(), notice.acknowledgedAt());
    }
  }

  /** What was done, the first time or before. */
  record Receipt(boolean success, UUID id) {}

  @ApiCall(
      id = "listNotices",
      query = {ApiParameter.LIMIT, ApiParameter.CURSOR},
      answer = """
          {"events": [{"id": "0190a000-0000-7000-8000-00000000abcd", "provider": "onedrive",
          "account_label": "ana.p•••@outlook.com", "transferred_at": "2026-11-25T10:00:00Z", "acknowledged_at": null}],
          "next": null}""")
  @GetMapping("/me/transfer-events")
  TransferEvents events(UserId caller, HttpServletRequest request) {
    PageRequest wanted = PageRequest.of(Query.of(request));
    Page page = notices.list(caller, wanted.after(), wanted.limit());
    return new TransferEvents(
        page.notices().stream().map(TransferEvent::of).toList(), page.next().map(Identifiers::cursor).orElse(null));
  }

  /** Needs no body, and reads none. */
  @ApiCall(
      id = "acknowledgeNotice",
      answer = """
          {"success": true, "id": "0190a000-0000-7000-8000-00000000abcd"}""",
      refuses = {
        ErrorCode.NOT_FOUND
      })
  @PatchMapping("/me/transfer-events/{id}/acknowledge")
  Receipt acknowledge(@PathVariable String id, UserId caller) {
    UUID notice = Identifiers.parse(id).orElseThrow(() -> new RefusedRequest(ErrorCode.NOT_FOUND));
    return switch (acknowledgements.acknowledge(notice, caller)) {
      case Acknowledged() -> new Receipt(true, notice);
      case NotFound() -> throw new RefusedRequest(ErrorCode.NOT_FOUND);
    };
  }
}
