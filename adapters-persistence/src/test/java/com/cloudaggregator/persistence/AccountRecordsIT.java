package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.AccountRecords;
import com.cloudaggregator.application.port.AccountRecords.RefreshTimes;
import com.cloudaggregator.application.port.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.port.Custody;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an account's page says of its refreshes, and to whom it says that he let it go. */
class AccountRecordsIT {
  private static TestStore store;

  @BeforeAll
  static void open() {
    store = TestStore.open();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static AccountRecords records() {
    return store.bean(AccountRecords.class);
  }

  private static CloudAccount connect() {
    return ((ClaimResult.Claimed) store.accounts().claim(claim(drive(), alice()))).account();
  }

  private static Custody.Lease lease(CloudAccount account) {
    Custody custody = store.bean(Custody.class);
    return custody.lease(custody.read(account.id(), alice()).orElseThrow(), Duration.ofSeconds(30)).orElseThrow();
  }

  @Test
  void tellsTheOwnerAloneWhenARefreshWentThroughAndWhenOneFailed() {
    CloudAccount account = connect();
    assertThat(records().refreshTimes(account.id(), alice())).contains(new RefreshTimes(null, null));

    Custody.Lease lease = lease(account);
    store.bean(Custody.class).store(lease, lease.of().credentials().orElseThrow());
    RefreshTimes done = records().refreshTimes(account.id(), alice()).orElseThrow();
    assertThat(done.done()).isNotNull();
    assertThat(done.failed()).isNull();

    store.bean(Custody.class).postpone(lease(account), RefreshTrouble.UNAVAILABLE, Duration.ofSeconds(1), false);
    assertThat(records().refreshTimes(account.id(), alice()).orElseThrow().failed()).isAfterOrEqualTo(done.done());
    assertThat(records().refreshTimes(account.id(), bob())).isEmpty();
  }

  @Test
  void whatWasOfAnotherTimeOfOwningIsNotSaid() {
    CloudAccount account = connect();
    Custody.Lease lease = lease(account);
    store.bean(Custody.class).store(lease, lease.of().credentials().orElseThrow());
    store.accounts().release(account.id(), alice());
    store.accounts().adopt(claim(account.providerAccount(), bob()), account.epoch().next());

    assertThat(records().refreshTimes(account.id(), bob())).contains(new RefreshTimes(null, null));
  }

  @Test
  void theLastOwnerIsToldThatHeLetItGoUntilSomebodyHasIt() {
    CloudAccount account = connect();
    assertThat(records().letGo(account.id(), alice())).isEmpty();

    store.accounts().release(account.id(), alice());
    assertThat(records().letGo(account.id(), alice())).hasValueSatisfying(gone -> {
      assertThat(gone.maskedLabel()).contains("•••").doesNotContain("alice.example");
      assertThat(gone.revocation()).isEqualTo(RevocationState.UNSUPPORTED);
    });
    assertThat(records().letGo(account.id(), bob())).isEmpty();

    store.execute("DELETE FROM grant_revocations WHERE account_id = '" + account.id() + "'");
    assertThat(records().letGo(account.id(), alice()).orElseThrow().revocation()).isNull();

    store.accounts().adopt(claim(account.providerAccount(), bob()), account.epoch().next());
    assertThat(records().letGo(account.id(), alice())).isEmpty();
    assertThat(records().letGo(account.id(), bob())).isEmpty();
  }

  /** Whoever let it go before the last owner is as anybody else. */
  @Test
  void anEarlierOwnerIsToldNothing() {
    CloudAccount account = connect();
    store.accounts().release(account.id(), alice());
    store.accounts().adopt(claim(account.providerAccount(), bob()), account.epoch().next());
    store.accounts().release(account.id(), bob());

    assertThat(records().letGo(account.id(), alice())).isEmpty();
    assertThat(records().letGo(account.id(), bob())).isPresent();
  }
}
