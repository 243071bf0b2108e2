package com.cloudaggregator.web.account;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.account.NameAccount;
import com.cloudaggregator.application.account.ShowAccount;
import com.cloudaggregator.application.account.TestConnection;
import com.cloudaggregator.application.activity.ListActivity;
import com.cloudaggregator.application.token.ListServiceCalls;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Nickname;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.ActivityCursor;
import com.cloudaggregator.domain.ownership.ActivityEntry;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.web.activity.ActivityRow;
import com.cloudaggregator.web.connect.ProviderScope;
import com.cloudaggregator.web.disconnect.ProviderLink;
import com.cloudaggregator.web.page.PageText;
import com.cloudaggregator.web.page.PageTexts;
import com.cloudaggregator.web.page.Redirects;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.transfer.DialogTexts;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * One account of the user, and a test whether its access works. An account of another user gives
 * the same answer as an id that does not exist.
 */
@Controller
final class AccountPage {
  private static final int MAX_ROWS = 10;

  /** The results of a test that the page's address may carry. */
  private static final Set<String> TEST_RESULTS =
      Set.of(
          "ok",
          "needs_reconnect",
          "unavailable",
          "not_testable",
          "rate_limited",
          "not_configured",
          "frozen");

  /** The results of a new nickname that the page's address may carry. */
  private static final Set<String> NAME_RESULTS = Set.of("saved", "too_long");

  private final ShowAccount accounts;
  private final TestConnection test;
  private final NameAccount names;
  private final ListActivity activity;
  private final ListServiceCalls calls;
  private final PageTexts texts;

  AccountPage(
      ShowAccount accounts,
      TestConnection test,
      NameAccount names,
      ListActivity activity,
      ListServiceCalls calls,
      PageTexts texts) {
    this.names = names;
    this.accounts = accounts;
    this.test = test;
    this.activity = activity;
    this.calls = calls;
    this.texts = texts;
  }

  @GetMapping("/app/accounts/{id}")
  @Nullable String show(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String tested,
      @RequestParam(required = false) @Nullable String named,
      UserId user,
      Locale locale,
      Model model,
      HttpServletResponse response)
      throws IOException {
    PageText text = texts.forLocale(locale);
    Optional<AccountId> account = Identifiers.parse(id).map(AccountId::new);
    Optional<ShowAccount.AccountDetails> owned =
        account.flatMap(known -> accounts.show(known, user));
    if (owned.isPresent()) {
      addOwned(owned.get(), user, text, model);
      model.addAttribute("tested", tested != null && TEST_RESULTS.contains(tested) ? tested : null);
      model.addAttribute("named", named != null && NAME_RESULTS.contains(named) ? named : null);
      return "account";
    }
    Optional<ShowAccount.FormerAccountDetails> former =
        account.flatMap(known -> accounts.showFormer(known, user));
    if (former.isPresent()) {
      addFormer(former.get(), user, text, model);
      return "former";
    }
    response.sendError(HttpServletResponse.SC_NOT_FOUND);
    return null;
  }

  private void addOwned(ShowAccount.AccountDetails shown, UserId user, PageText text, Model model) {
    Slice<ActivityEntry, ActivityCursor> page =
        activity.list(user, shown.account().id(), null, null, MAX_ROWS);
    model.addAttribute(
        "account",
        AccountCard.of(shown.account(), false, findLost(shown.account(), user), false, text));
    model.addAttribute("number", mask(shown.account().providerAccount().subject()));
    model.addAttribute("scopes", ProviderScope.list(shown.scopes(), text));
    model.addAttribute(
        "trouble", shown.refreshFailure() == null ? null : shown.refreshFailure().code());
    model.addAttribute(
        "refreshed",
        shown.lastRefreshedAt() == null ? null : text.toMinute(shown.lastRefreshedAt()));
    model.addAttribute(
        "failed", shown.lastFailedAt() == null ? null : text.toMinute(shown.lastFailedAt()));
    model.addAttribute(
        "used", calls.findLastUse(shown.account().id(), user).map(text::toMinute).orElse(null));
    model.addAttribute("scriptTexts", DialogTexts.space(text));
    model.addAttribute(
        "rows", page.items().stream().map(entry -> ActivityRow.of(entry, text)).toList());
    model.addAttribute("more", page.next().isPresent());
  }

