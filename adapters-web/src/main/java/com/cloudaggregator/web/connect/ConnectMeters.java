package com.cloudaggregator.web.connect;

import com.cloudaggregator.application.connect.ConnectError;
import com.cloudaggregator.application.connect.ConnectOutcome;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Counts callbacks by provider and outcome: {@code cloud_aggregator_connects_total}. The outcomes
 * are those of the contract, section 4. A callback that is delivered twice counts once. Every
 * counter exists from the start, so that the first callback is an increase.
 */
@Component
final class ConnectMeters {
  /** For an id that the request invented, so that no request can add label values. */
  private static final String UNKNOWN = "unknown";

  private static final String CONNECTED = "success";
  private static final String CONFLICT = "ownership_conflict";

  private final MeterProvider<Counter> connects;
  private final Set<String> providers;

  ConnectMeters(MeterRegistry meters, ListProviders providers) {
    this.connects =
        Counter.builder("cloud.aggregator.connects")
            .description("Callbacks of providers, by the outcome that the browser was sent to.")
            .withRegistry(meters);
    this.providers =
        providers.list().stream()
            .map(ProviderProfile::provider)
            .map(Provider::id)
            .collect(Collectors.toUnmodifiableSet());
    Stream.concat(this.providers.stream(), Stream.of(UNKNOWN))
        .forEach(
            provider ->
                Stream.concat(
                        Stream.of(CONNECTED, CONFLICT),
                        Arrays.stream(ConnectError.values()).map(ConnectMeters::code))
                    .forEach(outcome -> counter(provider, outcome)));
  }

  void count(Provider provider, ConnectOutcome outcome) {
    String code =
        switch (outcome) {
          case ConnectOutcome.Connected _ -> CONNECTED;
          case ConnectOutcome.Conflict _ -> CONFLICT;
          case ConnectOutcome.OtherAccountChosen _ -> code(ConnectError.ACCOUNT_MISMATCH);
          case ConnectOutcome.ConnectFailed failed -> code(failed.reason());
        };
    counter(provider.id(), code).increment();
  }

  /**
   * @param provider as the request names it
   */
  void count(String provider, ConnectError error) {
    counter(provider, code(error)).increment();
  }

  private Counter counter(String provider, String outcome) {
    String known = providers.contains(provider) ? provider : UNKNOWN;
    return connects.withTags("provider", known, "outcome", outcome);
  }

  private static String code(ConnectError error) {
    return error.name().toLowerCase(Locale.ROOT);
  }
}
