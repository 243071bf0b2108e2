package com.cloudaggregator.oauth.provider;

import com.cloudaggregator.oauth.OAuthSettings;
import com.cloudaggregator.oauth.RefusalReporter;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProviderConfiguration {

  @Bean
  ConfiguredProviders providers(OAuthSettings settings, RefusalReporter refusals, Clock clock) {
    return new ConfiguredProviders(settings, refusals, clock);
  }
}
