package com.cloudaggregator.application.erasure;

import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.erasure.UserRecords.ErasedAccount;
import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.application.token.ServiceCall;
import com.cloudaggregator.application.token.ServiceCall.CallResult;
import com.cloudaggregator.application.token.ServiceCalls;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.AccountReleased;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Erases a user of the host product (<a href="https://eur-lex.europa.eu/eli/reg/2016/679/oj">GDPR,
 * article 17</a>): releases their accounts, revokes the grants, and deletes what is stored about
 * them. What proves that every account had one owner at a time stays, under a pseudonym. A call
 * does a bounded part of the work and can be repeated at any point.
 */
public final class EraseUser {
  /** Maximum number of transactions per call. */
  static final int STEPS = 500;

  /** Maximum number of rows per kind and transaction. */
  static final int BATCH = 1000;

  /** After this time a call starts no further transaction. */
  static final Duration BUDGET = Duration.ofSeconds(5);

  private final UserRecords records;
  private final ServiceCalls calls;
  private final Providers providers;
  private final AccountEvents events;
  private final Clock clock;
  private final Duration delay;

  /**
   * @param delay before the grants are revoked
   */
  public EraseUser(
      UserRecords records,
      ServiceCalls calls,
      Providers providers,
      AccountEvents events,
      Clock clock,
      Duration delay) {
    this.records = records;
    this.calls = calls;
    this.providers = providers;
    this.events = events;
    this.clock = clock;
    this.delay = delay;
  }

  /**
   * What a call has done.
   *
   * @param accountsReleased accounts that the user still owned
   * @param revocations grants that will be revoked at their provider
   * @param complete false if the call has to be repeated
   */
  public record ErasureProgress(long accountsReleased, long revocations, boolean complete) {}

  /**
   * Records the call first. A complete erasure leaves the pseudonym in that record too.
   *
   * @param service the caller
   */
  public ErasureProgress erase(UserId service, UserId user) {
    calls.record(ServiceCall.aboutUser(service, user, CallResult.USER_ERASED));
    RevocationTerms terms = RevocationTerms.of(providers.all(), delay);
    Instant end = clock.instant().plus(BUDGET);
    long released = 0;
    long revocations = 0;
    boolean complete = false;
    for (int step = 0; step < STEPS && !complete && clock.instant().isBefore(end); step++) {
      Optional<ErasedAccount> erased = records.eraseNextAccount(user, terms);
      if (erased.isPresent()) {
        released += erased.get().revocation() == null ? 0 : 1;
        revocations += erased.get().revocation() == RevocationState.PENDING ? 1 : 0;
        publish(erased.get());
      } else {
        complete = records.forget(user, BATCH);
      }
    }
    return new ErasureProgress(released, revocations, complete);
  }

  private void publish(ErasedAccount erased) {
    if (erased.revocation() != null) {
      events.publish(
          new AccountReleased(erased.account(), erased.id(), erased.pseudonym(), erased.epoch()));
    }
  }
}
