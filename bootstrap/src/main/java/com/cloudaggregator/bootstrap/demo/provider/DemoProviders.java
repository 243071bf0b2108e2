package com.cloudaggregator.bootstrap.demo.provider;

import com.cloudaggregator.application.connect.Randomness;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The demo providers, under {@code /demo/providers/{provider}} of the program's own address. */
@Configuration(proxyBeanMethods = false)
public class DemoProviders {

  @Bean
  FaultSwitch faultSwitch() {
    return new FaultSwitch();
  }

  @Bean
  ConsentStore demoConsentStore(Clock clock, Randomness randomness, FaultSwitch faults) {
    return new ConsentStore(clock, randomness, faults);
  }

  @Bean
  ConsentActions consentActions(ConsentStore store) {
    return new ConsentActions(store);
  }

  @Bean
  ConsentEndpoint demoConsentEndpoint(
      Environment environment, ConsentStore store, FaultSwitch faults, MessageSource messages) {
    return new ConsentEndpoint(publicUrl(environment), store, faults, messages);
  }

  @Bean
  TokenEndpoint demoTokenEndpoint(
      Environment environment,
      ConsentStore store,
      FaultSwitch faults,
      SecureRandom random,
      Clock clock) {
    return new TokenEndpoint(publicUrl(environment), store, faults, new IdTokens(random), clock);
  }

  @Bean
  AccountEndpoints demoAccountEndpoints(ConsentStore store, FaultSwitch faults) {
    return new AccountEndpoints(store, faults);
  }

  private static String publicUrl(Environment environment) {
    return environment
        .getProperty("cloud-aggregator.public-url", "http://localhost:8080")
        .replaceAll("/+$", "");
  }
}
