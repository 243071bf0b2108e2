package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.oauth.RefusalReporter;
import com.cloudaggregator.oauth.http.BoundedRequests;
import com.cloudaggregator.oauth.http.HttpLimits;
import com.cloudaggregator.oauth.http.JsonDocuments;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;

/** The beans that verify tokens of the host's identity provider and call that provider. */
@Configuration(proxyBeanMethods = false)
class TokenVerification {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration TOTAL = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 100 * 1024;

  @Bean
  BoundedRequests identityRequests(Settings settings) {
    return new BoundedRequests(
        new HttpLimits(CONNECT, TOTAL, MAX_BYTES, settings.allowInsecureLoopback()));
  }

  @Bean
  JsonDocuments identityDocuments(BoundedRequests identityRequests) {
    return new JsonDocuments(identityRequests);
  }

  @Bean
  JwtDecoder userTokens(
      Settings settings, JsonDocuments documents, RefusalReporter refusals, Clock clock) {
    return UserTokens.of(settings.users(), documents, refusals, clock);
  }

  @Bean
  JwtDecoderFactory<ClientRegistration> hostIdTokens(
      Settings settings, JsonDocuments documents, RefusalReporter refusals, Clock clock) {
    return new HostIdTokens(settings.users().clockSkew(), documents, refusals, clock);
  }
}
