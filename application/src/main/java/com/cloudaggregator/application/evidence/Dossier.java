package com.cloudaggregator.application.evidence;

import com.cloudaggregator.domain.account.CloudAccount;
import java.util.List;

/**
 * An account's past.
 *
 * @param history by epoch
 * @param pending the offers that someone may still use
 * @param sightings the evidence from its last duplicate on, oldest first, the first few; empty when it never met one
 */
public record Dossier(
    CloudAccount account, List<OwnerChange> history, PendingOffers pending, List<Sighting> sightings) {}
