package com.cloudaggregator.web;

import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.ListProviders;
import com.cloudaggregator.application.notice.AcknowledgeNotice;
import com.cloudaggregator.application.notice.AcknowledgeOutcome;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttribute;

/** All that a former owner was told, read and unread. */
@Controller
final class NoticePages {
  private static final int ROWS = 25;

  private final ListNotices notices;
  private final ListAccounts accounts;
  private final AcknowledgeNotice acknowledgement;
  private final ListProviders providers;
  private final MessageSource messages;

  NoticePages(
      ListNotices notices,
      ListAccounts accounts,
      AcknowledgeNotice acknowledgement,
      ListProviders providers,
      MessageSource messages) {
    this.notices = notices;
    this.accounts = accounts;
    this.acknowledgement = acknowledgement;
    this.providers = providers;
    this.messages = messages;
  }

  @GetMapping("/app/notifications")
  String page(
      UserId user,
      @RequestParam(required = false) @Nullable String done,
      @SessionAttribute(name = WebAdapter.DISPLAY_NAME, required = false) @Nullable String displayName,
      HttpServletRequest request,
      Locale locale,
      Model model) {
    AppPage words = new AppPage(messages, locale, providers.list());
    Optional<UUID> after = Query.parse(request.getQueryString())
        .map(query -> query.all("cursor"))
        .filter(values -> values.size() == 1)
        .map(List::getFirst)
        .flatMap(Identifiers::fromCursor);
    ListNotices.Page page = notices.list(user, after.orElse(null), ROWS);
    PagesController.frame(model, displayName);
    model.addAttribute("done", "read".equals(done));
    List<CloudAccount> owned = accounts.list(user, null, ListAccounts.MAX_LIMIT).accounts();
    model.addAttribute("notices", page.notices().stream().map(notice -> words.notice(notice, owned)).toList());
    model.addAttribute("next", page.next().map(Identifiers::cursor).orElse(null));
    model.addAttribute("first", after.isEmpty());
    return "notifications";
  }

  @PostMapping("/app/notifications/acknowledge-all")
  @Nullable String all(UserId user, HttpServletResponse response) {
    acknowledgement.acknowledgeAll(user);
    return PagesController.seeOther(response, "/app/notifications?done=read");
  }

  @PostMapping("/app/notices/{id}/acknowledge")
  @Nullable String acknowledge(@PathVariable String id, UserId user, HttpServletResponse response)
      throws IOException {
    AcknowledgeOutcome outcome = Identifiers.parse(id)
        .map(known -> acknowledgement.acknowledge(known, user))
        .orElseGet(AcknowledgeOutcome.NotFound::new);
    return switch (outcome) {
      case AcknowledgeOutcome.Acknowledged() -> PagesController.seeOther(response, "/app?done=understood");
      case AcknowledgeOutcome.NotFound() -> {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
        yield null;
      }
    };
  }
}
