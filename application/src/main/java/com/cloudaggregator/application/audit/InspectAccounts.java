package com.cloudaggregator.application.audit;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.verification.Evidence;
import com.cloudaggregator.application.verification.EvidenceEntry;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Shows an operator the history of an account and lists accounts by status. */
public final class InspectAccounts {
  /** Maximum page size. */
  public static final int MAX_LIMIT = 500;

  /** What the resolution of a duplicate can be. */
  private static final Set<Evidence> RESOLUTIONS =
      Set.of(
          Evidence.CONFLICT_DECIDED,
          Evidence.IDEMPOTENT_RESOLVED,
          Evidence.ADOPTED,
          Evidence.OWNER_LOOKUP_FAILED,
          Evidence.OWNER_MISSING,
          Evidence.OTHER_UNIQUE_CONSTRAINT,
          Evidence.NON_UNIQUE_ERROR,
          Evidence.DUPLICATE_NOT_UNDERSTOOD);

  private final AccountAudit audit;

  public InspectAccounts(AccountAudit audit) {
    this.audit = audit;
  }

  /**
   * The history of an account, checked.
   *
   * @param gapless whether there is exactly one change of owner per epoch, from the first to the
   *     account's current one
   */
  public record Inspection(
      AccountHistory history, boolean gapless, Optional<LastDuplicate> lastDuplicate) {}

  /**
   * The last time that SQLSTATE 23505 occurred for the account.
   *
   * @param resolution what the same request did about it; empty if it left no evidence
   */
  public record LastDuplicate(EvidenceEntry detected, Optional<EvidenceEntry> resolution) {}

  public Optional<Inspection> inspect(ProviderAccountId account) {
    return audit
        .findHistory(account)
        .map(
            history ->
                new Inspection(history, isGapless(history), lastDuplicate(history.evidence())));
  }

  /**
   * @param after the {@code next} of the previous page; null for the first page
   * @param limit 1 to {@value #MAX_LIMIT}
   */
  public Slice<CloudAccount, AccountId> listByStatus(
      AccountStatus status, @Nullable AccountId after, int limit) {
    return Slice.read(limit, rows -> audit.listByStatus(status, after, rows), CloudAccount::id);
  }

  /** The frozen accounts in the same way. */
  public Slice<CloudAccount, AccountId> listFrozen(@Nullable AccountId after, int limit) {
    return Slice.read(limit, rows -> audit.listFrozen(after, rows), CloudAccount::id);
  }

  private static boolean isGapless(AccountHistory history) {
    return history.ownerChanges().stream()
        .map(OwnerChange::epoch)
        .toList()
        .equals(
            LongStream.rangeClosed(1, history.account().epoch().value())
                .mapToObj(Epoch::new)
                .toList());
  }

  private static Optional<LastDuplicate> lastDuplicate(List<EvidenceEntry> evidence) {
    return evidence.stream()
        .filter(entry -> entry.evidence() == Evidence.DUPLICATE_DETECTED)
        .findFirst()
        .map(
            detected ->
                new LastDuplicate(
                    detected,
                    evidence.stream()
                        .filter(entry -> RESOLUTIONS.contains(entry.evidence()))
                        .filter(entry -> entry.traceId().equals(detected.traceId()))
                        .findFirst()));
  }
}
