package com.cloudaggregator.bootstrap.logging;

import com.cloudaggregator.application.port.AccountEvents;
import com.cloudaggregator.application.port.VerificationRecord;
import com.cloudaggregator.application.verification.NoteEvidence;
import com.cloudaggregator.bootstrap.configuration.Settings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The keepers of the record of what happened: the log, which needs nothing, and after it the evidence. */
@Configuration(proxyBeanMethods = false)
public class OwnershipLogging {

  @Bean
  AccountEvents accountEvents(Settings settings, VerificationRecord record) {
    AccountEvents log = new OwnershipLog(switch (settings.identifiers()) {
      case RAW -> identifier -> identifier;
      case HASHED -> HashedIdentifiers.under(settings.keys().flow().getFirst().secret());
    });
    AccountEvents evidence = new NoteEvidence(record);
    return event -> {
      log.publish(event);
      evidence.publish(event);
    };
  }
}
