package com.cloudaggregator.bootstrap.metrics;

import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.AccountEvent.AccountAdopted;
import com.cloudaggregator.domain.event.AccountEvent.CallbackAnswer;
import com.cloudaggregator.domain.event.AccountEvent.ClientRefused;
import com.cloudaggregator.domain.event.AccountEvent.CredentialsRefreshed;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAnswered;
import com.cloudaggregator.domain.event.AccountEvent.IdempotentRaceResolved;
import com.cloudaggregator.domain.event.AccountEvent.LateRefreshDropped;
import com.cloudaggregator.domain.event.AccountEvent.OwnerLookupFailed;
import com.cloudaggregator.domain.event.AccountEvent.OwnerMissing;
import com.cloudaggregator.domain.event.AccountEvent.OwnershipTransferred;
import com.cloudaggregator.domain.event.AccountEvent.ReconnectNeeded;
import com.cloudaggregator.domain.event.AccountEvent.RefreshPostponed;
import com.cloudaggregator.domain.event.AccountEvent.Resolution;
import com.cloudaggregator.domain.event.AccountEvent.ResolutionFailed;
import com.cloudaggregator.domain.event.AccountEvent.TransferPreviewed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;

/**
 * Counts refreshes, duplicates and offers by provider and outcome. Every counter exists from the
 * start, so that the first event is an increase.
 */
public final class AccountMeters {
  private static final List<String> REFRESHES =
      List.of(
          "refreshed",
          "dropped",
          "needs_reconnect",
          "unavailable",
          "rate_limited",
          "client_refused");
  private static final List<String> DUPLICATES =
      List.of(
          "conflict", "same_owner", "adopted", "lookup_failed", "owner_missing", "database_error");
  private static final List<String> OFFERS = List.of("made", "not_stored", "shown", "accepted");

  private final MeterProvider<Counter> refreshes;
  private final MeterProvider<Counter> duplicates;
  private final MeterProvider<Counter> offers;

  /**
   * @param providers the ids of all providers
   */
  public AccountMeters(MeterRegistry meters, Collection<String> providers) {
    this.refreshes =
        counters(
            meters,
            "refreshes",
            "Refreshes of access tokens, by outcome. client_refused: the provider rejects this program's client, for all users; at a code exchange too.",
            providers,
            REFRESHES);
    this.duplicates =
        counters(
            meters,
            "duplicates",
            "Rows that the unique index refused (SQLSTATE 23505), by how they were resolved.",
            providers,
            DUPLICATES);
    this.offers =
        counters(
            meters,
            "offers",
            "Offers to transfer an account, by what became of them.",
            providers,
            OFFERS);
  }

  private static MeterProvider<Counter> counters(
      MeterRegistry meters,
      String name,
      String description,
      Collection<String> providers,
      List<String> outcomes) {
    MeterProvider<Counter> counters =
        Counter.builder("cloud.aggregator." + name).description(description).withRegistry(meters);
    for (String provider : providers) {
      for (String outcome : outcomes) {
        counters.withTags("provider", provider, "outcome", outcome);
      }
    }
    return counters;
  }

  public void count(AccountEvent event) {
    // Not a switch over all events: only these are counted.
    Provider provider = event.provider();
    if (event instanceof CredentialsRefreshed) {
      count(refreshes, provider, "refreshed");
    } else if (event instanceof LateRefreshDropped) {
      count(refreshes, provider, "dropped");
    } else if (event instanceof ReconnectNeeded) {
      count(refreshes, provider, "needs_reconnect");
    } else if (event instanceof RefreshPostponed postponed) {
      count(refreshes, provider, postponed.failure().code());
    } else if (event instanceof ClientRefused) {
      count(refreshes, provider, RefreshFailure.CLIENT_REFUSED.code());
    } else if (event instanceof IdempotentRaceResolved) {
      count(duplicates, provider, "same_owner");
    } else if (event instanceof AccountAdopted) {
      count(duplicates, provider, "adopted");
    } else if (event instanceof OwnerLookupFailed) {
      count(duplicates, provider, "lookup_failed");
    } else if (event instanceof OwnerMissing) {
      count(duplicates, provider, "owner_missing");
    } else if (event instanceof DuplicateAnswered answered) {
      if (answered.answer() == CallbackAnswer.CONFLICT) {
        count(duplicates, provider, "conflict");
        count(offers, provider, "made");
      } else if (answered.answer() == CallbackAnswer.DATABASE_ERROR) {
        count(duplicates, provider, "database_error");
      }
    } else if (event instanceof ResolutionFailed failed
        && failed.resolution() == Resolution.OFFER) {
      count(offers, provider, "not_stored");
    } else if (event instanceof TransferPreviewed) {
      count(offers, provider, "shown");
    } else if (event instanceof OwnershipTransferred) {
      count(offers, provider, "accepted");
    }
  }

  private static void count(MeterProvider<Counter> counters, Provider provider, String outcome) {
    counters.withTags("provider", provider.id(), "outcome", outcome).increment();
  }
}
