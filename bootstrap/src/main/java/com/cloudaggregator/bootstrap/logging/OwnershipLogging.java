package com.cloudaggregator.bootstrap.logging;

import com.cloudaggregator.application.port.AccountEvents;
import com.cloudaggregator.bootstrap.configuration.Settings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The log as the keeper of the record of what happened. */
@Configuration(proxyBeanMethods = false)
public class OwnershipLogging {

  @Bean
  AccountEvents accountEvents(Settings settings) {
    return new OwnershipLog(switch (settings.identifiers()) {
      case RAW -> identifier -> identifier;
      case HASHED -> HashedIdentifiers.under(settings.keys().flow().getFirst().secret());
    });
  }
}
