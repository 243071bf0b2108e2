package com.cloudaggregator.domain.account;

import java.net.URI;
import java.util.List;

/**
 * Static information about a provider.
 *
 * @param displayName the provider's name, as users know it
 * @param configured whether our client's credentials are configured
 * @param offlineAccess whether a refresh token is requested, so that a missing one is an error
 * @param revocable whether the provider can revoke a single grant
 * @param permissionsPages the provider's pages where users see and withdraw permissions, the usual
 *     one first
 * @param scopes the requested scopes, as the provider names them
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

  /** A profile without scopes. */
  public ProviderProfile(
      Provider provider,
      String displayName,
      boolean configured,
      boolean offlineAccess,
      boolean revocable,
      List<URI> permissionsPages) {
    this(provider, displayName, configured, offlineAccess, revocable, permissionsPages, List.of());
  }

  /** A profile without revocation. */
  public ProviderProfile(
      Provider provider, String displayName, boolean configured, boolean offlineAccess) {
    this(provider, displayName, configured, offlineAccess, false, List.of());
  }
}
