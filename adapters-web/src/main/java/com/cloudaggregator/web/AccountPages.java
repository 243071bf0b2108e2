package com.cloudaggregator.web;

import com.cloudaggregator.application.account.ListActivity;
import com.cloudaggregator.application.account.ListProviders;
import com.cloudaggregator.application.account.ShowAccount;
import com.cloudaggregator.application.account.TryAccess;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Happening;
import com.cloudaggregator.domain.ownership.RevocationState;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
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
  private final TryAccess access;
  private final ListActivity activity;
  private final ListProviders providers;
  private final MessageSource messages;

  AccountPages(
      ShowAccount accounts,
      TryAccess access,
      ListActivity activity,
      ListProviders providers,
      MessageSource messages) {
    this.accounts = accounts;
    this.access = access;
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
    AppPage words = new AppPage(messages, locale, providers.list());
    if (found.isEmpty()) {
      return former(id, user, displayName, words, model, response);
    }
    ShowAccount.Shown shown = found.get();
    ListActivity.Page page = activity.list(user, shown.account().id(), null, null, LATEST);
    PagesController.frame(model, displayName);
    model.addAttribute("account", words.card(shown.account(), false, lost(shown.account(), user), false));
    model.addAttribute("number", masked(shown.account().providerAccount().subject()));
    model.addAttribute("scopes", words.scopes(shown.scopes()));
    model.addAttribute("trouble", shown.trouble() == null ? null : shown.trouble().code());
    model.addAttribute("refreshed", words.moment(shown.refreshed()));
    model.addAttribute("failed", words.moment(shown.failed()));
    model.addAttribute("scriptTexts", words.spaceTexts());
    model.addAttribute("tested", tested != null && FOUND.contains(tested) ? tested : null);
    model.addAttribute("rows", page.happenings().stream().map(words::event).toList());
    model.addAttribute("more", page.next().isPresent());
    return "account";
  }

  /** Null for one that does not need its owner. */
  private @Nullable Instant lost(CloudAccount account, UserId owner) {
    return account.status() != AccountStatus.NEEDS_RECONNECT
        ? null
        : activity.list(owner, account.id(), Happening.Kind.NEEDS_RECONNECT, null, 1).happenings().stream()
            .filter(each -> each.mark().epoch().equals(account.epoch()))
            .map(Happening::at)
            .findFirst()
            .orElse(null);
  }

  /** What the last owner reads as long as nobody has it; for everybody else, and afterwards, there is no such page. */
  private @Nullable String former(
      String id,
      UserId user,
      @Nullable String displayName,
      AppPage words,
      Model model,
      HttpServletResponse response)
      throws IOException {
    Optional<ShowAccount.Former> former =
        Identifiers.parse(id).map(AccountId::new).flatMap(known -> accounts.formerly(known, user));
    if (former.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    ShowAccount.Former account = former.get();
    RevocationState revocation = account.revocation();
    PagesController.frame(model, displayName);
    model.addAttribute("id", account.id().toString());
    model.addAttribute("provider", account.provider().id());
    model.addAttribute("providerName", words.name(account.provider()));
    model.addAttribute("label", account.maskedLabel());
    model.addAttribute("at", words.moment(account.at()));
    model.addAttribute("state", revocation == null ? null : revocation.name().toLowerCase(Locale.ROOT));
    model.addAttribute("pages", account.profile().map(DisconnectedAccounts::pages).orElse(List.of()));
    model.addAttribute("connectable", account.profile().filter(ProviderProfile::configured).isPresent());
    model.addAttribute("rows", activity.list(user, account.id(), null, null, LATEST).happenings().stream()
        .map(words::event)
        .toList());
    return "former";
  }

  /** Asks the provider now; no token leaves the use case. */
  @PostMapping("/app/accounts/{id}/test")
  @Nullable String test(@PathVariable String id, UserId user, HttpServletResponse response) throws IOException {
    Optional<AccountId> account = Identifiers.parse(id).map(AccountId::new);
    TryAccess.Found found =
        account.map(known -> access.tryNow(known, user)).orElse(TryAccess.Found.NOT_FOUND);
    if (found == TryAccess.Found.NOT_FOUND) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    return PagesController.seeOther(response, "/app/accounts/" + account.orElseThrow() + "?tested=" + said(found));
  }

  private static String said(TryAccess.Found found) {
    return found == TryAccess.Found.WORKS ? "ok" : found.name().toLowerCase(Locale.ROOT);
  }

  /** Enough to compare it with what the provider shows. */
  private static String masked(String subject) {
    return "•••" + subject.substring(Math.max(0, subject.length() - 4));
  }
}
