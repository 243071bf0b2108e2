package com.cloudaggregator.web.connect;

import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.connect.ConnectOutcome.OtherAccountChosen;
import com.cloudaggregator.application.connect.StartCommand.RequestedMode;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.UserId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Remembers which account a user chose at the provider when they were to reconnect another. It is
 * kept for ten minutes in the session of the user who started the flow; it is never in an address.
 */
@Component
public final class ReconnectMismatches {
  private static final String ATTRIBUTE = ReconnectMismatches.class.getName();
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);

  private final ListAccounts accounts;
  private final Clock clock;

  ReconnectMismatches(ListAccounts accounts, Clock clock) {
    this.accounts = accounts;
    this.clock = clock;
  }

  /** Contains no token. Its text does not name the user or the accounts. */
  private record Kept(String user, String provider, UUID expected, String chosen, Instant until) {

    /** As the session stores it. */
    List<String> toTexts() {
      return List.of(user, provider, expected.toString(), chosen, until.toString());
    }

    static Kept ofTexts(List<?> texts) {
      return new Kept(
          text(texts, 0),
          text(texts, 1),
          UUID.fromString(text(texts, 2)),
          text(texts, 3),
          Instant.parse(text(texts, 4)));
    }

    private static String text(List<?> texts, int index) {
      return (String) texts.get(index);
    }

    @Override
    public String toString() {
      return "Kept[" + provider + "]";
    }
  }

  /**
   * What the page shows: the label of the user's own account, and the masked label of the other
   * one.
   */
  public record Mismatch(String provider, String account, String expected, String chosen) {}

  /** The account that the user may connect after all. */
  record Chosen(String provider, RequestedMode wish) {}

  /** Keeps nothing without a session and its user. */
  void keep(OtherAccountChosen other, Optional<UserId> user, HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null && user.isPresent()) {
      session.setAttribute(
          ATTRIBUTE,
          new Kept(
                  user.get().value(),
                  other.provider().id(),
                  other.expected().value(),
                  other.chosen().value(),
                  clock.instant().plus(TIME_TO_LIVE))
              .toTexts());
    }
  }

  /** Returns the chosen account once, to the user who has just signed in to it. */
  Optional<Chosen> take(UserId user, HttpServletRequest request) {
    Optional<Kept> found = findKept(user, request);
    found.ifPresent(_ -> request.getSession().removeAttribute(ATTRIBUTE));
    return found.map(
        kept ->
            new Chosen(
                kept.provider(), new RequestedMode.ConnectChosen(new AccountLabel(kept.chosen()))));
  }

  /** Empty as well if the user no longer owns the account that was to be reconnected. */
  public Optional<Mismatch> find(UserId user, HttpServletRequest request) {
    return findKept(user, request)
        .flatMap(
            kept ->
                accounts
                    .find(new AccountId(kept.expected()), user)
                    .map(
                        account ->
                            new Mismatch(
                                kept.provider(),
                                account.id().toString(),
                                account.label().value(),
                                new AccountLabel(kept.chosen()).masked())));
  }

  private Optional<Kept> findKept(UserId user, HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(ATTRIBUTE) instanceof List<?> texts
        ? Optional.of(Kept.ofTexts(texts))
            .filter(
                kept -> kept.user().equals(user.value()) && clock.instant().isBefore(kept.until()))
        : Optional.empty();
  }
}
