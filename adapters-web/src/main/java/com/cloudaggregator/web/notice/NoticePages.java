package com.cloudaggregator.web.notice;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.OwnedAccount;
import com.cloudaggregator.application.disconnect.ListDisconnectedAccounts;
import com.cloudaggregator.application.disconnect.ListDisconnectedAccounts.DisconnectedEntry;
import com.cloudaggregator.application.notice.AcknowledgeNotice;
import com.cloudaggregator.application.notice.AcknowledgeOutcome;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferNotice;
import com.cloudaggregator.web.page.PageText;
import com.cloudaggregator.web.page.PageTexts;
import com.cloudaggregator.web.page.Redirects;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The notices of a former owner, read and unread. */
@Controller
final class NoticePages {
  private static final int ROWS = 25;

  private final ListNotices notices;
  private final ListAccounts accounts;
  private final ListDisconnectedAccounts disconnections;
  private final AcknowledgeNotice acknowledgement;
  private final PageTexts texts;

  NoticePages(
      ListNotices notices,
      ListAccounts accounts,
      ListDisconnectedAccounts disconnections,
      AcknowledgeNotice acknowledgement,
      PageTexts texts) {
    this.notices = notices;
    this.accounts = accounts;
    this.disconnections = disconnections;
    this.acknowledgement = acknowledgement;
    this.texts = texts;
  }

  @GetMapping("/app/notifications")
  String show(
      UserId user,
      @RequestParam(required = false) @Nullable String done,
      HttpServletRequest request,
      Locale locale,
      Model model) {
    PageText text = texts.forLocale(locale);
    Optional<UUID> after =
        QueryParameters.parse(request.getQueryString())
            .single("cursor")
            .flatMap(Identifiers::fromCursor);
    Slice<TransferNotice, UUID> page = notices.list(user, after.orElse(null), ROWS);
    model.addAttribute("done", "read".equals(done));
    List<CloudAccount> owned =
        accounts.list(user, null, ListAccounts.MAX_LIMIT).items().stream()
            .map(OwnedAccount::account)
            .toList();
    List<DisconnectedEntry> disconnected = disconnections.list(user);
    model.addAttribute(
        "notices",
        page.items().stream()
            .map(notice -> NoticeCard.of(notice, owned, disconnected, text))
            .toList());
    model.addAttribute("next", page.next().map(Identifiers::cursor).orElse(null));
    model.addAttribute("first", after.isEmpty());
    return "notifications";
  }

  @PostMapping("/app/notifications/acknowledge-all")
  @Nullable String acknowledgeAll(UserId user, HttpServletResponse response) {
    acknowledgement.acknowledgeAll(user);
    return Redirects.seeOther(response, "/app/notifications?done=read");
  }

  @PostMapping("/app/notices/{id}/acknowledge")
  @Nullable String acknowledge(@PathVariable String id, UserId user, HttpServletResponse response)
      throws IOException {
    AcknowledgeOutcome outcome =
        Identifiers.parse(id)
            .map(known -> acknowledgement.acknowledge(known, user))
            .orElse(AcknowledgeOutcome.NOTICE_NOT_FOUND);
    return switch (outcome) {
      case ACKNOWLEDGED -> Redirects.seeOther(response, "/app?done=understood");
      case NOTICE_NOT_FOUND -> {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
        yield null;
      }
    };
  }
}
