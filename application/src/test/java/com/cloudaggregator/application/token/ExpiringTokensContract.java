package com.cloudaggregator.application.token;

import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.claimWithoutRefreshToken;
import static com.cloudaggregator.application.testing.Samples.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.testing.OwnershipStore;
import com.cloudaggregator.application.testing.Samples;
import com.cloudaggregator.application.token.Custody.Lease;
import com.cloudaggregator.application.token.ExpiringTokens.ExpiringToken;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.RefreshFailure;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Contract of {@link ExpiringTokens}, run against every implementation. */
public abstract class ExpiringTokensContract {
  private static final Duration AHEAD = Duration.ofMinutes(10);
  private static final Duration LIFE = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Belongs to one test only, since a store may contain rows of others. */
  private final Provider provider = new Provider("cloud" + COUNT.incrementAndGet());

  private final UserId owner = newUser();
  private int accounts;

  /** The store under test. */
  protected abstract OwnershipStore store();

  private ProviderAccountId drive() {
    return new ProviderAccountId(provider, "drive-" + ++accounts);
  }

  private CloudAccount connected(NewClaim claim) {
    return ((ClaimResult.Claimed) store().accounts().claim(claim)).account();
  }

  /** An account whose token is valid for one hour in total and for this long from now. */
  private AccountId endingIn(Duration left) {
    AccountId id = connected(claim(drive(), owner)).id();
    store().letTokenStand(id, LIFE.minus(left), left);
    return id;
  }

  private List<AccountId> found() {
    return store().expiring().listExpiring(AHEAD, provider, 10).stream()
        .map(ExpiringToken::account)
        .toList();
  }

  private Duration wait(Duration ahead) {
    return store().expiring().longestWait(ahead, Set.of(provider));
  }

  private Lease lease(AccountId id) {
    return store()
        .keeping()
        .lease(store().keeping().read(id, owner).orElseThrow(), MINUTE)
        .orElseThrow();
  }

  @Test
  void listsTokensThatExpireSoonByExpiry() {
    AccountId soon = endingIn(Duration.ofMinutes(9));
    AccountId ended = endingIn(MINUTE.negated());
    endingIn(Duration.ofMinutes(11));

    assertThat(found()).containsExactly(ended, soon);
    assertThat(store().expiring().listExpiring(AHEAD, provider, 1))
        .containsExactly(new ExpiringToken(ended, owner, Epoch.FIRST));
    assertThat(store().expiring().listExpiring(AHEAD, new Provider("another"), 10)).isEmpty();
  }

  @Test
  void skipsTokensInTheFirstHalfOfTheirLifetime() {
    AccountId young = connected(claim(drive(), owner)).id();
    store().letTokenStand(young, MINUTE, Duration.ofMinutes(2));
    assertThat(found()).isEmpty();

    store().letTokenStand(young, Duration.ofMinutes(2), MINUTE);
    assertThat(found()).containsExactly(young);
  }

  @Test
  void skipsTokensThatCannotBeRefreshed() {
    AccountId without = connected(claimWithoutRefreshToken(drive(), owner)).id();
    store().letTokenStand(without, LIFE, MINUTE);
    AccountId marked = endingIn(MINUTE);
    store().keeping().markNeedsReconnect(lease(marked), ReconnectReason.INVALID_GRANT);
    AccountId released = endingIn(MINUTE);
    store().accounts().release(released, owner);

    assertThat(found()).isEmpty();
    assertThat(wait(AHEAD)).isZero();
  }

  @Test
  void skipsLeasedAndPostponedTokens() {
    AccountId leased = endingIn(MINUTE);
    Lease lease = lease(leased);
    assertThat(found()).isEmpty();

    store().keeping().postpone(lease, RefreshFailure.UNAVAILABLE, MINUTE, false);
    assertThat(found()).isEmpty();
    assertThat(wait(AHEAD)).isZero();

    store().letPostponementEnd(leased);
    assertThat(found()).containsExactly(leased);
  }

  @Test
  void listsTokensWithFailuresLast() {
    AccountId failed = endingIn(MINUTE);
    store().keeping().postpone(lease(failed), RefreshFailure.UNAVAILABLE, MINUTE, false);
    store().letPostponementEnd(failed);
    AccountId later = endingIn(MINUTE.multipliedBy(2));

    assertThat(found()).containsExactly(later, failed);
  }

  @Test
  void skipsRefreshedTokens() {
    AccountId id = endingIn(MINUTE);
    Lease lease = lease(id);

    store().keeping().store(lease, Samples.credentialsOf(owner));

    assertThat(found()).isEmpty();
  }

  @Test
  void reportsTheLongestWait() {
    assertThat(wait(AHEAD)).isZero();

    endingIn(Duration.ofMinutes(9));
    AccountId longest = endingIn(Duration.ofMinutes(3));

    assertThat(wait(AHEAD)).isBetween(Duration.ofMinutes(7), Duration.ofMinutes(8));
    // Half of a lifetime of three minutes.
    store().letTokenStand(longest, Duration.ofMinutes(2), MINUTE);
    assertThat(wait(AHEAD)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
  }
}
