package com.cloudaggregator.oauth.seal;

import com.cloudaggregator.application.keys.KeyRings;
import com.cloudaggregator.oauth.KeyRing;
import com.cloudaggregator.oauth.OAuthSettings;
import com.cloudaggregator.oauth.SymmetricKey;

/** The key ids of the settings. */
record ConfiguredKeyRings(OAuthSettings settings) implements KeyRings {

  @Override
  public KeyIds vault() {
    return ring(settings.vaultKeys());
  }

  @Override
  public KeyIds transfer() {
    return ring(settings.transferKeys());
  }

  @Override
  public KeyIds flow() {
    return ring(settings.flowKeys());
  }

  private static KeyIds ring(KeyRing keys) {
    return new KeyIds(keys.keys().stream().map(SymmetricKey::id).toList());
  }
}
