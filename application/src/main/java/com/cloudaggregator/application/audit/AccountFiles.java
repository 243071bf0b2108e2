package com.cloudaggregator.application.audit;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is on file about an account, for operators. Read-only, without credentials, and each list is
 * limited.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}.
 */
public interface AccountFiles {

  Optional<CloudAccount> find(AccountId account);

  /**
   * Accounts whose id, id at the provider, address (in any case) or present or former owner is this
   * text, by id.
   */
  List<CloudAccount> search(String text, int limit);

  /** What happened to an account, newest first. */
  List<TimelineEntry> listTimeline(CloudAccount account, int limit);

  /**
   * @param kind cause of a change of owner, kind of an access event, evidence or {@code
   *     operator_<action>}
   * @param epoch null if unknown
   * @param from the former owner or the operator; null if there is none
   * @param to the owner after it; null if there is none
   * @param reason that an operator gave; null for everything else
   * @param traceId null if unknown
   */
  record TimelineEntry(
      Instant at,
      String kind,
      @Nullable Long epoch,
      @Nullable UserId from,
      @Nullable UserId to,
      @Nullable String reason,
      @Nullable String traceId) {}

  /** Offers to transfer the account, newest first. */
  List<OfferEntry> listOffers(AccountId account, int limit);

  /**
   * @param usedAt null if it was not used
   */
  record OfferEntry(
      UserId requester, Instant createdAt, Instant expiresAt, @Nullable Instant usedAt) {}
}
