package com.cloudaggregator.bootstrap.demo;

import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import com.cloudaggregator.bootstrap.demo.refusal.DemoRefused;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The demo signs anybody in, and its keys are known to everybody: it refuses to run beside the profile {@code prod} and
 * with any client secret that is not its own.
 */
final class DemoOnly {
  private DemoOnly() {}

  /** What is read of a provider's entry. */
  record Entry(@Nullable String clientSecret) {}

  static void check(ConfigurableEnvironment environment) {
    if (Arrays.asList(environment.getActiveProfiles()).contains("prod")) {
      throw new DemoRefused(
          "The profiles 'demo' and 'prod' are both active.",
          "Remove one from spring.profiles.active (environment SPRING_PROFILES_ACTIVE).");
    }
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
    boolean own = Vendor.of(provider).filter(vendor -> vendor.clientSecret().equals(secret)).isPresent();
    if (!own) {
      throw new DemoRefused(
          "Provider '" + provider + "' has a client secret that is not the demo's.",
          "Remove cloud-aggregator.providers." + provider + ".client-secret, or leave the profile 'demo'.");
    }
  }
}
