package com.cloudaggregator.application.port;

import com.cloudaggregator.application.port.VerificationRecord.Evidence;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may know of any account, whoever owns it. It reads, and shows no credential.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}.
 */
public interface AccountAudit {

  /** All of one account as of one moment; absent when it was never connected. */
  Optional<Dossier> dossier(ProviderAccountId account);

  /**
   * The accounts of a status by id, whoever owns them, in a time that does not grow with their number.
   *
   * @param after the last id of the page before; null for the first page
   * @param limit rows at most, at least 1
   */
  List<CloudAccount> byStatus(AccountStatus status, @Nullable AccountId after, int limit);

  /**
   * An account's past.
   *
   * @param history by epoch
   * @param pending the offers that someone may still use
   * @param sightings the evidence from its last duplicate on, oldest first, the first few; empty when it never met one
   */
  record Dossier(
      CloudAccount account, List<OwnerChange> history, PendingOffers pending, List<Sighting> sightings) {}

  /**
   * One change of owner.
   *
   * @param from null when nobody owned it before
   * @param to null when it was released
   */
  record OwnerChange(Epoch epoch, @Nullable UserId from, @Nullable UserId to, Cause cause, Instant at) {}

  /** What changed the owner. */
  enum Cause {
    CONNECTED,
    ADOPTED,
    TRANSFERRED,
    RELEASED
  }

  /**
   * Offers that are neither used nor expired.
   *
   * @param lastExpiry when the last of them expires; null when there is none
   */
  record PendingOffers(long count, @Nullable Instant lastExpiry) {}

  /** A piece of evidence about the account. */
  record Sighting(Evidence evidence, Instant at, String traceId) {}
}
