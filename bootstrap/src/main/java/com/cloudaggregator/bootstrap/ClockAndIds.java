package com.cloudaggregator.bootstrap;

import com.cloudaggregator.application.CurrentTrace;
import com.cloudaggregator.application.connect.Randomness;
import com.cloudaggregator.application.token.Sleeper;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.domain.credential.Secret;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.slf4j.MDC;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The sources of time, randomness, new ids and trace ids; no other class reads them directly. */
@Configuration(proxyBeanMethods = false)
class ClockAndIds {
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
  Sleeper sleeper() {
    return time -> LockSupport.parkNanos(time.toNanos());
  }

  /** Reads the trace id from the MDC; an id of an unknown form counts as none. */
  @Bean
  CurrentTrace currentTrace() {
    return () ->
        Optional.ofNullable(MDC.get("traceId"))
            .filter(id -> TRACE_ID.matcher(id).matches())
            .orElse("-");
  }

  @Bean
  IdGenerator idGenerator(Clock clock, SecureRandom random) {
    return new TimeOrderedIds(clock, random);
  }
}
