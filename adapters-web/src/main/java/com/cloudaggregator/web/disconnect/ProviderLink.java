package com.cloudaggregator.web.disconnect;

import com.cloudaggregator.domain.account.ProviderProfile;
import java.net.URI;
import java.util.List;

/** A page of the provider where users can withdraw the permission themselves, named by its host. */
public record ProviderLink(String host, String address) {

  public static List<ProviderLink> list(ProviderProfile profile) {
    return profile.permissionsPages().stream().map(ProviderLink::of).toList();
  }

  private static ProviderLink of(URI address) {
    return new ProviderLink(String.valueOf(address.getHost()), address.toString());
  }
}
