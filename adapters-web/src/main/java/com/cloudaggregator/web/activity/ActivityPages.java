package com.cloudaggregator.web.activity;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.activity.ListActivity;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.ActivityCursor;
import com.cloudaggregator.domain.ownership.ActivityEntry;
import com.cloudaggregator.web.page.PageText;
import com.cloudaggregator.web.page.PageTexts;
import com.cloudaggregator.web.request.Csv;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** A user's history as a page and as a CSV file. Invalid parameters of the address are ignored. */
@Controller
final class ActivityPages {
  private static final int ROWS = 25;

  private final ListActivity activity;
  private final ListAccounts accounts;
  private final PageTexts texts;

  ActivityPages(ListActivity activity, ListAccounts accounts, PageTexts texts) {
    this.activity = activity;
    this.accounts = accounts;
    this.texts = texts;
  }

  /** An account to filter by. */
  record AccountChoice(String id, String label, String providerName) {
    static AccountChoice of(CloudAccount account, PageText text) {
      return new AccountChoice(
          account.id().toString(),
          text.nameOf(account.label()),
          text.nameOf(account.providerAccount().provider()));
    }
  }

  @GetMapping("/app/activity")
  String show(UserId user, HttpServletRequest request, Locale locale, Model model) {
    PageText text = texts.forLocale(locale);
    ActivityRequest wanted = parse(request, ROWS);
    Slice<ActivityEntry, ActivityCursor> page = wanted.read(activity, user);
    AccountId account = wanted.account();
    ActivityEntry.Kind kind = wanted.kind();
    model.addAttribute(
        "rows", page.items().stream().map(entry -> ActivityRow.of(entry, text)).toList());
    model.addAttribute("next", page.next().map(ActivityRequest::cursor).orElse(null));
    model.addAttribute("first", wanted.after() == null);
    model.addAttribute("account", account == null ? null : account.toString());
    model.addAttribute("kind", kind == null ? null : kind.code());
    model.addAttribute(
        "kinds", Arrays.stream(ActivityEntry.Kind.values()).map(ActivityEntry.Kind::code).toList());
    List<AccountChoice> choices =
        accounts.list(user, null, ListAccounts.MAX_LIMIT).items().stream()
            .map(each -> AccountChoice.of(each.account(), text))
            .toList();
    model.addAttribute("accounts", choices);
    model.addAttribute(
        "owned", choices.stream().map(AccountChoice::id).collect(Collectors.toUnmodifiableSet()));
    return "activity";
  }

  @GetMapping("/app/activity.csv")
  ResponseEntity<String> export(UserId user, HttpServletRequest request) {
    Csv table = new Csv("at", "kind", "provider", "account", "account_id");
    ActivityRequest wanted = parse(request, ListActivity.MAX_LIMIT);
    ActivityRequest part =
        new ActivityRequest(wanted.account(), wanted.kind(), null, wanted.limit());
    int rows = 0;
    while (true) {
      Slice<ActivityEntry, ActivityCursor> page = part.read(activity, user);
      page.items().forEach(each -> addLine(table, each));
      rows += page.items().size();
      if (page.next().isEmpty() || rows >= Csv.MAX_ROWS) {
        break;
      }
      part = new ActivityRequest(part.account(), part.kind(), page.next().get(), part.limit());
    }
    return table.toResponse("activity.csv");
  }

  /** Ignores invalid parameters: the address is followed by people. */
  private static ActivityRequest parse(HttpServletRequest request, int limit) {
    QueryParameters query = QueryParameters.parse(request.getQueryString());
    return new ActivityRequest(
        query.single("account_id").flatMap(Identifiers::parse).map(AccountId::new).orElse(null),
        query.single("kind").flatMap(ActivityEntry.Kind::of).orElse(null),
        query.single("cursor").flatMap(ActivityRequest::parseCursor).orElse(null),
        limit);
  }

  private static void addLine(Csv table, ActivityEntry happening) {
    table.add(
        happening.at().toString(),
        happening.kind().code(),
        happening.provider().id(),
        happening.labelOrNull(),
        happening.cursor().account().toString());
  }
}
