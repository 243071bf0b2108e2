package com.cloudaggregator.web;

import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.ListActivity;
import com.cloudaggregator.application.account.ListProviders;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Happening;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.SessionAttribute;

/** A user's history as a page and as a table to take along. What its address says wrongly is as if it said nothing. */
@Controller
final class ActivityPages {
  private static final int ROWS = 25;

  /** Of the table; more than these nobody has, and an answer must end. */
  private static final int MOST = 10_000;

  private final ListActivity activity;
  private final ListAccounts accounts;
  private final ListProviders providers;
  private final MessageSource messages;

  ActivityPages(ListActivity activity, ListAccounts accounts, ListProviders providers, MessageSource messages) {
    this.activity = activity;
    this.accounts = accounts;
    this.providers = providers;
    this.messages = messages;
  }

  @GetMapping("/app/activity")
  String page(
      UserId user,
      @SessionAttribute(name = WebAdapter.DISPLAY_NAME, required = false) @Nullable String displayName,
      HttpServletRequest request,
      Locale locale,
      Model model) {
    AppPage words = new AppPage(messages, locale, providers.list());
    ActivityRequest wanted = wanted(request, ROWS);
    ListActivity.Page page = wanted.read(activity, user);
    AccountId account = wanted.account();
    Happening.Kind kind = wanted.kind();
    PagesController.frame(model, displayName);
    model.addAttribute("rows", page.happenings().stream().map(words::event).toList());
    model.addAttribute("next", page.next().map(ActivityRequest::cursor).orElse(null));
    model.addAttribute("first", wanted.after() == null);
    model.addAttribute("account", account == null ? null : account.toString());
    model.addAttribute("kind", kind == null ? null : kind.code());
    model.addAttribute("kinds", Arrays.stream(Happening.Kind.values()).map(Happening.Kind::code).toList());
    model.addAttribute("accounts", accounts.list(user, null, ListAccounts.MAX_LIMIT).accounts().stream()
        .map(each -> words.card(each, false))
        .toList());
    return "activity";
  }

  @GetMapping("/app/activity.csv")
  ResponseEntity<String> table(UserId user, HttpServletRequest request) {
    StringBuilder table = new StringBuilder("at,kind,provider,account,account_id\r\n");
    ActivityRequest wanted = wanted(request, ListActivity.MAX_LIMIT);
    ActivityRequest part = new ActivityRequest(wanted.account(), wanted.kind(), null, wanted.limit());
    int rows = 0;
    while (true) {
      ListActivity.Page page = part.read(activity, user);
      page.happenings().forEach(each -> table.append(line(each)));
      rows += page.happenings().size();
      if (page.next().isEmpty() || rows >= MOST) {
        break;
      }
      part = new ActivityRequest(part.account(), part.kind(), page.next().get(), part.limit());
    }
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/csv;charset=UTF-8"))
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"activity.csv\"")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(table.toString());
  }

  /** The link of a page is followed by people, who are shown something in any case. */
  private static ActivityRequest wanted(HttpServletRequest request, int limit) {
    Optional<Query> query = Query.parse(request.getQueryString());
    return new ActivityRequest(
        one(query, "account_id").flatMap(Identifiers::parse).map(AccountId::new).orElse(null),
        one(query, "kind").flatMap(Happening.Kind::of).orElse(null),
        one(query, "cursor").flatMap(ActivityRequest::mark).orElse(null),
        limit);
  }

  private static Optional<String> one(Optional<Query> query, String name) {
    return query.map(each -> each.all(name)).filter(values -> values.size() == 1).map(List::getFirst);
  }

  private static String line(Happening happening) {
    String label = happening.labelOrNull();
    return List.of(
                happening.at().toString(),
                happening.kind().code(),
                happening.provider().id(),
                label == null ? "" : label,
                happening.mark().account().toString())
            .stream()
            .map(ActivityPages::cell)
            .collect(Collectors.joining(","))
        + "\r\n";
  }

  /**
   * RFC 4180, section 2; a label comes from the provider, and a spreadsheet would run one that begins like a formula
   * (OWASP, CSV Injection).
   */
  static String cell(String text) {
    String safe = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return "\"" + safe.replace("\"", "\"\"") + "\"";
  }
}
