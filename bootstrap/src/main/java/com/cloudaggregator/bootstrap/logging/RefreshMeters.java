package com.cloudaggregator.bootstrap.logging;

import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.AccountEvent.ClientRefused;
import com.cloudaggregator.domain.event.AccountEvent.CredentialsRefreshed;
import com.cloudaggregator.domain.event.AccountEvent.LateRefreshDropped;
import com.cloudaggregator.domain.event.AccountEvent.ReconnectNeeded;
import com.cloudaggregator.domain.event.AccountEvent.RefreshPostponed;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts refreshes by provider and outcome: {@code cloud_aggregator_refreshes_total}, with {@code
 * outcome} refreshed, dropped, needs_reconnect, unavailable, rate_limited or client_refused. Alert
 * on client_refused at once: the provider rejects our client, for all users. A client that is
 * refused at a code exchange counts as well.
 */
final class RefreshMeters implements AccountEvents {
  private final MeterRegistry meters;

  RefreshMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void publish(AccountEvent event) {
    // Not a switch over all events: only these five are counted.
    if (event instanceof CredentialsRefreshed) {
      count(event.provider(), "refreshed");
    } else if (event instanceof LateRefreshDropped) {
      count(event.provider(), "dropped");
    } else if (event instanceof ReconnectNeeded) {
      count(event.provider(), "needs_reconnect");
    } else if (event instanceof RefreshPostponed postponed) {
      count(event.provider(), postponed.failure().code());
    } else if (event instanceof ClientRefused) {
      count(event.provider(), RefreshFailure.CLIENT_REFUSED.code());
    }
  }

  private void count(Provider provider, String outcome) {
    meters
        .counter("cloud.aggregator.refreshes", "provider", provider.id(), "outcome", outcome)
        .increment();
  }
}
