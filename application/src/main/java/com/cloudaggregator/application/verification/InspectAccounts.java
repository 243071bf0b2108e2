package com.cloudaggregator.application.verification;

import com.cloudaggregator.application.port.AccountAudit;
import com.cloudaggregator.application.evidence.Dossier;
import com.cloudaggregator.application.evidence.OwnerChange;
import com.cloudaggregator.application.evidence.Sighting;
import com.cloudaggregator.application.evidence.Evidence;
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

/** Shows an operator an account's past, judged, and finds accounts to test with. */
public final class InspectAccounts {
  /** Rows of a page at most. */
  public static final int MAX_LIMIT = 500;

  /** What ends a duplicate, one way or the other. */
  private static final Set<Evidence> RESOLUTIONS = Set.of(
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
   * An account's past, judged.
   *
   * @param gapless whether there is one change of owner for each epoch from the first to the account's own
   */
  public record Inspection(Dossier dossier, boolean gapless, Optional<LastDuplicate> lastDuplicate) {}

  /**
   * The last time that 23505 was met.
   *
   * @param resolution what came of it in the same request; empty when that left no evidence
   */
  public record LastDuplicate(Sighting detected, Optional<Sighting> resolution) {}

  /**
   * One page.
   *
   * @param next where the next page begins; empty when this is the last
   */
  public record Page(List<CloudAccount> accounts, Optional<AccountId> next) {}

  public Optional<Inspection> inspect(ProviderAccountId account) {
    return audit.dossier(account)
        .map(dossier -> new Inspection(dossier, isGapless(dossier), lastDuplicate(dossier.sightings())));
  }

  /**
   * @param after the {@code next} of the page before; null for the first
   * @param limit 1 to {@value #MAX_LIMIT}
   */
  public Page byStatus(AccountStatus status, @Nullable AccountId after, int limit) {
    List<CloudAccount> rows = audit.byStatus(status, after, limit + 1);
    return rows.size() <= limit
        ? new Page(rows, Optional.empty())
        : new Page(rows.subList(0, limit), Optional.of(rows.get(limit - 1).id()));
  }

  private static boolean isGapless(Dossier dossier) {
    return dossier.history().stream()
        .map(OwnerChange::epoch)
        .toList()
        .equals(LongStream.rangeClosed(1, dossier.account().epoch().value()).mapToObj(Epoch::new).toList());
  }

  private static Optional<LastDuplicate> lastDuplicate(List<Sighting> sightings) {
    return sightings.stream()
        .filter(sighting -> sighting.evidence() == Evidence.DUPLICATE_DETECTED)
        .findFirst()
        .map(detected -> new LastDuplicate(
            detected,
            sightings.stream()
                .filter(sighting -> RESOLUTIONS.contains(sighting.evidence()))
                .filter(sighting -> sighting.traceId().equals(detected.traceId()))
                .findFirst()));
  }
}
