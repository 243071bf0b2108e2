package com.cloudaggregator.web;

import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.connect.ConnectOutcome.OtherAccountChosen;
import com.cloudaggregator.application.connect.StartCommand.Wish;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;

/**
 * Which other account was chosen where one was to be reconnected. The callback leaves it in the session of the user who
 * began the flow, for a while; it is never in an address, and a browser without such a session learns nothing.
 */
final class ReconnectResult implements HandlerInterceptor {
  private static final String KEPT = ReconnectResult.class.getName() + ".kept";
  private static final Duration FOR = Duration.ofMinutes(10);

  private final ListAccounts accounts;
  private final Clock clock;

  ReconnectResult(ListAccounts accounts, Clock clock) {
    this.accounts = accounts;
    this.clock = clock;
  }

  /** No token is in it. It does not print whom it is about. */
  private record Kept(String user, String provider, UUID expected, String chosen, Instant until)
      implements Serializable {
    @Override
    public String toString() {
      return "Kept[" + provider + "]";
    }
  }

  /** What the page says: the account that the user owns by its label, the other one masked. */
  record Mismatch(String provider, String account, String expected, String chosen) {}

  /** What the user may be offered after all. */
  record Chosen(String provider, Wish wish) {}

  /** Where nobody is signed in to the pages, the page is somebody else's. */
  static void keep(OtherAccountChosen other, Optional<UserId> user, Clock clock, HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null && user.isPresent()) {
      session.setAttribute(KEPT, new Kept(
          user.get().value(),
          other.provider().id(),
          other.expected().value(),
          other.chosen().value(),
          clock.instant().plus(FOR)));
    }
  }

  /** Once: the account that this user has just signed in to. */
  static Optional<Chosen> take(UserId user, Clock clock, HttpServletRequest request) {
    Optional<Kept> kept = kept(user, clock, request);
    kept.ifPresent(_ -> request.getSession().removeAttribute(KEPT));
    return kept.map(it -> new Chosen(it.provider(), new Wish.ConnectChosen(new AccountLabel(it.chosen()))));
  }

  private static Optional<Kept> kept(UserId user, Clock clock, HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(KEPT) instanceof Kept kept
            && kept.user().equals(user.value()) && clock.instant().isBefore(kept.until())
        ? Optional.of(kept)
        : Optional.empty();
  }

  @Override
  public void postHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView page) {
    if (page != null
        && page.getModel().get("message") instanceof AppPage.Message message
        && message.code().equals(ErrorCode.ACCOUNT_MISMATCH.code())) {
      Optional.ofNullable(request.getUserPrincipal()).flatMap(PrincipalUser::of).ifPresent(user -> kept(user, clock, request)
          .flatMap(kept -> mismatch(kept, user))
          .ifPresent(mismatch -> page.addObject("mismatch", mismatch)));
    }
  }

  /** Absent when the account is not his any more. */
  private Optional<Mismatch> mismatch(Kept kept, UserId user) {
    ListAccounts.Page page = accounts.list(user, null, ListAccounts.MAX_LIMIT);
    return page.accounts().stream()
        .filter(account -> account.id().equals(new AccountId(kept.expected())))
        .map(CloudAccount::label)
        .map(label -> new Mismatch(
            kept.provider(), kept.expected().toString(), label.value(), new AccountLabel(kept.chosen()).masked()))
        .findFirst();
  }
}
