package com.cloudaggregator.oauth.refusal;

import com.cloudaggregator.domain.account.AccountId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client that a provider refuses everywhere from one that the organization of a single
 * account refuses: in the second case, other accounts succeed. What counts is a success of another
 * account in the last ten minutes on this node, after which no third account has been refused. So a
 * client that stops working costs at most one account its status.
 *
 * @see "docs/decisions/0080"
 */
public final class ClientEvidence {
  private static final Duration RECENT = Duration.ofMinutes(10);

  private final Clock clock;
  private @Nullable Success last;
  private @Nullable Success before;
  private @Nullable Attempt refused;

  public ClientEvidence(Clock clock) {
    this.clock = clock;
  }

  /** Of an account; the account of a code exchange is not known. */
  private record Success(@Nullable AccountId account, Instant at) {}

  private record Attempt(@Nullable AccountId account) {}

  synchronized void succeeded(@Nullable AccountId account) {
    Success now = new Success(account, clock.instant());
    if (last != null && !isOf(last.account(), account)) {
      before = last;
    }
    last = now;
    refused = null;
  }

  synchronized boolean othersSucceed(@Nullable AccountId account) {
    return isRecentOfAnother(last, account) || isRecentOfAnother(before, account);
  }

  synchronized boolean refusedWhileOthersSucceed(@Nullable AccountId account) {
    boolean alone = refused == null || isOf(refused.account(), account);
    if (refused == null) {
      refused = new Attempt(account);
    }
    return alone && othersSucceed(account);
  }

  private boolean isRecentOfAnother(@Nullable Success success, @Nullable AccountId account) {
    return success != null
        && !isOf(success.account(), account)
        && success.at().isAfter(clock.instant().minus(RECENT));
  }

  private static boolean isOf(@Nullable AccountId one, @Nullable AccountId other) {
    return one != null && one.equals(other);
  }
}
