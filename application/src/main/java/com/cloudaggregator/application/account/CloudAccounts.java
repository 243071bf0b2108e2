package com.cloudaggregator.application.account;

import com.cloudaggregator.application.disconnect.Revocations;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Nickname;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The accounts and their owners. Each call is one transaction. A change of owner is stored together
 * with its history row and its outbox row, or not at all.
 *
 * <p>Every method may throw {@link StoreException}; it has changed nothing then.
 */
public interface CloudAccounts {

  /**
   * Inserts without looking first. Of any number of concurrent claims of one provider account,
   * exactly one gets {@code Claimed}; its epoch is {@link Epoch#FIRST}.
   */
  ClaimResult claim(NewClaim claim);

  /** Results of {@link #claim}. */
  sealed interface ClaimResult {
    record Claimed(CloudAccount account) implements ClaimResult {}

    /** The global unique index refused the row. Who owns the account has to be looked up. */
    record Duplicate(DuplicateAccount event) implements ClaimResult {}
  }

  /** The committed row of this provider account, read from the primary in a new transaction. */
  Optional<CloudAccount> find(ProviderAccountId account);

  /**
   * @return empty if there is no such account or it belongs to another user
   */
  Optional<CloudAccount> findOwned(AccountId id, UserId owner);

  /**
   * Stores fresh credentials and label if the claimant owns the account (compare-and-set on owner
   * and epoch). The epoch stays the same. If the claim has no refresh token, the one that is stored
   * for this owner and epoch stays.
   *
   * @param needsRefreshToken whether to refuse a claim without a refresh token if none is stored
   *     either
   */
  RenewResult renew(NewClaim claim, boolean needsRefreshToken);

  /** Results of {@link #renew}. */
  sealed interface RenewResult {
    record Renewed(CloudAccount account) implements RenewResult {}

    /** An operator has frozen the account. Nothing has changed. */
    record Frozen() implements RenewResult {}

    /** The claimant does not own the account, or there is no row. Nothing has changed. */
    record NotTheOwner() implements RenewResult {}

    /**
     * The claimant is the owner, but neither the claim nor the row has a refresh token. Nothing has
     * changed.
     */
    record RefreshTokenMissing() implements RenewResult {}
  }

  /**
   * Makes the claimant the owner of a released account, at the next epoch, if it is still released
   * at the given epoch.
   */
  AdoptResult adopt(NewClaim claim, Epoch releasedAt);

  /** Results of {@link #adopt}. */
  sealed interface AdoptResult {
    record Adopted(CloudAccount account) implements AdoptResult {}

    /** Another claimant was faster. Nothing has changed. */
    record NoLongerReleased() implements AdoptResult {}
  }

  /**
   * Destroys credentials and label and ends the ownership, at the next epoch, if this user is the
   * owner: of the account only provider, provider account id and epoch stay. If the provider can
   * revoke the grant, a revocation request ({@link Revocations}) is stored in the same transaction,
   * with one token sealed for it alone. If not, that fact is stored.
   *
   * <p>A repeated call of the same user, such as a double click or a retry after a lost answer, is
   * answered from the stored release until the account has an owner again.
   */
  ReleaseResult release(AccountId id, UserId owner, RevocationTerms terms);

  /** Releases an account whose provider cannot revoke grants. */
  default ReleaseResult release(AccountId id, UserId owner) {
    return release(id, owner, new RevocationTerms(Set.of(), Duration.ZERO));
  }

  /**
   * Which grants can be revoked, and after which delay, so that a user who changes their mind finds
   * the grant still valid.
   *
   * @param delay in milliseconds
   */
  record RevocationTerms(Set<Provider> providers, Duration delay) {
    public RevocationTerms {
      providers = Set.copyOf(providers);
    }

    /** For the providers among these that are configured and can revoke a grant. */
    public static RevocationTerms of(Collection<ProviderProfile> profiles, Duration delay) {
      return new RevocationTerms(
          profiles.stream()
              .filter(profile -> profile.configured() && profile.revocable())
              .map(ProviderProfile::provider)
              .collect(Collectors.toSet()),
          delay);
    }
  }

  /** Results of {@link #release}. */
  sealed interface ReleaseResult {
    /**
     * @param revocation {@code PENDING}, {@code UNSUPPORTED}, or {@code FAILED} if the token was
     *     unreadable
     */
    record ReleasedNow(CloudAccount account, RevocationState revocation) implements ReleaseResult {}

    /**
     * This user has released the account before, and it has had no owner since. Nothing has
     * changed.
     *
     * @param revocation its current state
     */
    record ReleasedBefore(CloudAccount account, RevocationState revocation)
        implements ReleaseResult {}

    /** No such account, or it belongs to another user. Nothing has changed. */
    record NotTheOwner() implements ReleaseResult {}
  }

  /**
   * Gives an account of this user a nickname, which ends with the ownership.
   *
   * @return false if there is no such account or it belongs to another user; nothing has changed
   *     then
   */
  boolean name(AccountId id, UserId owner, Nickname nickname);

  /**
   * Lists a user's accounts by id, so that a cursor stays valid while accounts come and go.
   *
   * @param after the last id of the previous page; null for the first page
   * @param limit maximum number of rows, at least 1
   */
  List<OwnedAccount> listOwned(UserId owner, @Nullable AccountId after, int limit);
}
