package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.carol;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.audit.AccountAudit;
import com.cloudaggregator.application.audit.AccountHistory;
import com.cloudaggregator.application.audit.OwnerChange;
import com.cloudaggregator.application.audit.OwnerChangeCause;
import com.cloudaggregator.application.audit.PendingOffers;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.application.verification.Evidence;
import com.cloudaggregator.application.verification.EvidenceEntry;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferGrant;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator sees of one account among a hundred thousand. */
class AccountAuditIT {
  private static TestStore store;

  private final ProviderAccountId drive = drive();

  @BeforeAll
  static void aHundredThousandAccounts() {
    store = TestStore.open();
    store.execute(
        """
        INSERT INTO cloud_provider_accounts
          (id, provider, provider_account_id, user_id, epoch, status, label, access_token_sealed, scopes)
        SELECT gen_random_uuid(), 'dropbox', 'dbid:' || n, 'user-' || n % 1000, 1,
          CASE WHEN n % 100 = 0 THEN 'needs_reconnect' ELSE 'connected' END, '', 'v1.k1.x', ''
        FROM generate_series(1, 100000) AS n;
        INSERT INTO ownership_verification_evidence (id, evidence, provider, provider_account_id, trace_id, at)
        SELECT gen_random_uuid(), (ARRAY['duplicate_detected', 'conflict_decided'])[1 + n % 2], 'dropbox',
          'dbid:' || n % 1000, '-', now() - n * interval '1 minute'
        FROM generate_series(1, 100000) AS n;
        INSERT INTO ownership_transfer_requests
          (jti, requester, account_id, expected_owner, expected_epoch, access_token_sealed, scopes, label, expires_at)
        SELECT gen_random_uuid(), 'requester', id, user_id, 1, 'v1.k1.x', '', '', now() + interval '10 minutes'
        FROM cloud_provider_accounts LIMIT 20000;
        """);
    store.execute("VACUUM ANALYZE");
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static AccountAudit audit() {
    return store.bean(AccountAudit.class);
  }

  private AccountHistory history() {
    return audit().findHistory(drive).orElseThrow();
  }

  private TransferGrant offer(CloudAccount account, UserId requester) {
    OwnedByAnother standing = new OwnedByAnother(account, account.owner().orElseThrow());
    return ((OfferResult.Offered)
            store
                .requests()
                .offer(
                    claim(drive, requester).afterDuplicate(),
                    standing,
                    Duration.ofMinutes(10),
                    1000))
        .grant();
  }

  @Test
  void hasNoHistoryForAnAccountThatWasNeverConnected() {
    assertThat(audit().findHistory(drive)).isEmpty();
  }

  @Test
  void showsOwnersWithTimeAndCause() {
    CloudAccount account =
        ((ClaimResult.Claimed) store.accounts().claim(claim(drive, alice()))).account();
    store
        .requests()
        .transfer(offer(account, bob()).id(), bob(), new TransferLimits(Duration.ZERO, 10));
    store.accounts().release(account.id(), bob());
    store.accounts().adopt(claim(drive, carol()), new Epoch(3));

    AccountHistory history = history();

    assertThat(history.account()).isEqualTo(store.accounts().find(drive).orElseThrow());
    assertThat(history.ownerChanges())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("at")
        .containsExactly(
            change(1, null, alice(), OwnerChangeCause.CONNECTED, account),
            change(2, alice(), bob(), OwnerChangeCause.TRANSFERRED, account),
            change(3, bob(), null, OwnerChangeCause.RELEASED, account),
            change(4, null, carol(), OwnerChangeCause.ADOPTED, account));
    assertThat(history.ownerChanges().getLast().at()).isEqualTo(history.account().connectedAt());
  }

  private static OwnerChange change(
      long epoch,
      @Nullable UserId from,
      @Nullable UserId to,
      OwnerChangeCause cause,
      CloudAccount account) {
    return new OwnerChange(new Epoch(epoch), from, to, cause, account.connectedAt());
  }

  @Test
  void countsOffersThatCanStillBeUsed() {
    CloudAccount account =
        ((ClaimResult.Claimed) store.accounts().claim(claim(drive, alice()))).account();
    assertThat(history().pendingOffers()).isEqualTo(new PendingOffers(0, null));

    TransferGrant expired = offer(account, carol());
    new JpaOwnershipStore(store).expire(expired.id());
    TransferGrant live = offer(account, bob());

    assertThat(history().pendingOffers()).isEqualTo(new PendingOffers(1, live.expiresAt()));
  }

  @Test
  void showsEvidenceSinceTheLastDuplicateOnly() {
    CloudAccount account =
        ((ClaimResult.Claimed) store.accounts().claim(claim(drive, alice()))).account();
    assertThat(history().evidence()).isEmpty();

    store
        .verification()
        .record(Evidence.DUPLICATE_DETECTED, drive, "uniq_cloud_provider_accounts_global");
    store.verification().record(Evidence.OWNER_LOOKUP_FAILED, drive, null);
    store
        .verification()
        .record(Evidence.DUPLICATE_DETECTED, drive, "uniq_cloud_provider_accounts_global");
    offer(account, bob());
    store.verification().record(Evidence.CONFLICT_ANSWERED, drive, null);

    assertThat(history().evidence())
        .extracting(EvidenceEntry::evidence)
        .containsExactly(
            Evidence.DUPLICATE_DETECTED, Evidence.CONFLICT_DECIDED, Evidence.CONFLICT_ANSWERED);
  }

  @Test
  void listsAccountsByStatusInPagesWithoutRepetition() {
    List<CloudAccount> all = new ArrayList<>();
    AccountId after = null;
    List<CloudAccount> page = audit().listByStatus(AccountStatus.NEEDS_RECONNECT, null, 300);
    while (!page.isEmpty()) {
      all.addAll(page);
      after = page.getLast().id();
      page = audit().listByStatus(AccountStatus.NEEDS_RECONNECT, after, 300);
    }

    assertThat(all).hasSize(1000).doesNotHaveDuplicates();
    assertThat(all).extracting(CloudAccount::status).containsOnly(AccountStatus.NEEDS_RECONNECT);
  }

  /** The statements of the adapter, as the server receives them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM cloud_provider_accounts WHERE status = 'connected'"
            + " AND id > '80000000-0000-0000-0000-000000000000' ORDER BY id FETCH FIRST 51 ROWS ONLY",
        "SELECT * FROM cloud_provider_accounts WHERE status = 'needs_reconnect'"
            + " AND id > '00000000-0000-0000-0000-000000000000' ORDER BY id FETCH FIRST 51 ROWS ONLY",
        "SELECT * FROM cloud_provider_accounts WHERE frozen_at IS NOT NULL"
            + " AND id > '00000000-0000-0000-0000-000000000000' ORDER BY id FETCH FIRST 51 ROWS ONLY",
        "SELECT * FROM cloud_provider_accounts WHERE provider = 'dropbox' AND provider_account_id = 'dbid:5'",
        "SELECT count(*), max(expires_at) FROM ownership_transfer_requests"
            + " WHERE account_id = '80000000-0000-0000-0000-000000000000' AND used_at IS NULL AND expires_at > now()",
        "SELECT evidence, at, trace_id FROM ownership_verification_evidence"
            + " WHERE provider = 'dropbox' AND provider_account_id = 'dbid:5' AND at >= ("
            + " SELECT max(at) FROM ownership_verification_evidence WHERE provider = 'dropbox'"
            + " AND provider_account_id = 'dbid:5' AND evidence = 'duplicate_detected') ORDER BY at, id LIMIT 50",
        "SELECT id FROM cloud_provider_accounts WHERE label <> '' AND lower(label) = lower('Ana@mail.example')"
            + " ORDER BY id LIMIT 50",
        "WITH RECURSIVE known (provider) AS ("
            + " SELECT min(provider) FROM cloud_provider_accounts UNION ALL"
            + " SELECT (SELECT min(a.provider) FROM cloud_provider_accounts a WHERE a.provider > k.provider)"
            + " FROM known k WHERE k.provider IS NOT NULL)"
            + " SELECT a.id FROM known k JOIN cloud_provider_accounts a ON a.provider = k.provider"
            + " AND a.provider_account_id IN ('dbid:5', 'erased:' || k.provider)",
        "SELECT count(*) FROM (SELECT FROM ownership_verification_evidence e WHERE e.evidence = 'conflict_decided'"
            + " AND e.at >= now() - interval '1 hour' AND e.at < now() LIMIT 1000) AS found",
        "SELECT refresh_trouble FROM cloud_provider_accounts WHERE status = 'connected'"
            + " AND refresh_token_sealed IS NOT NULL AND refresh_not_before IS NOT NULL LIMIT 10000",
        "SELECT provider, reason FROM cloud_provider_accounts WHERE status = 'needs_reconnect' LIMIT 10000",
        "SELECT count(*) FROM (SELECT FROM cloud_provider_accounts WHERE frozen_at IS NOT NULL LIMIT 10000) AS found",
        "SELECT at, evidence, trace_id FROM ownership_verification_evidence WHERE provider = 'dropbox'"
            + " AND provider_account_id = 'dbid:5' ORDER BY at DESC LIMIT 100",
        "SELECT requester FROM ownership_transfer_requests"
            + " WHERE account_id = '80000000-0000-0000-0000-000000000000' ORDER BY created_at DESC LIMIT 10"
      })
  void usesAnIndexAndNoSequentialScan(String sql) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (Connection admin = store.database().adminConnection();
        Statement statement = admin.createStatement();
        ResultSet rows = statement.executeQuery("EXPLAIN " + sql)) {
      while (rows.next()) {
        plan.append(rows.getString(1)).append('\n');
      }
    }
    assertThat(plan.toString()).contains("Index").doesNotContain("Seq Scan");
  }
}
