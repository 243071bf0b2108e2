package com.cloudaggregator.bootstrap.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.cloudaggregator.bootstrap.metrics.ProviderCallMeters;
import com.cloudaggregator.oauth.RefusalReporter.Refusal;
import com.cloudaggregator.oauth.RefusalReporter.Step;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("com.cloudaggregator.refusals");
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private Instant now = Instant.parse("2026-11-25T10:00:00Z");
  private final RefusalLog log =
      new RefusalLog(
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return now;
            }
          },
          new ProviderCallMeters(new SimpleMeterRegistry(), List.of()));

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(appender);
  }

  private List<String> lines() {
    return appender.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  @Test
  void writesOneLineForARefusal() {
    log.report(new Refusal("acmedrive", Step.TOKEN_EXCHANGE, "401 invalid_client"));
    log.report(new Refusal(Refusal.USERS, Step.TOKEN, "aud"));

    assertThat(lines())
        .containsExactly(
            "WARN [ACMEDRIVE][TOKEN_EXCHANGE] refused: 401 invalid_client",
            "INFO [USERS][TOKEN] refused: aud");
  }

  @Test
  void limitsLinesPerMinuteAndCountsTheRest() {
    for (int i = 0; i < 1000; i++) {
      log.report(new Refusal(Refusal.USERS, Step.TOKEN, "exp"));
    }
    assertThat(lines()).hasSize(30);

    log.report(new Refusal("acmedrive", Step.ID_TOKEN, "alg EdDSA"));
    assertThat(lines()).last().isEqualTo("WARN [ACMEDRIVE][ID_TOKEN] refused: alg EdDSA");

    now = now.plus(Duration.ofMinutes(1));
    log.report(new Refusal(Refusal.USERS, Step.TOKEN, "exp"));
    assertThat(lines()).last().isEqualTo("INFO [USERS][TOKEN] refused: exp (970 more before)");
  }
}
