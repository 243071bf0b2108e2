package com.cloudaggregator.application.account;

import com.cloudaggregator.application.port.Providers;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.Provider;
import java.util.List;
import java.util.Optional;

/** Shows what could be connected, and under which name. */
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
