package com.cloudaggregator.web;

import com.cloudaggregator.application.account.DisconnectAccount;
import com.cloudaggregator.application.account.DisconnectOutcome;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.ListActivity;
import com.cloudaggregator.application.account.ListProviders;
import com.cloudaggregator.application.connect.StartCommand.Wish;
import com.cloudaggregator.application.connect.StartOutcome;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Happening;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttribute;

/**
 * The page of a user's accounts, and what is pressed on it: connect and disconnect. Each form works without a script and is
 * answered with 303, so that reloading repeats nothing; what came of it is said by the page it leads to.
 */
@Controller
final class PagesController {
  private static final String SIGN_IN = "/login#_";
  private static final int NOTICES = 50;

  /** Of the accounts that need attention, in the banner. */
  private static final int NAMES = 3;

  private final ConnectionStarts starts;
  private final ListProviders providers;
  private final ListAccounts accounts;
  private final DisconnectAccount disconnection;
  private final ListNotices notices;
  private final ListActivity activity;
  private final MessageSource messages;

  PagesController(
      ConnectionStarts starts,
      ListProviders providers,
      ListAccounts accounts,
      DisconnectAccount disconnection,
      ListNotices notices,
      ListActivity activity,
      MessageSource messages) {
    this.starts = starts;
    this.providers = providers;
    this.accounts = accounts;
    this.disconnection = disconnection;
    this.notices = notices;
    this.activity = activity;
    this.messages = messages;
  }

  @GetMapping("/app")
  @Nullable String app(
      @RequestParam(required = false) @Nullable String connection,
      @RequestParam(required = false) @Nullable String error,
      @RequestParam(required = false) @Nullable String done,
      @RequestParam(defaultValue = "") String provider,
      @SessionAttribute(name = WebAdapter.DISPLAY_NAME, required = false) @Nullable String displayName,
      @Nullable Principal principal,
      Locale locale,
      Model model,
      HttpServletResponse response) {
    Optional<UserId> user = user(principal);
    if (user.isEmpty()) {
      return seeOther(response, SIGN_IN);
    }
    AppPage page = page(locale);
    Happening latest = connection == null && done == null ? null : latest(user.get());
    AppPage.@Nullable Message message = page.message(connection, error, done, provider, latest);
    ListAccounts.Page owned = accounts.list(user.get(), null, ListAccounts.MAX_LIMIT);
    AccountId meant = message != null && message.tone().equals("good") ? meant(owned, provider, latest) : null;
    Map<AccountId, Instant> lost = lost(user.get(), owned);
    List<AppPage.Card> cards = owned.accounts().stream()
        .map(account -> page.card(
            account, account.id().equals(meant), lost.get(account.id()), owned.refreshing().contains(account.id())))
        .toList();
    frame(model, displayName);
    model.addAttribute("message", message);
    List<AppPage.Card> attention = cards.stream().filter(card -> card.reason() != null).toList();
    model.addAttribute("attention", attention);
    model.addAttribute("attentionNames", attention.stream().limit(NAMES).map(AppPage.Card::label)
        .collect(Collectors.joining(", ", "", attention.size() > NAMES ? " …" : ".")));
    model.addAttribute("undoable", page.known(provider).filter(ProviderProfile::configured).isPresent());
    model.addAttribute("connected", cards.stream().filter(card -> card.reason() == null).toList());
    model.addAttribute("empty", cards.isEmpty());
    model.addAttribute("more", owned.next().isPresent());
    model.addAttribute("notices", notices.list(user.get(), null, NOTICES).notices().stream()
        .filter(notice -> notice.acknowledgedAt() == null)
        .map(notice -> page.notice(notice, owned.accounts()))
        .toList());
    model.addAttribute("providers", page.tiles());
    model.addAttribute("transferProvider", page.known(provider).map(known -> known.provider().id()).orElse(""));
    model.addAttribute("scriptTexts", page.scriptTexts());
    return "app";
  }

  private @Nullable Happening latest(UserId user) {
    return activity.list(user, null, null, null, 1).happenings().stream().findFirst().orElse(null);
  }

  /** The account that a glad message is about: the newest of the history, else the provider's only one. */
  private static @Nullable AccountId meant(ListAccounts.Page owned, String provider, @Nullable Happening latest) {
    List<AccountId> candidates = owned.accounts().stream()
        .filter(account -> account.providerAccount().provider().id().equals(provider))
        .map(CloudAccount::id)
        .toList();
    if (latest != null && candidates.contains(latest.mark().account())) {
      return latest.mark().account();
    }
    return candidates.size() == 1 ? candidates.getFirst() : null;
  }

  /** Since when accounts need attention, where the history still knows it. */
  private Map<AccountId, Instant> lost(UserId user, ListAccounts.Page owned) {
    Map<AccountId, Instant> lost = new HashMap<>();
    if (owned.accounts().stream().anyMatch(account -> account.status() == AccountStatus.NEEDS_RECONNECT)) {
      activity.list(user, null, Happening.Kind.NEEDS_RECONNECT, null, ListActivity.MAX_LIMIT).happenings()
          .forEach(each -> lost.putIfAbsent(each.mark().account(), each.at()));
      owned.accounts().stream()
          .filter(account -> account.status() != AccountStatus.NEEDS_RECONNECT)
          .forEach(account -> lost.remove(account.id()));
    }
    return lost;
  }

