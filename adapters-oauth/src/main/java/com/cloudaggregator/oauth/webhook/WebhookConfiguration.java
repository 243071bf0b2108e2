package com.cloudaggregator.oauth.webhook;

import com.cloudaggregator.application.webhook.EventReceiver;
import com.cloudaggregator.oauth.OAuthSettings;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {
  /** From the first byte sent to the last byte read. */
  private static final Duration TOTAL = Duration.ofSeconds(15);

  @Bean(destroyMethod = "close")
  EventReceiver eventReceiver(OAuthSettings settings, Clock clock) {
    return new WebhookEndpoint(settings.webhook(), TOTAL, settings.allowInsecureLoopback(), clock);
  }
}
