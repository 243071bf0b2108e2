package com.cloudaggregator.bootstrap;

import com.cloudaggregator.application.disconnect.RevokeGrants;
import com.cloudaggregator.application.housekeeping.Housekeeping;
import com.cloudaggregator.application.housekeeping.Purge;
import com.cloudaggregator.application.keys.Reencrypt;
import com.cloudaggregator.application.keys.VerifyKeys;
import com.cloudaggregator.application.token.RefreshAhead;
import com.cloudaggregator.application.webhook.DeliverEvents;
import com.cloudaggregator.application.webhook.DeliveryState;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.jobs.Job;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Registers the background jobs. {@link Job} describes what each of them gets: one run at a time in
 * the cluster, metrics and a lag.
 */
@Configuration(proxyBeanMethods = false)
class RegisteredJobs {

  @Bean
  Housekeeping housekeeping(Purge purge, Settings settings) {
    return new Housekeeping(
        purge,
        settings.verification().retention(),
        settings.serviceCalls().retention(),
        settings.webhook().retention());
  }

  /** Often enough that parked credentials are gone within a minute of the end of their offer. */
  @Bean
  Job forgetting(Housekeeping housekeeping) {
    return Job.every(
            Duration.ofSeconds(20),
            "forget",
            shouldContinue -> {
              Housekeeping.ForgottenRows rows = housekeeping.forget(shouldContinue);
              return Map.of(
                  "ended_offers", rows.endedOffers(),
                  "events", rows.events(),
                  "erased_users", rows.erasedUsers());
            })
        .counting(List.of("ended_offers", "events", "erased_users"))
        .waitingFor(housekeeping::longestWait);
  }

  @Bean
  Job purging(Housekeeping housekeeping, Settings settings) {
    return Job.every(
            settings.purgeInterval(),
            "purge",
            shouldContinue -> {
              Housekeeping.PurgedRows purged = housekeeping.purge(shouldContinue);
              return Map.of(
                  "used_states", purged.usedStates(),
                  "transfer_requests", purged.transferRequests(),
                  "evidence", purged.evidence(),
                  "service_calls", purged.serviceCalls(),
                  "revocations", purged.revocations(),
                  "access_events", purged.accessEvents(),
                  "events", purged.events(),
                  "sessions", purged.sessions());
            })
        .counting(
            List.of(
                "used_states",
                "transfer_requests",
                "evidence",
                "service_calls",
                "revocations",
                "access_events",
                "events",
                "sessions"));
  }

  @Bean
  Job delivering(DeliverEvents deliver) {
    return Job.every(
            Duration.ofSeconds(1), "deliver", shouldContinue -> byCode(deliver.run(shouldContinue)))
        .counting(codes(DeliveryState.values()))
        .waitingFor(deliver::longestWait);
  }

  @Bean
  Job mailing(@Qualifier("deliverEmails") DeliverEvents deliver) {
    return Job.every(
            Duration.ofSeconds(5), "mail", shouldContinue -> byCode(deliver.run(shouldContinue)))
        .counting(codes(DeliveryState.values()))
        .waitingFor(deliver::longestWait);
  }

  @Bean
  Job revoking(RevokeGrants revoke) {
    return Job.every(
            Duration.ofSeconds(2), "revoke", shouldContinue -> byCode(revoke.run(shouldContinue)))
        .counting(codes(RevocationState.values()))
        .waitingFor(revoke::longestWait);
  }

  @Bean
  Job refreshing(RefreshAhead refresh) {
    return Job.every(
            Duration.ofSeconds(15),
            "refresh",
            shouldContinue -> byCode(refresh.run(shouldContinue)))
        .counting(codes(RefreshAhead.RefreshOutcome.values()))
        .waitingFor(refresh::longestWait);
  }

  @Bean
  Job reencrypting(Reencrypt reencrypt) {
    return Job.every(
            Duration.ofSeconds(10),
            "reencrypt",
            shouldContinue -> {
              Reencrypt.ReencryptedSecrets done = reencrypt.run(shouldContinue);
              return Map.of(
                  "moved",
                  done.moved(),
                  "unreadable",
                  done.unreadable(),
                  "overtaken",
                  done.overtaken());
            })
        .counting(List.of("moved", "unreadable", "overtaken"))
        .waitingFor(reencrypt::longestWait);
  }

  @Bean
  Job verifyingKeys(VerifyKeys verify) {
    return Job.every(
            Duration.ofSeconds(10),
            "verify-keys",
            shouldContinue ->
                verify
                    .runIfDue(shouldContinue)
                    .map(opened -> Map.of("opened", opened.good(), "unreadable", opened.bad()))
                    .orElseGet(Map::of))
        .counting(List.of("opened", "unreadable"))
        .waitingFor(verify::longestWait);
  }

  private static Map<String, Long> byCode(Map<? extends Enum<?>, Long> counts) {
    return counts.entrySet().stream()
        .collect(Collectors.toMap(count -> code(count.getKey()), Map.Entry::getValue));
  }

  private static List<String> codes(Enum<?>... kinds) {
    return Arrays.stream(kinds).map(RegisteredJobs::code).toList();
  }

  private static String code(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
