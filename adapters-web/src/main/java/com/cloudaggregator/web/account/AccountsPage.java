package com.cloudaggregator.web.account;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.OwnedAccount;
import com.cloudaggregator.application.activity.ListActivity;
import com.cloudaggregator.application.disconnect.ListDisconnectedAccounts;
import com.cloudaggregator.application.disconnect.ListDisconnectedAccounts.DisconnectedEntry;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.ActivityEntry;
import com.cloudaggregator.web.connect.ProviderTile;
import com.cloudaggregator.web.connect.ReconnectMismatches;
import com.cloudaggregator.web.connect.ResultPageEvidence;
import com.cloudaggregator.web.disconnect.DisconnectedCard;
import com.cloudaggregator.web.notice.NoticeCard;
import com.cloudaggregator.web.page.PageText;
import com.cloudaggregator.web.page.PageTexts;
import com.cloudaggregator.web.page.Redirects;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.request.UserIdArgumentResolver;
import com.cloudaggregator.web.transfer.DialogTexts;
import com.cloudaggregator.web.transfer.PendingOffers;
import com.cloudaggregator.web.transfer.PendingOffers.PendingOffer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The accounts of a user, and the result of the last action. The callback and the forms of the page
 * redirect here, so the page works without the script and reloading repeats nothing.
 */
@Controller
final class AccountsPage {
  private static final int MAX_NOTICES = 50;

  private final ListAccounts accounts;
  private final ListDisconnectedAccounts disconnections;
  private final ListNotices notices;
  private final ListActivity activity;
  private final ReconnectMismatches mismatches;
  private final PendingOffers offers;
  private final ResultPageEvidence evidence;
  private final PageTexts texts;

  AccountsPage(
      ListAccounts accounts,
      ListDisconnectedAccounts disconnections,
      ListNotices notices,
      ListActivity activity,
      ReconnectMismatches mismatches,
      PendingOffers offers,
      ResultPageEvidence evidence,
      PageTexts texts) {
    this.accounts = accounts;
    this.disconnections = disconnections;
    this.notices = notices;
    this.activity = activity;
    this.mismatches = mismatches;
    this.offers = offers;
    this.evidence = evidence;
    this.texts = texts;
  }