  /** What the tile's dialog asks, as a page: where there is no script. */
  @GetMapping("/app/connect/{provider}")
  @Nullable String confirmConnect(
      @PathVariable String provider,
      @SessionAttribute(name = WebAdapter.DISPLAY_NAME, required = false) @Nullable String displayName,
      @Nullable Principal principal,
      Locale locale,
      Model model,
      HttpServletResponse response)
      throws IOException {
    if (user(principal).isEmpty()) {
      return seeOther(response, SIGN_IN);
    }
    Optional<AppPage.Tile> tile =
        page(locale).tiles().stream().filter(each -> each.id().equals(provider)).findFirst();
    if (tile.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    if (!tile.get().configured()) {
      return refused(ErrorCode.PROVIDER_NOT_CONFIGURED, "&provider=" + tile.get().id(), response);
    }
    frame(model, displayName);
    model.addAttribute("provider", tile.get());
    return "connect";
  }

  @PostMapping("/app/connect")
  @Nullable String connect(
      @RequestParam String provider,
      @RequestParam String mode,
      @RequestParam(name = "account_id", required = false) @Nullable String accountId,
      @Nullable Principal principal,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Optional<UserId> user = user(principal);
    if (user.isEmpty()) {
      return seeOther(response, SIGN_IN);
    }
    Optional<Wish> wish = ConnectionStarts.wish(mode, accountId);
    if (wish.isEmpty()) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return null;
    }
    // Only an id that is known is repeated.
    String at = providers.list().stream().anyMatch(known -> known.provider().id().equals(provider))
        ? "&provider=" + provider
        : "";
    return switch (starts.start(user.get(), provider, wish.get(), request, response)) {
      case StartOutcome.Started started -> seeOther(response, started.location().toString());
      case StartOutcome.UnknownProvider() -> refused(ErrorCode.PROVIDER_NOT_CONFIGURED, at, response);
      case StartOutcome.ProviderNotConfigured() -> refused(ErrorCode.PROVIDER_NOT_CONFIGURED, at, response);
      case StartOutcome.ProviderUnavailable() -> refused(ErrorCode.PROVIDER_UNAVAILABLE, at, response);
      case StartOutcome.AccountNotFound() -> refused(ErrorCode.ACCOUNT_NOT_FOUND, at, response);
      case StartOutcome.TooManyStarts(var wait) -> refused(ErrorCode.RATE_LIMITED, at, response);
    };
  }

  @GetMapping("/app/accounts/{id}/disconnect")
  @Nullable String confirmDisconnect(
      @PathVariable String id,
      @SessionAttribute(name = WebAdapter.DISPLAY_NAME, required = false) @Nullable String displayName,
      @Nullable Principal principal,
      Locale locale,
      Model model,
      HttpServletResponse response)
      throws IOException {
    Optional<UserId> user = user(principal);
    if (user.isEmpty()) {
      return seeOther(response, SIGN_IN);
    }
    Optional<CloudAccount> account = Identifiers.parse(id).flatMap(known -> owned(user.get(), new AccountId(known)));
    if (account.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    frame(model, displayName);
    Optional<ProviderProfile> profile = page(locale).known(account.get().providerAccount().provider().id());
    model.addAttribute("account", page(locale).card(account.get(), false));
    model.addAttribute("revocable", profile.filter(ProviderProfile::revocable).isPresent());
    model.addAttribute("pages", profile.map(DisconnectedAccounts::pages).orElse(List.of()));
    return "disconnect";
  }

  @PostMapping("/app/disconnect")
  @Nullable String disconnect(
      @RequestParam(name = "account_id") String id, @Nullable Principal principal, HttpServletResponse response) {
    Optional<UserId> user = user(principal);
    if (user.isEmpty()) {
      return seeOther(response, SIGN_IN);
    }
    Optional<UUID> account = Identifiers.parse(id);
    if (account.isEmpty()) {
      return refused(ErrorCode.ACCOUNT_NOT_FOUND, "", response);
    }
    return switch (disconnection.disconnect(new AccountId(account.get()), user.get())) {
      case DisconnectOutcome.Disconnected(var released, _) ->
          seeOther(response, "/app?done=disconnected&provider=" + released.providerAccount().provider().id());
      case DisconnectOutcome.NotFound() -> refused(ErrorCode.ACCOUNT_NOT_FOUND, "", response);
    };
  }

  private AppPage page(Locale locale) {
    return new AppPage(messages, locale, providers.list());
  }

  static void frame(Model model, @Nullable String displayName) {
    model.addAttribute("signedIn", true);
    model.addAttribute("displayName", displayName);
  }

  private Optional<CloudAccount> owned(UserId user, AccountId id) {
    ListAccounts.Page page = accounts.list(user, null, ListAccounts.MAX_LIMIT);
    while (true) {
      Optional<CloudAccount> found =
          page.accounts().stream().filter(account -> account.id().equals(id)).findFirst();
      if (found.isPresent() || page.next().isEmpty()) {
        return found.filter(account -> account.status() != AccountStatus.RELEASED);
      }
      page = accounts.list(user, page.next().get(), ListAccounts.MAX_LIMIT);
    }
  }

  private static Optional<UserId> user(@Nullable Principal principal) {
    return Optional.ofNullable(principal).flatMap(PrincipalUser::of);
  }

  private static @Nullable String refused(ErrorCode code, String provider, HttpServletResponse response) {
    return seeOther(response, "/app?error=" + code.code() + provider);
  }

  /** Null as a view name: the answer is complete. */
  static @Nullable String seeOther(HttpServletResponse response, String location) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader(HttpHeaders.LOCATION, location);
    return null;
  }
}
