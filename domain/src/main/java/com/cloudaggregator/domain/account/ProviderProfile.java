package com.cloudaggregator.domain.account;

import java.net.URI;
import java.util.List;

/**
 * What is known of a provider without asking it.
 *
 * @param displayName its own name, as people know it
 * @param configured whether it has our client's credentials
 * @param offlineAccess whether a refresh token is asked for, so that its absence is a fault
 * @param revocable whether it can be asked to revoke one grant
 * @param permissionsPages its own pages where people see and withdraw what they have allowed, the usual one first
 * @param scopes what is asked for, as the provider calls it
 */
public record ProviderProfile(
    Provider provider,
    String displayName,
    boolean configured,
    boolean offlineAccess,
    boolean revocable,
    List<URI> permissionsPages,
    List<String> scopes) {

  public ProviderProfile {
    permissionsPages = List.copyOf(permissionsPages);
    scopes = List.copyOf(scopes);
  }

  /** One that says nothing of scopes. */
  public ProviderProfile(
      Provider provider,
      String displayName,
      boolean configured,
      boolean offlineAccess,
      boolean revocable,
      List<URI> permissionsPages) {
    this(provider, displayName, configured, offlineAccess, revocable, permissionsPages, List.of());
  }

  /** One that says nothing of revocation. */
  public ProviderProfile(Provider provider, String displayName, boolean configured, boolean offlineAccess) {
    this(provider, displayName, configured, offlineAccess, false, List.of());
  }
}
