package com.cloudaggregator.persistence.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.token.ExpiringTokens;
import com.cloudaggregator.application.verification.Evidence;
import com.cloudaggregator.application.verification.EvidenceCount;
import com.cloudaggregator.application.verification.VerificationRecord;
import com.cloudaggregator.application.verification.ViolatedConstraint;
import com.cloudaggregator.application.webhook.DeliveryState;
import com.cloudaggregator.application.webhook.Outbox;
import com.cloudaggregator.application.webhook.Outbox.Channel;
import com.cloudaggregator.application.webhook.Outbox.ClaimedEvent;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.persistence.TestStore;
import com.cloudaggregator.persistence.verification.EvidenceJpaRepository;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.jpa.repository.NativeQuery;

/** Work that has piled up is done by index: no statement reads all of it. */
class LargeBacklogIT {
  private static final int MANY = 30_000;
  private static final Duration AHEAD = Duration.ofMinutes(10);
  private static final Provider ONEDRIVE = new Provider("onedrive");
  private static final Pattern PARAMETER = Pattern.compile(":(\\w+)");

  private static TestStore store;

  @BeforeAll
  static void fill() {
    store = TestStore.open();
    // The triggers that serialize a write with the erasure of its user hold one lock for each user
    // of a transaction.
    store.execute(
        """
        SET session_replication_role = replica;
        INSERT INTO cloud_provider_accounts
          (id, provider, provider_account_id, user_id, epoch, status, label, access_token_sealed, scopes,
           refresh_token_sealed, access_token_expires_at, updated_at, refresh_failures, refresh_not_before, refresh_trouble)
        SELECT gen_random_uuid(), CASE WHEN n %% 4 = 0 THEN 'dropbox' ELSE 'onedrive' END, n::text, 'user-' || n, 1,
          'connected', '', 'v1.k1.x', '', 'v1.k1.x', now() - n * interval '1 second', now() - interval '30 days',
          CASE WHEN n %% 4 = 1 THEN 3 ELSE 0 END,
          CASE WHEN n %% 4 = 1 THEN now() + (n - 20000) * interval '1 second' END,
          CASE WHEN n %% 4 = 1 THEN 'provider_unavailable' END
        FROM generate_series(1, %1$d) AS n;
        INSERT INTO cloud_provider_accounts
          (id, provider, provider_account_id, user_id, epoch, status, label, access_token_sealed, scopes,
           refresh_token_sealed, access_token_expires_at, updated_at, refresh_failures, refresh_not_before, refresh_trouble)
        SELECT gen_random_uuid(), 'box', n::text, 'user-' || n, 1, 'connected', '', 'v1.k1.x', '', 'v1.k1.x',
          now() - interval '1 hour', now() - interval '30 days', CASE WHEN n > 10 THEN 3 ELSE 0 END,
          CASE WHEN n > 10 THEN now() + (n - 40.5) * interval '1 hour' END,
          CASE WHEN n > 10 THEN 'provider_unavailable' END
        FROM generate_series(1, 100) AS n;
        INSERT INTO ownership_verification_evidence (id, evidence, provider, provider_account_id, constraint_name, trace_id)
        SELECT gen_random_uuid(), CASE WHEN n %% 2 = 0 THEN 'duplicate_detected' ELSE 'conflict_decided' END,
          CASE WHEN n %% 100 = 0 THEN 'box' ELSE 'onedrive' END, n::text,
          CASE WHEN n %% 2 = 0 THEN 'uniq_cloud_provider_accounts_global' END, 'trace'
        FROM generate_series(1, %1$d) AS n;
        INSERT INTO outbox (id, account_id, epoch, type, occurrence, payload, created_at, due_at, state)
        SELECT gen_random_uuid(), a.id, 1, 'account.needs_reconnect', n, '{}', now(), now() - interval '1 hour',
          CASE WHEN n = 1 THEN 'failed' ELSE 'pending' END
        FROM (SELECT id FROM cloud_provider_accounts ORDER BY id LIMIT 200) AS a, generate_series(1, %1$d / 200) AS n
        ORDER BY n;
        INSERT INTO outbox (id, account_id, epoch, type, payload)
        SELECT gen_random_uuid(), id, 1, 'account.connected', '{}' FROM cloud_provider_accounts ORDER BY id DESC LIMIT 1;
        RESET session_replication_role;
        ANALYZE
        """
            .formatted(MANY));
  }

  @AfterAll
  static void close() {
    store.close();
  }

  /** Of another package. */
  private static Class<?> outboxRepository() throws ClassNotFoundException {
    return Class.forName("com.cloudaggregator.persistence.webhook.OutboxEventJpaRepository");
  }

