package com.cloudaggregator.bootstrap.demo;

import com.cloudaggregator.bootstrap.configuration.StartupException;
import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Refuses to start with a client secret that is not one of the demo's: the demo signs anyone in,
 * and its keys are public.
 */
final class DemoOnly {
  private DemoOnly() {}

  /** The one property that is read of a provider's configuration. */
  record Entry(@Nullable String clientSecret) {}

  static void check(ConfigurableEnvironment environment) {
    Binder.get(environment)
        .bind("cloud-aggregator.providers", Bindable.mapOf(String.class, Entry.class))
        .orElseGet(Map::of)
        .forEach(DemoOnly::check);
  }

  private static void check(String provider, Entry entry) {
    String secret = entry.clientSecret();
    if (secret == null || secret.isBlank()) {
      return;
    }
    boolean own =
        Vendor.of(provider).filter(vendor -> vendor.clientSecret().equals(secret)).isPresent();
    if (!own) {
      throw new StartupException(
          "Provider '" + provider + "' has a client secret that is not the demo's.",
          "Remove cloud-aggregator.providers."
              + provider
              + ".client-secret, or start without the profile 'demo'.");
    }
  }
}
