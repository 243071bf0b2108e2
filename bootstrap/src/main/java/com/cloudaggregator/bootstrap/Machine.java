package com.cloudaggregator.bootstrap;

import com.cloudaggregator.application.port.Pauses;
import com.cloudaggregator.application.port.Randomness;
import com.cloudaggregator.domain.credential.Secret;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.MDC;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What comes from the machine and not from the rules: time, chance, new ids. The only place that asks for them. */
@Configuration(proxyBeanMethods = false)
class Machine {
  private static final int SECRET_BYTES = 32;
  private static final Pattern TRACE_ID = Pattern.compile("[0-9A-Za-z-]{1,64}");

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  SecureRandom secureRandom() {
    return new SecureRandom();
  }

  @Bean
  Randomness randomness(SecureRandom random) {
    return () -> {
      byte[] bytes = new byte[SECRET_BYTES];
      random.nextBytes(bytes);
      return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    };
  }

  @Bean
  Pauses pauses() {
    return time -> LockSupport.parkNanos(time.toNanos());
  }

  /** The trace id of the request that a thread is about; "-" when it is about none, or the id is of no known form. */
  @Bean
  Supplier<String> traceIds() {
    return () -> Optional.ofNullable(MDC.get("traceId"))
        .filter(id -> TRACE_ID.matcher(id).matches())
        .orElse("-");
  }

  @Bean
  Supplier<UUID> ids(Clock clock, SecureRandom random) {
    return new TimeOrderedIds(clock, random);
  }
}