  @GetMapping("/app")
  @Nullable String show(
      @RequestParam(required = false) @Nullable String connection,
      @RequestParam(required = false) @Nullable String error,
      @RequestParam(required = false) @Nullable String reason,
      @RequestParam(required = false) @Nullable String done,
      @RequestParam(defaultValue = "") String provider,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String show,
      @Nullable Principal principal,
      Locale locale,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    Optional<UserId> signedIn = UserIdArgumentResolver.findUser(principal);
    if (signedIn.isEmpty()) {
      return Redirects.signIn(response);
    }
    UserId user = signedIn.get();
    PageText text = texts.forLocale(locale);
    ActivityEntry latest = connection == null && done == null ? null : findLatest(user);
    ResultMessage message =
        ResultMessage.find(connection, error, reason, done, provider, latest, text);
    evidence.pageComposed(hasCode(message, ResultMessage.CONNECTED), request);
    Optional<PendingOffer> offer = offers.find(user, request);
    if (hasCode(message, ResultMessage.DECLINED)) {
      offers.forget(request);
      message = offer.map(kept -> ResultMessage.declined(kept.label(), text)).orElse(message);
    } else if (hasCode(message, ResultMessage.CONNECTED)) {
      offers.forget(request);
    } else if (!hasCode(message, ErrorCode.OWNERSHIP_CONFLICT.code())) {
      offer.ifPresent(kept -> addPending(kept, text, model));
    }
    model.addAttribute("message", message);
    if (hasCode(message, ErrorCode.ACCOUNT_MISMATCH.code())) {
      model.addAttribute("mismatch", mismatches.find(user, request).orElse(null));
    }

    Slice<OwnedAccount, AccountId> page = accounts.list(user, null, ListAccounts.MAX_LIMIT);
    List<CloudAccount> owned = page.items().stream().map(OwnedAccount::account).toList();
    AccountId fresh =
        message != null && message.isGood() ? findFresh(owned, provider, latest) : null;
    AccountsView view = AccountsView.of(page, fresh, findLost(user, owned), text);
    model.addAttribute("connectedCount", view.connected().size());
    model.addAttribute("attentionCount", view.attention().size());
    model.addAttribute("empty", view.isEmpty());
    model.addAttribute("more", view.more());
    model.addAttribute("rows", view.isLong());
    addShown(view.isLong() ? view.search(q, show) : view, model);
    model.addAttribute("q", q);
    model.addAttribute("show", show);
    model.addAttribute(
        "shownProviders",
        ProviderTile.list(text).stream().filter(tile -> view.has(tile.id())).toList());

    List<DisconnectedEntry> disconnected = disconnections.list(user);
    model.addAttribute(
        "notices",
        notices.list(user, null, MAX_NOTICES).items().stream()
            .filter(notice -> notice.acknowledgedAt() == null)
            .map(notice -> NoticeCard.of(notice, owned, disconnected, text))
            .toList());
    model.addAttribute(
        "disconnected",
        DisconnectedCard.list(
            disconnected, hasCode(message, ResultMessage.DISCONNECTED) ? provider : "", text));

    Optional<ProviderProfile> known = text.findProvider(provider);
    model.addAttribute("providers", ProviderTile.list(text));
    model.addAttribute("undoable", known.filter(ProviderProfile::configured).isPresent());
    model.addAttribute(
        "transferProvider", known.map(profile -> profile.provider().id()).orElse(""));
    model.addAttribute("scriptTexts", DialogTexts.all(text));
    return "app";
  }

  private static boolean hasCode(@Nullable ResultMessage message, String code) {
    return message != null && message.code().equals(code);
  }

  private static void addShown(AccountsView shown, Model model) {
    model.addAttribute("connected", shown.connected());
    model.addAttribute("attention", shown.attention());
    model.addAttribute("attentionNames", shown.attentionNames());
  }

  private static void addPending(PendingOffer offer, PageText text, Model model) {
    model.addAttribute("pendingOffer", offer);
    model.addAttribute("pendingLabel", text.nameOfMasked(offer.label()));
    model.addAttribute("pendingProvider", text.nameOf(new Provider(offer.provider())));
  }

  private @Nullable ActivityEntry findLatest(UserId user) {
    return activity.list(user, null, null, null, 1).items().stream().findFirst().orElse(null);
  }

  /**
   * The account that a good message is about: the newest of the history, else the only one of the
   * provider.
   */
  private static @Nullable AccountId findFresh(
      List<CloudAccount> owned, String provider, @Nullable ActivityEntry latest) {
    List<AccountId> candidates =
        owned.stream()
            .filter(account -> account.providerAccount().provider().id().equals(provider))
            .map(CloudAccount::id)
            .toList();
    if (latest != null && candidates.contains(latest.cursor().account())) {
      return latest.cursor().account();
    }
    return candidates.size() == 1 ? candidates.getFirst() : null;
  }

  /** Since when accounts need attention, where the history still has it. */
  private Map<AccountId, Instant> findLost(UserId user, List<CloudAccount> owned) {
    Map<AccountId, Instant> lost = new HashMap<>();
    if (owned.stream().anyMatch(account -> account.status() == AccountStatus.NEEDS_RECONNECT)) {
      activity
          .list(user, null, ActivityEntry.Kind.NEEDS_RECONNECT, null, ListActivity.MAX_LIMIT)
          .items()
          .forEach(each -> lost.putIfAbsent(each.cursor().account(), each.at()));
      owned.stream()
          .filter(account -> account.status() != AccountStatus.NEEDS_RECONNECT)
          .forEach(account -> lost.remove(account.id()));
    }
    return lost;
  }
}
