package com.cloudaggregator.oauth.seal;

import com.cloudaggregator.application.connect.AuthorizationFlows;
import com.cloudaggregator.application.keys.KeyRings;
import com.cloudaggregator.application.keys.OtherKeys;
import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.application.transfer.TransferTokens;
import com.cloudaggregator.oauth.OAuthSettings;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One key ring for each purpose; no key is shared between two of them. */
@Configuration(proxyBeanMethods = false)
class SealConfiguration {

  @Bean
  AesCookieSeal cookieSeal(OAuthSettings settings, SecureRandom random) {
    return new AesCookieSeal(new SealedBox(settings.flowKeys(), random));
  }

  @Bean
  AuthorizationFlows authorizationFlows(AesCookieSeal cookies, OtherKeys others) {
    return new SealedFlows(cookies, others);
  }

  @Bean
  TransferTokens transferTokens(OAuthSettings settings, OtherKeys others, Clock clock) {
    return new SignedTransferTokens(settings.publicUrl(), settings.transferKeys(), others, clock);
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
