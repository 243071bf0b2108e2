package com.cloudaggregator.application.erasure;

import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is stored about a user. Each call is one transaction. Work in progress for the
 * user is either stored before the end of the erasure, which then removes it, or refused.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}; it has changed
 * nothing then.
 */
public interface UserRecords {

  /**
   * Takes the next account away from the user. An account of theirs is released as by {@link
   * com.cloudaggregator.application.account.CloudAccounts#release}, with its event; the revocation
   * request names the user's pseudonym. The id at the provider is replaced by a keyed hash, also
   * for an account that the user released earlier: the user who connects it later continues at the
   * next epoch.
   *
   * @return empty if there is no such account left, or the next one is being changed
   */
  Optional<ErasedAccount> eraseNextAccount(UserId user, RevocationTerms terms);

  /**
   * An account without its owner.
   *
   * @param account with the keyed hash in place of the id
   * @param pseudonym of the user
   * @param revocation null if the account was released before
   */
  record ErasedAccount(
      AccountId id,
      ProviderAccountId account,
      UserId pseudonym,
      Epoch epoch,
      @Nullable RevocationState revocation) {}

  /**
   * Deletes what is stored about a user who has no accounts left: notices, activity, offers from
   * and to them, and sessions. Revocations and service calls keep the pseudonym in place of the
   * user; events are deleted once they are delivered ({@link
   * com.cloudaggregator.application.housekeeping.Purge}). Last, the pseudonym is separated from the
   * user permanently. For the next 15 minutes, longer than a flow can take, nothing that names the
   * user is stored: a claim or an offer fails with {@link
   * com.cloudaggregator.domain.event.StoreFault.Kind#USER_ERASED}.
   *
   * @param limit maximum number of rows per kind
   * @return false if something is left, or an account has been connected meanwhile
   */
  boolean forget(UserId user, int limit);

  /**
   * Lists what is stored about a user, without secrets, from one snapshot.
   *
   * @param limit maximum number of records per kind
   */
  UserExport export(UserId user, int limit);
}
