package com.cloudaggregator.bootstrap;

import com.cloudaggregator.application.account.RefreshAhead;
import com.cloudaggregator.application.account.RevokeGrants;
import com.cloudaggregator.application.housekeeping.Housekeeping;
import com.cloudaggregator.application.keys.Reencrypt;
import com.cloudaggregator.application.keys.VerifyKeys;
import com.cloudaggregator.application.port.Purge;
import com.cloudaggregator.application.webhook.DeliverEvents;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.jobs.Job;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every job, one line each; what comes with it is told in {@link com.cloudaggregator.bootstrap.jobs}. */
@Configuration(proxyBeanMethods = false)
class RegisteredJobs {

  @Bean
  Job purging(Purge purge, Settings settings, ServerProperties server) {
    var housekeeping = new Housekeeping(
        purge, settings.verificationRetention(), settings.accessTokens().serviceCallsRetention(),
        settings.eventRetention(), sessionEndsStay(server.getServlet().getSession().getTimeout()));
    return Job.every(settings.purgeInterval(), "purge", goOn -> {
      Housekeeping.Swept swept = housekeeping.sweep(goOn);
      return Map.of(
          "used_states", swept.usedStates(),
          "transfer_requests", swept.transferRequests(),
          "evidence", swept.evidence(),
          "service_calls", swept.serviceCalls(),
          "revocations", swept.revocations(),
          "access_events", swept.accessEvents(),
          "events", swept.events(),
          "session_ends", swept.sessionEnds());
    });
  }

  /** Whatever is unused for longer is no session any more; where sessions have no end, their ends are kept as well. */
  private static Duration sessionEndsStay(@Nullable Duration unused) {
    return unused == null || !unused.isPositive() ? Duration.ofDays(36_500) : unused.plusDays(1);
  }

  @Bean
  Job delivering(DeliverEvents deliver) {
    return Job.every(Duration.ofSeconds(1), "deliver", goOn -> deliver.run(goOn).entrySet().stream()
            .collect(Collectors.toMap(done -> done.getKey().name().toLowerCase(Locale.ROOT), Map.Entry::getValue)))
        .waitingFor(deliver::longestWait);
  }

  @Bean
  Job revoking(RevokeGrants revoke) {
    return Job.every(Duration.ofSeconds(2), "revoke", goOn -> revoke.run(goOn).entrySet().stream()
            .collect(Collectors.toMap(done -> done.getKey().name().toLowerCase(Locale.ROOT), Map.Entry::getValue)))
        .waitingFor(revoke::longestWait);
  }

  @Bean
  Job refreshing(RefreshAhead refresh) {
    return Job.every(Duration.ofSeconds(15), "refresh", goOn -> refresh.run(goOn).entrySet().stream()
            .collect(Collectors.toMap(done -> done.getKey().name().toLowerCase(Locale.ROOT), Map.Entry::getValue)))
        .waitingFor(refresh::longestWait);
  }

  @Bean
  Job reencrypting(Reencrypt reencrypt) {
    return Job.every(Duration.ofSeconds(10), "reencrypt", goOn -> {
          Reencrypt.Moved done = reencrypt.run(goOn);
          return Map.of("moved", done.moved(), "unreadable", done.unreadable(), "overtaken", done.overtaken());
        })
        .waitingFor(reencrypt::longestWait);
  }

  @Bean
  Job verifyingKeys(VerifyKeys verify) {
    return Job.every(Duration.ofSeconds(10), "verify-keys", goOn -> verify.runIfDue(goOn)
            .map(opened -> Map.of("opened", opened.good(), "unreadable", opened.bad()))
            .orElseGet(Map::of))
        .waitingFor(verify::longestWait);
  }
}
