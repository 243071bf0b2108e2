package com.cloudaggregator.bootstrap.logging;

import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.application.verification.EvidenceRecorder;
import com.cloudaggregator.application.verification.VerificationRecord;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.metrics.AccountMeters;
import com.cloudaggregator.bootstrap.metrics.ProviderCallMeters;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.oauth.RefusalReporter;
import java.time.Clock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Registers the receivers of ownership events: first the log and the metrics, which need nothing
 * else, then the evidence, which needs the database.
 */
@Configuration(proxyBeanMethods = false)
public class OwnershipLogging {
  /** The name of the logger of {@link OwnershipLog}. */
  public static final String LOGGER = OwnershipLog.LOGGER;

  /** Renders identifiers of users and accounts in the log, as configured. */
  public static UnaryOperator<String> identifiers(Settings settings) {
    return switch (settings.logging().identifiers()) {
      case RAW -> identifier -> identifier;
      case HASHED -> HashedIdentifiers.under(settings.keys().flow().getFirst().secret());
    };
  }

  @Bean
  AccountEvents accountEvents(Settings settings, VerificationRecord record, AccountMeters counts) {
    OwnershipLog log = new OwnershipLog(identifiers(settings));
    AccountEvents evidence = new EvidenceRecorder(record, log::hides);
    return new AccountEvents() {
      @Override
      public void publish(AccountEvent event) {
        log.publish(event);
        counts.count(event);
        evidence.publish(event);
      }

      @Override
      public <T> T together(Supplier<T> useCase) {
        return evidence.together(useCase);
      }
    };
  }

  @Bean
  RefusalReporter refusalReporter(Clock clock, ProviderCallMeters calls) {
    return new RefusalLog(clock, calls);
  }
}