  /** The plan of a repository's statement. */
  private static String plan(Class<?> repository, String method, Map<String, String> parameters) {
    NativeQuery query =
        Arrays.stream(repository.getDeclaredMethods())
            .filter(each -> each.getName().equals(method))
            .map(each -> each.getAnnotation(NativeQuery.class))
            .findAny()
            .orElseThrow();
    String sql =
        PARAMETER
            .matcher(query.value())
            .replaceAll(found -> Objects.requireNonNull(parameters.get(found.group(1))));
    StringBuilder plan = new StringBuilder();
    try (Connection admin = store.database().adminConnection();
        Statement statement = admin.createStatement();
        ResultSet lines = statement.executeQuery("EXPLAIN " + sql)) {
      while (lines.next()) {
        plan.append(lines.getString(1)).append('\n');
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
    return plan.toString();
  }

  @Test
  void aRefreshAheadReadsTheDueAccountsInTheOrderOfAnIndex() {
    Map<String, String> parameters =
        Map.of("ahead", "600000", "provider", "'onedrive'", "skipped", "'{k9}'", "limit", "100");

    assertThat(plan(CustodyJpaRepository.class, "findExpiring", parameters))
        .contains("cloud_provider_accounts_expiring_idx")
        .doesNotContain("Sort", "Seq Scan", "Bitmap");
    assertThat(plan(CustodyJpaRepository.class, "findPaused", parameters))
        .contains("cloud_provider_accounts_paused_idx")
        .doesNotContain("Sort", "Seq Scan", "Bitmap");
    assertThat(plan(CustodyJpaRepository.class, "longestWaitMillis", parameters))
        .doesNotContain("Sort", "Seq Scan", "Bitmap");
    ExpiringTokens tokens = store.bean(ExpiringTokens.class);
    assertThat(tokens.listExpiring(AHEAD, ONEDRIVE, 100)).hasSize(100);
    assertThat(tokens.longestWait(AHEAD, Set.of(ONEDRIVE)))
        .isGreaterThan(Duration.ofSeconds(MANY - 10));
  }

  @Test
  void accountsInAPauseAreFoundWhenItIsOverAndAfterAllOthers() {
    ExpiringTokens tokens = store.bean(ExpiringTokens.class);

    assertThat(tokens.listExpiring(AHEAD, new Provider("box"), 100)).hasSize(40);
    assertThat(tokens.listExpiring(AHEAD, new Provider("box"), 10))
        .allSatisfy(
            account ->
                assertThat(
                        store.text(
                            "SELECT refresh_failures FROM cloud_provider_accounts WHERE id = '"
                                + account.account().value()
                                + "'"))
                    .isEqualTo("0"));
  }

  @Test
  void theFiguresOfTheOperatorsStopCountingAtALimit() {
    VerificationRecord record = store.bean(VerificationRecord.class);

    assertThat(
            plan(
                EvidenceJpaRepository.class,
                "countByKind",
                Map.of("kinds", "'{duplicate_detected,conflict_decided}'", "most", "10000")))
        .doesNotContain("Sort", "Seq Scan on ownership");
    assertThat(plan(EvidenceJpaRepository.class, "countByConstraint", Map.of("most", "10000")))
        .contains("ownership_verification_evidence_constraint_idx")
        .doesNotContain("Sort", "Seq Scan on ownership");
    assertThat(record.countEvidence())
        .hasEntrySatisfying(
            Evidence.DUPLICATE_DETECTED,
            seen -> assertThat(seen.count()).isEqualTo(EvidenceCount.MOST));
    assertThat(record.countViolations())
        .hasSize(2)
        .hasEntrySatisfying(
            new ViolatedConstraint(new Provider("box"), "uniq_cloud_provider_accounts_global"),
            seen -> assertThat(seen.count()).isEqualTo(MANY / 100));
  }

  @Test
  void anEventIsClaimedInFrontOfWhichManyWaitForAFailedOne() throws ClassNotFoundException {
    Outbox outbox = store.bean(Outbox.class);

    ClaimedEvent free = outbox.claim(Channel.WEBHOOK, Duration.ofMinutes(1)).orElseThrow();

    assertThat(store.text("SELECT type FROM outbox WHERE id = '" + free.id() + "'"))
        .isEqualTo("account.connected");
    outbox.settle(free, DeliveryState.DELIVERED, "200");
    assertThat(store.count("SELECT count(*) FROM outbox WHERE state = 'pending' AND NOT held"))
        .as("events that the next claim reads")
        .isZero();
    // The state of the endpoint is a table of one row, which has no index to read.
    assertThat(
            plan(
                outboxRepository(),
                "claim",
                Map.of("lease", "1000", "shortest", "60", "longest", "3600")))
        .contains("outbox_next_idx")
        .doesNotContain("Sort", "Seq Scan on outbox");
    assertThat(plan(outboxRepository(), "holdBack", Map.of("most", "500")))
        .contains("outbox_next_idx")
        .doesNotContain("Seq Scan");

    // The events of an account go on in their order once the failed one is replayed.
    String account =
        store.text("SELECT account_id FROM outbox WHERE state = 'failed' ORDER BY id LIMIT 1");
    store.execute(
        "UPDATE outbox SET state = 'pending' WHERE state = 'failed' AND account_id = '"
            + account
            + "'");
    for (int occurrence = 1; occurrence <= 3; occurrence++) {
      ClaimedEvent next = outbox.claim(Channel.WEBHOOK, Duration.ofMinutes(1)).orElseThrow();
      assertThat(
              store.text(
                  "SELECT account_id || ' ' || occurrence FROM outbox WHERE id = '"
                      + next.id()
                      + "'"))
          .isEqualTo(account + " " + occurrence);
      assertThat(outbox.claim(Channel.WEBHOOK, Duration.ofMinutes(1))).isEmpty();
      outbox.settle(next, DeliveryState.DELIVERED, "200");
    }
    store.execute("DELETE FROM outbox WHERE account_id = '" + account + "' AND occurrence = 4");
    ClaimedEvent fifth = outbox.claim(Channel.WEBHOOK, Duration.ofMinutes(1)).orElseThrow();
    assertThat(store.text("SELECT occurrence FROM outbox WHERE id = '" + fifth.id() + "'"))
        .as("after the fourth is purged")
        .isEqualTo("5");
  }
}