  /** Since when the account needs its owner; null if it does not. */
  private @Nullable Instant findLost(CloudAccount account, UserId owner) {
    return account.status() != AccountStatus.NEEDS_RECONNECT
        ? null
        : activity
            .list(owner, account.id(), ActivityEntry.Kind.NEEDS_RECONNECT, null, 1)
            .items()
            .stream()
            .filter(each -> each.cursor().epoch().equals(account.epoch()))
            .map(ActivityEntry::at)
            .findFirst()
            .orElse(null);
  }

  /** The page for the last owner of an account without an owner. */
  private void addFormer(
      ShowAccount.FormerAccountDetails account, UserId user, PageText text, Model model) {
    RevocationState revocation = account.revocation();
    model.addAttribute("id", account.id().toString());
    model.addAttribute("provider", account.provider().id());
    model.addAttribute("providerName", text.nameOf(account.provider()));
    model.addAttribute("label", text.nameOfMasked(account.maskedLabel()));
    model.addAttribute("at", text.toMinute(account.at()));
    model.addAttribute(
        "state", revocation == null ? null : revocation.name().toLowerCase(Locale.ROOT));
    model.addAttribute("pages", account.profile().map(ProviderLink::list).orElse(List.of()));
    model.addAttribute(
        "connectable", account.profile().filter(ProviderProfile::configured).isPresent());
    model.addAttribute(
        "rows",
        activity.list(user, account.id(), null, null, MAX_ROWS).items().stream()
            .map(entry -> ActivityRow.of(entry, text))
            .toList());
  }

  /** Asks the provider now. No token leaves the use case. */
  @PostMapping("/app/accounts/{id}/test")
  @Nullable String test(@PathVariable String id, UserId user, HttpServletResponse response)
      throws IOException {
    Optional<AccountId> account = Identifiers.parse(id).map(AccountId::new);
    TestConnection.ConnectionTestResult found =
        account
            .map(known -> test.test(known, user))
            .orElse(TestConnection.ConnectionTestResult.NOT_FOUND);
    if (found == TestConnection.ConnectionTestResult.NOT_FOUND) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    return Redirects.seeOther(
        response, "/app/accounts/" + account.orElseThrow() + "?tested=" + resultOf(found));
  }

  @PostMapping("/app/accounts/{id}/nickname")
  @Nullable String name(
      @PathVariable String id,
      @RequestParam(defaultValue = "") String nickname,
      UserId user,
      HttpServletResponse response)
      throws IOException {
    Optional<AccountId> account = Identifiers.parse(id).map(AccountId::new);
    Optional<Nickname> wanted = parse(nickname);
    if (account.isEmpty() || wanted.isPresent() && !names.name(account.get(), user, wanted.get())) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    return Redirects.seeOther(
        response,
        "/app/accounts/" + account.get() + "?named=" + (wanted.isPresent() ? "saved" : "too_long"));
  }

  /** Empty if it is too long, which a browser prevents. */
  private static Optional<Nickname> parse(String text) {
    try {
      return Optional.of(new Nickname(text));
    } catch (IllegalArgumentException tooLong) {
      return Optional.empty();
    }
  }

  private static String resultOf(TestConnection.ConnectionTestResult found) {
    return found == TestConnection.ConnectionTestResult.WORKS
        ? "ok"
        : found.name().toLowerCase(Locale.ROOT);
  }

  /** The last four characters, which suffice to compare it with what the provider shows. */
  private static String mask(String subject) {
    return "•••" + subject.substring(Math.max(0, subject.length() - 4));
  }
}
