package com.cloudaggregator.application.port;

import static com.cloudaggregator.application.port.Samples.claim;
import static com.cloudaggregator.application.port.Samples.claimWithoutRefreshToken;
import static com.cloudaggregator.application.port.Samples.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.port.Custody.Lease;
import com.cloudaggregator.application.port.ExpiringTokens.Expiring;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every store promises of tokens that are about to end: {@link ExpiringTokens}, line by line. */
public abstract class ExpiringTokensContract {
  private static final Duration AHEAD = Duration.ofMinutes(10);
  private static final Duration LIFE = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Of one test alone, since a store may hold rows of others. */
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

  /** An account whose token has that much left of its hour. */
  private AccountId endingIn(Duration left) {
    AccountId id = connected(claim(drive(), owner)).id();
    store().letTokenStand(id, LIFE.minus(left), left);
    return id;
  }

  private List<AccountId> found() {
    return store().expiring().within(AHEAD, provider, 10).stream().map(Expiring::account).toList();
  }

  private Duration wait(Duration ahead) {
    return store().expiring().longestWait(ahead, Set.of(provider));
  }

  private Lease lease(AccountId id) {
    return store().keeping().lease(store().keeping().read(id, owner).orElseThrow(), MINUTE).orElseThrow();
  }

  @Test
  void findsWhatEndsWithinTheTimeFirstWhatEndsFirst() {
    AccountId soon = endingIn(Duration.ofMinutes(9));
    AccountId ended = endingIn(MINUTE.negated());
    endingIn(Duration.ofMinutes(11));

    assertThat(found()).containsExactly(ended, soon);
    assertThat(store().expiring().within(AHEAD, provider, 1)).containsExactly(new Expiring(ended, owner, Epoch.FIRST));
    assertThat(store().expiring().within(AHEAD, new Provider("another"), 10)).isEmpty();
  }

  @Test
  void leavesATokenAloneForTheFirstHalfOfItsLife() {
    AccountId young = connected(claim(drive(), owner)).id();
    store().letTokenStand(young, MINUTE, Duration.ofMinutes(2));
    assertThat(found()).isEmpty();

    store().letTokenStand(young, Duration.ofMinutes(2), MINUTE);
    assertThat(found()).containsExactly(young);
  }

  @Test
  void leavesOutWhatNobodyCanRefresh() {
    AccountId without = connected(claimWithoutRefreshToken(drive(), owner)).id();
    store().letTokenStand(without, LIFE, MINUTE);
    AccountId marked = endingIn(MINUTE);
    store().keeping().needsReconnect(lease(marked), ReconnectReason.INVALID_GRANT);
    AccountId released = endingIn(MINUTE);
    store().accounts().release(released, owner);

    assertThat(found()).isEmpty();
    assertThat(wait(AHEAD)).isZero();
  }

  @Test
  void leavesOutWhatSomebodyIsAtAndWhatIsPostponed() {
    AccountId leased = endingIn(MINUTE);
    Lease lease = lease(leased);
    assertThat(found()).isEmpty();

    store().keeping().postpone(lease, RefreshTrouble.UNAVAILABLE, MINUTE, false);
    assertThat(found()).isEmpty();
    assertThat(wait(AHEAD)).isZero();

    store().letPostponementEnd(leased);
    assertThat(found()).containsExactly(leased);
  }

  @Test
  void hasWhatFailedAfterWhatDidNot() {
    AccountId failed = endingIn(MINUTE);
    store().keeping().postpone(lease(failed), RefreshTrouble.UNAVAILABLE, MINUTE, false);
    store().letPostponementEnd(failed);
    AccountId later = endingIn(MINUTE.multipliedBy(2));

    assertThat(found()).containsExactly(later, failed);
  }

  @Test
  void leavesOutWhatWasRefreshed() {
    AccountId id = endingIn(MINUTE);
    Lease lease = lease(id);

    store().keeping().store(lease, Samples.credentialsOf(owner));

    assertThat(found()).isEmpty();
  }

  @Test
  void tellsHowLongTheFirstHasWaited() {
    assertThat(wait(AHEAD)).isZero();

    endingIn(Duration.ofMinutes(9));
    AccountId longest = endingIn(Duration.ofMinutes(3));

    assertThat(wait(AHEAD)).isBetween(Duration.ofMinutes(7), Duration.ofMinutes(8));
    // Of a token that lives three minutes, half of them count.
    store().letTokenStand(longest, Duration.ofMinutes(2), MINUTE);
    assertThat(wait(AHEAD)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
  }
}
