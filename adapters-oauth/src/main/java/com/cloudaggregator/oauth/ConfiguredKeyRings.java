package com.cloudaggregator.oauth;

import com.cloudaggregator.application.port.KeyRings;
import com.cloudaggregator.oauth.OAuthAdapter.Key;
import com.cloudaggregator.oauth.OAuthAdapter.KeyRing;
import com.cloudaggregator.oauth.OAuthAdapter.Settings;

/** The ids in the settings. */
record ConfiguredKeyRings(Settings settings) implements KeyRings {

  @Override
  public Ring vault() {
    return ring(settings.vaultKeys());
  }

  @Override
  public Ring transfer() {
    return ring(settings.transferKeys());
  }

  @Override
  public Ring flow() {
    return ring(settings.flowKeys());
  }

  private static Ring ring(KeyRing keys) {
    return new Ring(keys.keys().stream().map(Key::id).toList());
  }
}
