package com.cloudaggregator.bootstrap.configuration;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.springframework.core.env.MapPropertySource;
import org.springframework.mock.env.MockEnvironment;

/** Settings for tests, bound from properties as in the program. */
public final class SettingsFixture {
  private SettingsFixture() {}

  /** A complete configuration with the given properties added to it. */
  public static Settings with(Map<String, ?> properties) {
    Map<String, Object> configuration = complete();
    configuration.putAll(properties);
    return read(configuration);
  }

  static String key(int seed) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) (seed + 200));
    return Base64.getEncoder().encodeToString(bytes);
  }

  static Map<String, Object> complete() {
    var configuration = new HashMap<String, Object>();
    configuration.put("cloud-aggregator.public-url", "https://cloud.example");
    configuration.put("cloud-aggregator.users.mode", "hs256");
    configuration.put("cloud-aggregator.users.secret", "a secret of the identity provider's own");
    configuration.put("cloud-aggregator.keys.vault", "v2:" + key(1) + ",v1:" + key(2));
    configuration.put("cloud-aggregator.keys.transfer", "t1:" + key(3));
    configuration.put("cloud-aggregator.keys.flow", "f1:" + key(4));
    configuration.put("cloud-aggregator.providers.dropbox.client-id", "id");
    configuration.put("cloud-aggregator.providers.dropbox.client-secret", "a secret of dropbox");
    configuration.put(
        "cloud-aggregator.providers.dropbox.authorization-uri",
        "https://dropbox.example/authorize");
    configuration.put(
        "cloud-aggregator.providers.dropbox.token-uri", "https://dropbox.example/token");
    configuration.put(
        "cloud-aggregator.providers.dropbox.user-info-uri", "https://dropbox.example/me");
    configuration.put("spring.datasource.url", "jdbc:postgresql://database.example/cloud");
    configuration.put("spring.datasource.username", "cloud_aggregator_app");
    return configuration;
  }

  static MockEnvironment environment(Map<String, Object> configuration) {
    var environment = new MockEnvironment();
    environment.getPropertySources().addLast(new MapPropertySource("configuration", configuration));
    return environment;
  }

  static Settings read(Map<String, Object> configuration) {
    return SettingsBinder.bind(environment(configuration));
  }
}
