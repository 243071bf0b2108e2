package com.cloudaggregator.oauth.seal;

import com.cloudaggregator.application.connect.AuthorizationFlows;
import com.cloudaggregator.application.keys.KeyRings;
import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.application.transfer.TransferTokens;
import com.cloudaggregator.oauth.CookieSeal;
import com.cloudaggregator.oauth.OAuthSettings;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One key ring for each purpose; no key is shared between two of them. */
@Configuration(proxyBeanMethods = false)
class SealConfiguration {

  @Bean
  CookieSeal cookieSeal(OAuthSettings settings, SecureRandom random) {
    return new AesCookieSeal(new SealedBox(settings.flowKeys(), random));
  }

  @Bean
  AuthorizationFlows authorizationFlows(CookieSeal cookies) {
    return new SealedFlows(cookies);
  }

  @Bean
  TransferTokens transferTokens(OAuthSettings settings, Clock clock) {
    return new SignedTransferTokens(settings.publicUrl(), settings.transferKeys(), clock);
  }

  @Bean
  Vault vault(OAuthSettings settings, SecureRandom random) {
    return new AesVault(new SealedBox(settings.vaultKeys(), random));
  }

  @Bean
  KeyRings keyRings(OAuthSettings settings) {
    return new ConfiguredKeyRings(settings);
  }
}
