package com.cloudaggregator.application.audit;

import com.cloudaggregator.application.verification.EvidenceEntry;
import com.cloudaggregator.domain.account.CloudAccount;
import java.util.List;

/**
 * The history of an account.
 *
 * @param ownerChanges by epoch
 * @param pendingOffers offers that can still be used
 * @param evidence what has been recorded since the last duplicate, oldest first, limited; empty if
 *     there was no duplicate
 */
public record AccountHistory(
    CloudAccount account,
    List<OwnerChange> ownerChanges,
    PendingOffers pendingOffers,
    List<EvidenceEntry> evidence) {}
