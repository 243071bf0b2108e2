package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.housekeeping.Purge;
import com.cloudaggregator.application.testing.Race;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.application.transfer.TransferRequests.TransferResult;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferGrant;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Expired rows are deleted, others stay, and concurrent purges delete each row once. */
class PurgeIT {
  private static final Duration HOUR = Duration.ofHours(1);

  private static final TransferLimits PACE = new TransferLimits(Duration.ZERO, 10);
  private static TestStore store;

  @BeforeAll
  static void open() {
    store = TestStore.open();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @BeforeEach
  void empty() {
    store.execute(
        "TRUNCATE outbox, used_authorization_states, ownership_transfer_requests, ownership_verification_evidence");
  }

  private static Purge purge() {
    return store.bean(Purge.class);
  }

  @Test
  void deletesOldEventsInEveryStateExceptDuringDelivery() {
    for (int i = 0; i < 4; i++) {
      store.accounts().claim(claim(drive(), alice()));
    }
    store.execute("UPDATE outbox SET created_at = now() - interval '31 days'");
    store.execute(
        "UPDATE outbox SET state = 'failed' WHERE id = (SELECT min(id::text)::uuid FROM outbox)");
    store.execute(
        "UPDATE outbox SET underway = true WHERE id = (SELECT max(id::text)::uuid FROM outbox)");
    store.accounts().claim(claim(drive(), alice()));

    assertThat(purge().deleteEvents(Duration.ofDays(30), 2)).isEqualTo(2);
    assertThat(purge().deleteEvents(Duration.ofDays(30), 2)).isEqualTo(1);
    assertThat(store.count("SELECT count(*) FROM outbox")).isEqualTo(2);
  }

  @Test
  void deletesAccessEventsOlderThanTheRetention() {
    CloudAccount account =
        ((ClaimResult.Claimed) store.accounts().claim(claim(drive(), alice()))).account();
    store.execute(
        "TRUNCATE account_access_events; INSERT INTO account_access_events (account_id, epoch, turn, user_id, kind, at)"
            + " SELECT '"
            + account.id()
            + "', 1, n + 1, 'alice', 'reconnected', now() - n * interval '30 days'"
            + " FROM generate_series(0, 14) AS n");

    assertThat(purge().deleteAccessEvents(Duration.ofDays(365), 1)).isEqualTo(1);
    assertThat(purge().deleteAccessEvents(Duration.ofDays(365), 1000)).isEqualTo(1);
    assertThat(store.count("SELECT count(*) FROM account_access_events")).isEqualTo(13);
  }

  @Test
  void deletesUsedStatesThatExpiredLongAgoInBatches() {
    store.execute(
        "INSERT INTO used_authorization_states"
            + " SELECT sha256(n::text::bytea), now() - interval '10 minutes' - n * interval '30 minutes'"
            + " FROM generate_series(0, 9) AS n");

    assertThat(purge().deleteUsedStates(5)).isEqualTo(5);
    assertThat(purge().deleteUsedStates(5)).isEqualTo(3);
    assertThat(purge().deleteUsedStates(5)).isZero();
    assertThat(store.count("SELECT count(*) FROM used_authorization_states")).isEqualTo(2);
  }

  @Test
  void deletesExpiredOffersWithTheirCredentialsAndKeepsLiveOnes() {
    TransferGrant old = offer();
    TransferGrant live = offer();
    store.execute(
        "UPDATE ownership_transfer_requests SET expires_at = now() - interval '61 minutes' WHERE jti = '"
            + old.id()
            + "'");

    assertThat(purge().deleteTransferRequests(HOUR, 1000)).isEqualTo(1);

    assertThat(store.requests().find(old.id())).isEmpty();
    assertThat(store.requests().find(live.id())).isPresent();
  }

  @Test
  void destroysParkedCredentialsOnceTheirOfferHasEnded() {
    TransferGrant expired = offer();
    TransferGrant overtaken = offer();
    TransferGrant live = offer();
    new JpaOwnershipStore(store).expire(expired.id());
    store.accounts().release(overtaken.account(), alice());

    assertThat(purge().longestWait()).isPositive();
    assertThat(purge().clearEndedOffers(1)).isEqualTo(1);
    assertThat(purge().clearEndedOffers(1000)).isEqualTo(1);
    assertThat(purge().longestWait()).isZero();

    assertThat(purge().clearEndedOffers(1000)).isZero();
    assertThat(
            store.text(
                "SELECT jti FROM ownership_transfer_requests"
                    + " WHERE num_nonnulls(access_token_sealed, refresh_token_sealed, scopes) > 0"))
        .isEqualTo(live.id().toString());
    assertThat(store.requests().transfer(expired.id(), bob(), PACE))
        .isInstanceOf(TransferResult.Expired.class);
    assertThat(store.requests().transfer(overtaken.id(), bob(), PACE))
        .isInstanceOf(TransferResult.OwnerChanged.class);
    assertThat(store.requests().transfer(live.id(), bob(), PACE))
        .isInstanceOf(TransferResult.Moved.class);
  }

  @Test
  void deletesTheMarksOfErasedUsersAfterAWhile() {
    store.execute(
        "INSERT INTO erased_users (user_hash, erased_at) VALUES ('fresh', now()), ('old', now() - interval '2 hours')");

    assertThat(purge().deleteErasedUsers(HOUR, 1000)).isEqualTo(1);

    assertThat(store.text("SELECT user_hash FROM erased_users")).isEqualTo("fresh");
  }

  private static TransferGrant offer() {
    ProviderAccountId drive = drive();
    CloudAccount account =
        ((ClaimResult.Claimed) store.accounts().claim(claim(drive, alice()))).account();
    OwnedByAnother standing = new OwnedByAnother(account, alice());
    return ((OfferResult.Offered)
            store.requests().offer(claim(drive, bob()), standing, Duration.ofMinutes(10), 1000))
        .grant();
  }

  @Test
  void deletesEvidenceOlderThanTheRetention() {
    store.execute(
        "INSERT INTO ownership_verification_evidence"
            + " (id, evidence, provider, provider_account_id, trace_id, at)"
            + " SELECT gen_random_uuid(), 'adopted', 'onedrive', 'abc', '-', now() - n * interval '1 day'"
            + " FROM generate_series(0, 99) AS n");

    assertThat(purge().deleteEvidence(Duration.ofDays(90), 1000)).isEqualTo(10);
    assertThat(store.count("SELECT count(*) FROM ownership_verification_evidence")).isEqualTo(90);
  }

  @Test
  void deletesSessionsThatExpiredMoreThanAnHourAgoWithTheirAttributes() {
    store.execute(
        "INSERT INTO spring_session"
            + " SELECT n, n, 0, 0, 0, (extract(epoch FROM now()) - n * 600 + 60) * 1000, 'alice'"
            + " FROM generate_series(0, 13) AS n;"
            + " INSERT INTO spring_session_attributes SELECT primary_id, 'name', 'x' FROM spring_session");

    assertThat(purge().deleteSessions(5)).isEqualTo(5);
    assertThat(purge().deleteSessions(5)).isEqualTo(2);
    assertThat(store.count("SELECT count(*) FROM spring_session")).isEqualTo(7);
    assertThat(store.count("SELECT count(*) FROM spring_session_attributes")).isEqualTo(7);
  }

  @Test
  void deletesEachRowOnceOnSeveralNodes() throws InterruptedException, ExecutionException {
    store.execute(
        "INSERT INTO used_authorization_states"
            + " SELECT sha256(n::text::bytea), now() - interval '1 day' FROM generate_series(1, 1000) AS n");

    List<Integer> removed = Race.run(Collections.nCopies(4, () -> purge().deleteUsedStates(250)));

    assertThat(removed.stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(1000 - (int) store.count("SELECT count(*) FROM used_authorization_states"));
  }
}
