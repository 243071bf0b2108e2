package com.cloudaggregator.application.provider;

import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import java.util.List;
import java.util.Optional;

/** Lists the providers that can be connected, with their names. */
public final class ListProviders {
  private final Providers providers;

  public ListProviders(Providers providers) {
    this.providers = providers;
  }

  public List<ProviderProfile> list() {
    return providers.all();
  }

  public Optional<ProviderProfile> find(Provider provider) {
    return providers.find(provider);
  }
}
