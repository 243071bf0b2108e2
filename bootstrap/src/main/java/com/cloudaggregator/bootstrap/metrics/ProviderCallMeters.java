package com.cloudaggregator.bootstrap.metrics;

import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.oauth.CallStatus;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;

/** Measures calls to providers by status. Every timer exists from the start. */
public final class ProviderCallMeters {
  private final MeterProvider<Timer> calls;

  /**
   * @param providers the ids of all providers
   */
  public ProviderCallMeters(MeterRegistry meters, Collection<String> providers) {
    this.calls =
        Timer.builder("cloud.aggregator.provider.calls")
            .description("Calls to providers, by how they ended, and the time until then.")
            .withRegistry(meters);
    for (String provider : providers) {
      for (CallStatus status : CallStatus.values()) {
        timer(provider, status);
      }
    }
  }

  public void called(Provider provider, CallStatus status, Duration took) {
    timer(provider.id(), status).record(took);
  }

  private Timer timer(String provider, CallStatus status) {
    return calls.withTags("provider", provider, "status", status.code());
  }
}
