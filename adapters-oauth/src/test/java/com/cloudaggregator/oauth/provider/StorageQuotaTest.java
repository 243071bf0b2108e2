package com.cloudaggregator.oauth.provider;

import static com.cloudaggregator.oauth.http.MisbehavingProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.provider.Providers.RefreshRequest;
import com.cloudaggregator.application.provider.Providers.StorageResult;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.Fixtures;
import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.http.MisbehavingProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Readings of the storage of many users share the places of a provider with its other calls. */
@Timeout(30)
class StorageQuotaTest {
  private static final Provider PROVIDER = new Provider("dropbox");
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Test
  void leavesPlacesForTheOtherCalls() {
    try (MisbehavingProvider server = new MisbehavingProvider();
        ConfiguredProviders providers = providers(Fixtures.dropbox(server));
        ExecutorService threads = Executors.newCachedThreadPool()) {
      server.on("/storage", server.hanging());
      server.on(
          "/token", json("{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"expires_in\":60}"));
      int places = Fixtures.dropbox(server).maxConcurrentCalls();
      List<Future<StorageResult>> readings = new ArrayList<>();
      for (int i = 0; i < places; i++) {
        readings.add(threads.submit(() -> providers.storage(PROVIDER, new Secret("at"), PATIENCE)));
      }
      while (server.calls("/storage").size() + readings.stream().filter(Future::isDone).count()
          < places) {
        Thread.onSpinWait();
      }

      assertThat(
              providers.refresh(
                  new RefreshRequest(PROVIDER, null, new Secret("rt"), Set.of(), null, PATIENCE)))
          .isInstanceOf(RefreshVerdict.Refreshed.class);
      assertThat(readings)
          .allSatisfy(
              reading ->
                  assertThat(reading.get()).isEqualTo(new StorageResult.StorageUnavailable()));
    }
  }

  /** A provider may write a large number with an exponent, as Box does. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0e+15 | 1000000000000000",
        "9.18E+09 | 9180000000",
        "10737418240.0 | 10737418240",
        "\"1000\" | 1000",
        "0 | 0",
        "-1 |",
        "-0.5 | 0",
        "1e300 |",
        "true |"
      })
  void readsEachFormOfANumber(String sent, @Nullable Long used) {
    try (MisbehavingProvider server = new MisbehavingProvider();
        ConfiguredProviders providers = providers(Fixtures.dropbox(server))) {
      server.on("/storage", json("{\"used\":" + sent + "}"));

      assertThat(providers.storage(PROVIDER, new Secret("at"), PATIENCE))
          .isEqualTo(
              used == null
                  ? new StorageResult.StorageUnavailable()
                  : new StorageResult.Measured(used, null));
    }
  }

  private static ConfiguredProviders providers(ProviderSettings settings) {
    return new ConfiguredProviders(
        Fixtures.settings(Map.of(PROVIDER.id(), settings)), refusal -> {}, Fixtures.CLOCK);
  }
}
