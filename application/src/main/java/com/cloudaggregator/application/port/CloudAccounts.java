package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The accounts and their owners. Each call is one transaction of its own; every change of owner is stored together with
 * its history row and its outbox row, or not at all.
 *
 * <p>Every call may throw {@link StorageException}; then it has left nothing behind.
 */
public interface CloudAccounts {

  /**
   * Inserts, without looking first. Of any number of concurrent claims of one provider account, exactly one is answered
   * {@code Claimed}; it begins at {@link Epoch#FIRST}.
   */
  ClaimResult claim(NewClaim claim);

  /** The answers to {@link #claim}. */
  sealed interface ClaimResult {
    record Claimed(CloudAccount account) implements ClaimResult {}

    /** The global unique index refused the row; whose the account is must be looked up. */
    record Duplicate(DuplicateAccount event) implements ClaimResult {}
  }

  /** The committed row of this provider account, read from the primary in a transaction that begins now. */
  Optional<CloudAccount> find(ProviderAccountId account);

  /** The row of this id, if this user owns it; absent alike when it does not exist and when it is someone else's. */
  Optional<CloudAccount> findOwned(AccountId id, UserId owner);

  /**
   * Stores fresh credentials and label if, and only if, the claimant owns the account (compare-and-set on owner and
   * epoch); the epoch stays. A refresh token that the claim lacks is kept as it is stored for this owner and epoch.
   *
   * @param needsRefreshToken when true, a claim that lacks a refresh token is refused where none is stored
   */
  RenewResult renew(NewClaim claim, boolean needsRefreshToken);

  /** The answers to {@link #renew}. */
  sealed interface RenewResult {
    record Renewed(CloudAccount account) implements RenewResult {}

    /** The claimant does not own the account, or it has no row; nothing is changed. */
    record NotTheOwner() implements RenewResult {}

    /** He owns it, but neither the claim nor the row has a refresh token; nothing is changed. */
    record RefreshTokenMissing() implements RenewResult {}
  }

  /** Makes the claimant the owner of a released account, one epoch on, if it is still released at this epoch. */
  AdoptResult adopt(NewClaim claim, Epoch releasedAt);

  /** The answers to {@link #adopt}. */
  sealed interface AdoptResult {
    record Adopted(CloudAccount account) implements AdoptResult {}

    /** Someone was faster; nothing is changed. */
    record NoLongerReleased() implements AdoptResult {}
  }

  /**
   * Destroys the credentials and ends the ownership, one epoch on, if this user is the owner. Where the grant can be
   * revoked, the request for it is stored in the same transaction ({@link Revocations}), with one token sealed anew for
   * it alone; where it cannot, the fact is.
   */
  ReleaseResult release(AccountId id, UserId owner, Revocable revocable);

  /** The same where no provider can be asked. */
  default ReleaseResult release(AccountId id, UserId owner) {
    return release(id, owner, new Revocable(Set.of(), Duration.ZERO));
  }

  /**
   * Which grants can be revoked, and how long that waits, so that a change of mind finds its grant alive.
   *
   * @param delay to the millisecond
   */
  record Revocable(Set<Provider> providers, Duration delay) {
    public Revocable {
      providers = Set.copyOf(providers);
    }
  }

  /** The answers to {@link #release}. */
  sealed interface ReleaseResult {
    /** @param revocation {@code PENDING}, {@code UNSUPPORTED}, or {@code FAILED} when the token was unreadable */
    record ReleasedNow(CloudAccount account, RevocationState revocation) implements ReleaseResult {}

    /** No such row, or not his; nothing is changed. */
    record NotTheOwner() implements ReleaseResult {}
  }

  /**
   * The accounts of an owner by id, so that a page's end is a place that stays.
   *
   * @param after the last id of the page before; null for the first page
   * @param limit rows at most, at least 1
   */
  List<Owned> ownedBy(UserId owner, @Nullable AccountId after, int limit);

  /**
   * An account of a list.
   *
   * @param refreshing whether somebody holds the lease to refresh its access token, by the store's clock; it says how
   *     things stand, and decides nothing
   */
  record Owned(CloudAccount account, boolean refreshing) {}
}
