package com.cloudaggregator.bootstrap.logging;

import com.cloudaggregator.application.port.AccountEvents;
import com.cloudaggregator.application.port.VerificationRecord;
import com.cloudaggregator.application.verification.NoteEvidence;
import com.cloudaggregator.bootstrap.configuration.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.UnaryOperator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The keepers of the record of what happened: the log and the meters, which need nothing, and after them the evidence. */
@Configuration(proxyBeanMethods = false)
public class OwnershipLogging {
  /** The logger of the lines that operators search for. */
  public static final String LOGGER = OwnershipLog.LOGGER;

  /** How an identifier of a user or an account appears in the log. */
  public static UnaryOperator<String> identifiers(Settings settings) {
    return switch (settings.identifiers()) {
      case RAW -> identifier -> identifier;
      case HASHED -> HashedIdentifiers.under(settings.keys().flow().getFirst().secret());
    };
  }

  @Bean
  AccountEvents accountEvents(Settings settings, VerificationRecord record, MeterRegistry meters) {
    OwnershipLog log = new OwnershipLog(identifiers(settings));
    AccountEvents evidence = new NoteEvidence(record, log::hides);
    AccountEvents counts = new RefreshMeters(meters);
    return event -> {
      log.publish(event);
      counts.publish(event);
      evidence.publish(event);
    };
  }
}
