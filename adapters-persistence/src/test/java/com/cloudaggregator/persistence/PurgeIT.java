package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.port.Purge;
import com.cloudaggregator.application.port.Race;
import com.cloudaggregator.application.port.TransferRequests.OfferResult;
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

/** What is over goes, what is not stays, and two at it remove nothing twice. */
class PurgeIT {
  private static final Duration HOUR = Duration.ofHours(1);

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
    store.execute("TRUNCATE outbox, used_authorization_states, ownership_transfer_requests, ownership_verification_evidence");
  }

  private static Purge purge() {
    return store.bean(Purge.class);
  }

  @Test
  void removesOldEventsWhateverBecameOfThemButNoneThatIsUnderWay() {
    for (int i = 0; i < 4; i++) {
      store.accounts().claim(claim(drive(), alice()));
    }
    store.execute("UPDATE outbox SET created_at = now() - interval '31 days'");
    store.execute("UPDATE outbox SET state = 'failed' WHERE id = (SELECT min(id::text)::uuid FROM outbox)");
    store.execute("UPDATE outbox SET underway = true WHERE id = (SELECT max(id::text)::uuid FROM outbox)");
    store.accounts().claim(claim(drive(), alice()));

    assertThat(purge().events(Duration.ofDays(30), 2)).isEqualTo(2);
    assertThat(purge().events(Duration.ofDays(30), 2)).isEqualTo(1);
    assertThat(store.count("SELECT count(*) FROM outbox")).isEqualTo(2);
  }

  @Test
  void removesWhatBecameOfAccessOlderThanTheRetention() {
    CloudAccount account = ((ClaimResult.Claimed) store.accounts().claim(claim(drive(), alice()))).account();
    store.execute("TRUNCATE account_access_events; INSERT INTO account_access_events (account_id, epoch, turn, user_id, kind, at)"
        + " SELECT '" + account.id() + "', 1, n + 1, 'alice', 'reconnected', now() - n * interval '30 days'"
        + " FROM generate_series(0, 14) AS n");

    assertThat(purge().accessEvents(Duration.ofDays(365), 1)).isEqualTo(1);
    assertThat(purge().accessEvents(Duration.ofDays(365), 1000)).isEqualTo(1);
    assertThat(store.count("SELECT count(*) FROM account_access_events")).isEqualTo(13);
  }

  @Test
  void removesUsedStatesThatExpiredLongAgoInBatches() {
    store.execute("INSERT INTO used_authorization_states"
        + " SELECT sha256(n::text::bytea), now() - interval '10 minutes' - n * interval '30 minutes'"
        + " FROM generate_series(0, 9) AS n");

    assertThat(purge().usedStates(5)).isEqualTo(5);
    assertThat(purge().usedStates(5)).isEqualTo(3);
    assertThat(purge().usedStates(5)).isZero();
    assertThat(store.count("SELECT count(*) FROM used_authorization_states")).isEqualTo(2);
  }

  @Test
  void removesOffersLongExpiredWithTheCredentialsParkedInThemAndKeepsLiveOnes() {
    TransferGrant old = offer();
    TransferGrant live = offer();
    store.execute("UPDATE ownership_transfer_requests SET expires_at = now() - interval '61 minutes' WHERE jti = '"
        + old.id() + "'");

    assertThat(purge().transferRequests(HOUR, 1000)).isEqualTo(1);

    assertThat(store.requests().find(old.id())).isEmpty();
    assertThat(store.requests().find(live.id())).isPresent();
  }

  private static TransferGrant offer() {
    ProviderAccountId drive = drive();
    CloudAccount account = ((ClaimResult.Claimed) store.accounts().claim(claim(drive, alice()))).account();
    OwnedByAnother standing = new OwnedByAnother(account, alice());
    return ((OfferResult.Offered) store.requests()
            .offer(claim(drive, bob()), standing, Duration.ofMinutes(10), 1000))
        .grant();
  }

  @Test
  void removesEvidenceOlderThanTheRetention() {
    store.execute("INSERT INTO ownership_verification_evidence"
        + " (id, evidence, provider, provider_account_id, trace_id, at)"
        + " SELECT gen_random_uuid(), 'adopted', 'onedrive', 'abc', '-', now() - n * interval '1 day'"
        + " FROM generate_series(0, 99) AS n");

    assertThat(purge().evidence(Duration.ofDays(90), 1000)).isEqualTo(10);
    assertThat(store.count("SELECT count(*) FROM ownership_verification_evidence")).isEqualTo(90);
  }

  @Test
  void removesTheEndsOfSessionsThatNoSessionCanBeOlderThan() {
    store.execute("TRUNCATE user_session_ends; INSERT INTO user_session_ends (user_id, mark, ended_at)"
        + " SELECT 'user-' || n, gen_random_uuid(), now() - n * interval '1 hour' - interval '1 minute'"
        + " FROM generate_series(0, 39) AS n");

    assertThat(purge().sessionEnds(Duration.ofHours(32), 5)).isEqualTo(5);
    assertThat(purge().sessionEnds(Duration.ofHours(32), 5)).isEqualTo(3);
    assertThat(store.count("SELECT count(*) FROM user_session_ends")).isEqualTo(32);
  }

  @Test
  void severalNodesAtOnceRemoveEachRowOnce() throws InterruptedException, ExecutionException {
    store.execute("INSERT INTO used_authorization_states"
        + " SELECT sha256(n::text::bytea), now() - interval '1 day' FROM generate_series(1, 1000) AS n");

    List<Integer> removed = Race.run(Collections.nCopies(4, () -> purge().usedStates(250)));

    assertThat(removed.stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(1000 - (int) store.count("SELECT count(*) FROM used_authorization_states"));
  }
}
