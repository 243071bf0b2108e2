package com.cloudaggregator.domain.event;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.RefusalCategory;
import com.cloudaggregator.domain.ownership.TransferId;

/**
 * Something that happened to the ownership of an account, or prevented a decision about it. The log
 * lines that operators search for are written from these events only.
 */
public sealed interface AccountEvent {

  /** The account concerned. */
  ProviderAccountId account();

  /** The provider of that account. */
  default Provider provider() {
    return account().provider();
  }

  /** The first owner connected the account by a plain insert. */
  record AccountConnected(ProviderAccountId account, AccountId id, UserId owner, Epoch epoch)
      implements AccountEvent {}

  /** The owner proved control again. */
  record AccountReconnected(ProviderAccountId account, AccountId id, UserId owner, Epoch epoch)
      implements AccountEvent {}

  /** A released account has a new owner. */
  record AccountAdopted(ProviderAccountId account, AccountId id, UserId owner, Epoch epoch)
      implements AccountEvent {}

  /** The owner disconnected the account. */
  record AccountReleased(ProviderAccountId account, AccountId id, UserId formerOwner, Epoch epoch)
      implements AccountEvent {}

  /** The account was transferred on request. */
  record OwnershipTransferred(
      ProviderAccountId account,
      AccountId id,
      TransferId transfer,
      UserId from,
      UserId to,
      Epoch epoch)
      implements AccountEvent {}

  /**
   * The global unique index refused a second row: SQLSTATE 23505 with this constraint.
   *
   * @param constraint {@link #ONE_OWNER}
   */
  record DuplicateAccount(ProviderAccountId account, String constraint) implements AccountEvent {
    /** The unique index that guarantees a single owner; its name is part of the contract. */
    public static final String ONE_OWNER = "uniq_cloud_provider_accounts_global";
  }

  /** Another user owns the account and keeps it. */
  record OwnershipConflict(ProviderAccountId account, UserId actualOwner, UserId requestingUser)
      implements AccountEvent {}

  /** The claimant already owned the account: two of their flows raced. */
  record IdempotentRaceResolved(ProviderAccountId account, UserId user) implements AccountEvent {}

  /** The owner of the duplicate could not be looked up. */
  record OwnerLookupFailed(ProviderAccountId account, StoreFault fault) implements AccountEvent {}

  /** The unique index reported a row, but the look-up found none, twice. */
  record OwnerMissing(ProviderAccountId account) implements AccountEvent {}

  /** The claim could not be stored, for a reason unrelated to ownership. */
  record ClaimFailed(ProviderAccountId account, StoreFault fault) implements AccountEvent {}

  /**
   * The meaning of the duplicate was known, but the result could not be stored. Published before
   * {@link ClaimFailed}.
   */
  record ResolutionFailed(ProviderAccountId account, Resolution resolution)
      implements AccountEvent {}

  /** What a duplicate has to be resolved to. */
  enum Resolution {
    /** Another user owns the account: an offer. */
    OFFER,
    /** The claimant owns the account: fresh credentials. */
    RENEWAL,
    /** The account has no owner: a new owner. */
    ADOPTION
  }

  /** The final answer of a callback that had met a {@link DuplicateAccount}. */
  record DuplicateAnswered(ProviderAccountId account, CallbackAnswer answer)
      implements AccountEvent {}

  /** Kind of the answer. */
  enum CallbackAnswer {
    /** The claimant owns the account. */
    SUCCESS,
    /** Another user owns the account, and the claimant has an offer. */
    CONFLICT,
    /** {@code database_error}; a duplicate should never end like this. */
    DATABASE_ERROR,
    /** Any other error; its cause was published before. */
    OTHER
  }

  /** The provider sent fresh credentials, and they have been stored. */
  record CredentialsRefreshed(ProviderAccountId account, AccountId id, Epoch epoch)
      implements AccountEvent {}

  /** A refresh failed transiently; the account stays connected. */
  record RefreshPostponed(
      ProviderAccountId account, AccountId id, Epoch epoch, RefreshFailure failure)
      implements AccountEvent {}

  /**
   * Fresh credentials arrived for an owner, epoch or version that is no longer current; they have
   * been discarded.
   */
  record LateRefreshDropped(ProviderAccountId account, AccountId id, Epoch epoch)
      implements AccountEvent {}

  /** The account does not work until its owner signs in again. */
  record ReconnectNeeded(
      ProviderAccountId account, AccountId id, UserId owner, Epoch epoch, ReconnectReason reason)
      implements AccountEvent {}

  /** The requester saw the preview of a valid offer. */
  record TransferPreviewed(ProviderAccountId account, UserId requester) implements AccountEvent {}

  /** The page reported to the owner that their duplicate ended well. */
  record SuccessShown(ProviderAccountId account, UserId owner) implements AccountEvent {}

  /** The page for the answer to a duplicate, or its dialog, failed. */
  record AnswerNotShown(ProviderAccountId account, CallbackAnswer answer) implements AccountEvent {}

  /** A callback was about to redirect to an outcome that is not on the list; this was prevented. */
  record UnlistedAnswer(ProviderAccountId account) implements AccountEvent {}

  /**
   * A provider refused our client before an account was known, for example with {@code
   * invalid_client} at a code exchange.
   */
  record ClientRefused(ProviderAccountId account) implements AccountEvent {
    /** Stands for the id of the account. No provider uses it as an id. */
    private static final String NO_ACCOUNT = "-";

    public ClientRefused(Provider provider) {
      this(new ProviderAccountId(provider, NO_ACCOUNT));
    }
  }

  /**
   * A provider did not grant access, before an account was known.
   *
   * @param category who can change something
   */
  record AccessRefused(ProviderAccountId account, RefusalCategory category)
      implements AccountEvent {
    public AccessRefused(Provider provider, RefusalCategory category) {
      this(new ProviderAccountId(provider, ClientRefused.NO_ACCOUNT), category);
    }
  }
}
