package com.cloudaggregator.web.notice;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.notice.AcknowledgeNotice;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferNotice;
import com.cloudaggregator.web.openapi.ApiCall;
import com.cloudaggregator.web.openapi.ApiGroup;
import com.cloudaggregator.web.openapi.ApiParameter;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.request.PageRequest;
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

/**
 * Lists the notices of accounts that were transferred away from the caller; they do not say to
 * which user.
 */
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
   * @param next the cursor of the next page; null on the last page
   */
  record TransferEvents(List<TransferEvent> events, @Nullable String next) {}

  /**
   * A notice.
   *
   * @param acknowledgedAt null until the former owner has acknowledged it
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record TransferEvent(
      UUID id,
      String provider,
      String accountLabel,
      Instant transferredAt,
      @Nullable Instant acknowledgedAt) {

    static TransferEvent of(TransferNotice notice) {
      return new TransferEvent(
          notice.id(),
          notice.provider().id(),
          notice.maskedLabel(),
          notice.at(),
          notice.acknowledgedAt());
    }
  }

  /** The answer to an acknowledgement, the first one or a repeated one. */
  record NoticeReceipt(boolean success, UUID id) {}

  @ApiCall(
      group = ApiGroup.NOTICE,
      id = "listNotices",
      query = {ApiParameter.LIMIT, ApiParameter.CURSOR},
      answer =
          """
          {"events": [{"id": "0190a000-0000-7000-8000-00000000abcd", "provider": "onedrive",
          "account_label": "ana.p•••@outlook.com", "transferred_at": "2026-11-25T10:00:00Z", "acknowledged_at": null}],
          "next": null}""")
  @GetMapping("/me/transfer-events")
  TransferEvents list(UserId caller, PageRequest wanted) {
    Slice<TransferNotice, UUID> page = notices.list(caller, wanted.after(), wanted.limit());
    return new TransferEvents(
        page.items().stream().map(TransferEvent::of).toList(),
        page.next().map(Identifiers::cursor).orElse(null));
  }

  /** Reads no body. */
  @ApiCall(
      group = ApiGroup.NOTICE,
      id = "acknowledgeNotice",
      answer =
          """
          {"success": true, "id": "0190a000-0000-7000-8000-00000000abcd"}""",
      refuses = {ErrorCode.NOT_FOUND})
  @PatchMapping("/me/transfer-events/{id}/acknowledge")
  NoticeReceipt acknowledge(@PathVariable String id, UserId caller) {
    UUID notice =
        Identifiers.parse(id).orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND));
    return switch (acknowledgements.acknowledge(notice, caller)) {
      case ACKNOWLEDGED -> new NoticeReceipt(true, notice);
      case NOTICE_NOT_FOUND -> throw new ProblemException(ErrorCode.NOT_FOUND);
    };
  }
}
