package com.cloudaggregator.bootstrap.metrics;

import com.cloudaggregator.application.keys.ReadKeys;
import com.cloudaggregator.application.metrics.StoredFigures;
import com.cloudaggregator.application.verification.ReadVerification;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import com.cloudaggregator.bootstrap.configuration.Settings;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Registers the metrics. */
@Configuration(proxyBeanMethods = false)
public class Metrics {

  @Bean
  AccountMeters accountMeters(MeterRegistry meters, Settings settings) {
    return new AccountMeters(meters, settings.providers().keySet());
  }

  @Bean
  ProviderCallMeters providerCallMeters(MeterRegistry meters, Settings settings) {
    return new ProviderCallMeters(meters, settings.providers().keySet());
  }

  /** Spring gives no description to the timers of requests. */
  @Bean
  MeterFilter requestDescriptions() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return id.getName().startsWith("http.server.requests")
            ? new Meter.Id(
                id.getName(),
                Tags.of(id.getTagsAsIterable()),
                id.getBaseUnit(),
                "Requests to this program, and the time they took.",
                id.getType())
            : id;
      }
    };
  }

  @Bean
  StoreMeters storeMeters(
      StoredFigures figures,
      InspectDeliveries deliveries,
      ReadKeys keys,
      ReadVerification verification,
      MeterRegistry meters,
      Settings settings) {
    return new StoreMeters(
        new StoreMeters.ReadFigures(figures, deliveries, keys, verification),
        meters,
        settings.providers().keySet());
  }
}
