package com.cloudaggregator.web;

import com.cloudaggregator.application.account.AccessTokenOutcome;
import com.cloudaggregator.application.account.ListActivity;
import com.cloudaggregator.application.account.ListProviders;
import com.cloudaggregator.application.account.ShowAccount;
import com.cloudaggregator.application.account.VendAccessToken;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttribute;

/** One account of the user's, and whether it works. Somebody else's is as one that does not exist. */
@Controller
final class AccountPages {
  private static final int LATEST = 10;

  /** What a test found out, as the page's address may say. */
  private static final Set<String> FOUND =
      Set.of("ok", "needs_reconnect", "unavailable", "rate_limited", "not_configured");

  private final ShowAccount accounts;
  private final VendAccessToken tokens;
  private final ListActivity activity;
  private final ListProviders providers;
  private final MessageSource messages;

  AccountPages(
      ShowAccount accounts,
      VendAccessToken tokens,
      ListActivity activity,
      ListProviders providers,
      MessageSource messages) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.activity = activity;
    this.providers = providers;
    this.messages = messages;
  }

  @GetMapping("/app/accounts/{id}")
  @Nullable String account(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String tested,
      UserId user,
      @SessionAttribute(name = WebAdapter.DISPLAY_NAME, required = false) @Nullable String displayName,
      Locale locale,
      Model model,
      HttpServletResponse response)
      throws IOException {
    Optional<ShowAccount.Shown> found =
        Identifiers.parse(id).map(AccountId::new).flatMap(known -> accounts.show(known, user));
    if (found.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    AppPage words = new AppPage(messages, locale, providers.list());
    ShowAccount.Shown shown = found.get();
    ListActivity.Page page = activity.list(user, shown.account().id(), null, null, LATEST);
    PagesController.frame(model, displayName);
    model.addAttribute("account", words.card(shown.account(), false));
    model.addAttribute("number", masked(shown.account().providerAccount().subject()));
    model.addAttribute("scopes", words.scopes(shown.scopes()));
    model.addAttribute("trouble", shown.trouble() == null ? null : shown.trouble().code());
    model.addAttribute("tested", tested != null && FOUND.contains(tested) ? tested : null);
    model.addAttribute("rows", page.happenings().stream().map(words::event).toList());
    model.addAttribute("more", page.next().isPresent());
    return "account";
  }

  /** By the way that every access token goes; the token itself is dropped. */
  @PostMapping("/app/accounts/{id}/test")
  @Nullable String test(@PathVariable String id, UserId user, HttpServletResponse response) throws IOException {
    Optional<AccountId> account = Identifiers.parse(id).map(AccountId::new);
    AccessTokenOutcome outcome = account
        .map(known -> tokens.vend(known, user))
        .orElseGet(AccessTokenOutcome.NotFound::new);
    String found = switch (outcome) {
      case AccessTokenOutcome.Vended _ -> "ok";
      case AccessTokenOutcome.NeedsReconnect _ -> "needs_reconnect";
      case AccessTokenOutcome.Unavailable _ -> "unavailable";
      case AccessTokenOutcome.RateLimited _ -> "rate_limited";
      case AccessTokenOutcome.NotConfigured _ -> "not_configured";
      case AccessTokenOutcome.NotFound _, AccessTokenOutcome.OwnerChanged _ -> "";
    };
    if (found.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    return PagesController.seeOther(response, "/app/accounts/" + account.orElseThrow() + "?tested=" + found);
  }

  /** Enough to compare it with what the provider shows. */
  private static String masked(String subject) {
    return "•••" + subject.substring(Math.max(0, subject.length() - 4));
  }
}
