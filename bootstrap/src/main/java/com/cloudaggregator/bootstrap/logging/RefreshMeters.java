package com.cloudaggregator.bootstrap.logging;

import com.cloudaggregator.application.port.AccountEvents;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.AccountEvent.CredentialsRefreshed;
import com.cloudaggregator.domain.event.AccountEvent.LateRefreshDropped;
import com.cloudaggregator.domain.event.AccountEvent.ReconnectNeeded;
import com.cloudaggregator.domain.event.AccountEvent.RefreshPostponed;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts refreshes by provider and outcome: {@code cloud_aggregator_refreshes_total}, with {@code outcome} refreshed,
 * dropped, needs_reconnect, unavailable, rate_limited or client_refused. The last one is worth an alarm at once: our
 * client is refused, for everybody.
 */
final class RefreshMeters implements AccountEvents {
  private final MeterRegistry meters;

  RefreshMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void publish(AccountEvent event) {
    // No switch: this counts four kinds, and no other one that may come can concern it.
    if (event instanceof CredentialsRefreshed) {
      count(event.provider(), "refreshed");
    } else if (event instanceof LateRefreshDropped) {
      count(event.provider(), "dropped");
    } else if (event instanceof ReconnectNeeded) {
      count(event.provider(), "needs_reconnect");
    } else if (event instanceof RefreshPostponed postponed) {
      count(event.provider(), postponed.trouble().code());
    }
  }

  private void count(Provider provider, String outcome) {
    meters.counter("cloud.aggregator.refreshes", "provider", provider.id(), "outcome", outcome).increment();
  }
}
