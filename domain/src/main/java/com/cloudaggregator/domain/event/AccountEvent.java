package com.cloudaggregator.domain.event;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import com.cloudaggregator.domain.ownership.TransferId;

/**
 * Something that happened to the ownership of an account, or kept it from being decided. The log lines that operators
 * search for are written from these and from nothing else.
 */
public sealed interface AccountEvent {

  /** The account that it happened to. */
  ProviderAccountId account();

  /** Where that account lives. */
  default Provider provider() {
    return account().provider();
  }

  /** The first owner, by a plain insert. */
  record AccountConnected(ProviderAccountId account, AccountId id, UserId owner, Epoch epoch) implements AccountEvent {}

  /** The owner proved control again. */
  record AccountReconnected(ProviderAccountId account, AccountId id, UserId owner, Epoch epoch)
      implements AccountEvent {}

  /** A released account has a new owner. */
  record AccountAdopted(ProviderAccountId account, AccountId id, UserId owner, Epoch epoch) implements AccountEvent {}

  /** The owner let it go. */
  record AccountReleased(ProviderAccountId account, AccountId id, UserId formerOwner, Epoch epoch)
      implements AccountEvent {}

  /** The owner changed at the requester's word. */
  record OwnershipTransferred(
      ProviderAccountId account, AccountId id, TransferId transfer, UserId from, UserId to, Epoch epoch)
      implements AccountEvent {}

  /**
   * The global unique index refused a second row: SQLSTATE 23505, and the server named this constraint.
   *
   * @param constraint {@link #ONE_OWNER}
   */
  record DuplicateAccount(ProviderAccountId account, String constraint) implements AccountEvent {
    /** The index that makes an owner the only one; its name is part of the contract. */
    public static final String ONE_OWNER = "uniq_cloud_provider_accounts_global";
  }

  /** The duplicate belongs to another user, who keeps it. */
  record OwnershipConflict(ProviderAccountId account, UserId actualOwner, UserId requestingUser)
      implements AccountEvent {}

  /** The duplicate was the claimant's own: two of his flows met. */
  record IdempotentRaceResolved(ProviderAccountId account, UserId user) implements AccountEvent {}

  /** Nobody could say who owns the duplicate. */
  record OwnerLookupFailed(ProviderAccountId account, StorageFault fault) implements AccountEvent {}

  /** The index says that there is a row, the look-up that there is none, twice. */
  record OwnerMissing(ProviderAccountId account) implements AccountEvent {}

  /** The claim could not be stored for a reason that says nothing about ownership. */
  record ClaimFailed(ProviderAccountId account, StorageFault fault) implements AccountEvent {}

  /** It was known what the duplicate meant, and that could not be stored. Told before {@link ClaimFailed}. */
  record ResolutionFailed(ProviderAccountId account, Resolution resolution) implements AccountEvent {}

  /** What a duplicate is to end in. */
  enum Resolution {
    /** Someone else's: an offer. */
    OFFER,
    /** The claimant's own: his fresh credentials. */
    RENEWAL,
    /** Nobody's: a new owner. */
    ADOPTION
  }

  /** What a callback answered in the end that had met a {@link DuplicateAccount}. */
  record DuplicateAnswered(ProviderAccountId account, Answer answer) implements AccountEvent {}

  /** How the answer to a duplicate went. */
  enum Answer {
    /** The claimant owns the account. */
    SUCCESS,
    /** Someone else owns it, and the claimant holds an offer. */
    CONFLICT,
    /** {@code database_error}: a duplicate should never end so. */
    DATABASE_ERROR,
    /** Any other refusal; what led to it was told before. */
    OTHER
  }

  /** The provider has given fresh credentials, and they are stored. */
  record CredentialsRefreshed(ProviderAccountId account, AccountId id, Epoch epoch) implements AccountEvent {}

  /** A refresh failed for a reason that may pass; the account stays connected. */
  record RefreshPostponed(ProviderAccountId account, AccountId id, Epoch epoch, RefreshTrouble trouble)
      implements AccountEvent {}

  /** Fresh credentials came for an owner, an epoch or a version that is past; they are dropped. */
  record LateRefreshDropped(ProviderAccountId account, AccountId id, Epoch epoch) implements AccountEvent {}

  /** Only its owner can make it work again. */
  record ReconnectNeeded(ProviderAccountId account, AccountId id, UserId owner, Epoch epoch, ReconnectReason reason)
      implements AccountEvent {}

  /** The requester was shown what his offer, which still stands, would do. */
  record TransferPreviewed(ProviderAccountId account, UserId requester) implements AccountEvent {}

  /** The page told the owner that his duplicate ended well. */
  record SuccessShown(ProviderAccountId account, UserId owner) implements AccountEvent {}

  /** The page that was to tell of the answer to a duplicate, or its dialog, failed. */
  record AnswerNotShown(ProviderAccountId account, Answer answer) implements AccountEvent {}

  /** A callback was about to answer with what is no outcome of it, and was kept from it. */
  record UnlistedAnswer(ProviderAccountId account) implements AccountEvent {}
}
