package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.AccountRecords;
import com.cloudaggregator.application.account.AccountRecords.RefreshTimes;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Refresh times and the last release, as an account's page shows them. */
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
    return custody
        .lease(custody.read(account.id(), alice()).orElseThrow(), Duration.ofSeconds(30))
        .orElseThrow();
  }

  @Test
  void showsTimesOfRefreshesToTheOwnerOnly() {
    CloudAccount account = connect();
    assertThat(records().findRefreshTimes(account.id(), alice()))
        .contains(new RefreshTimes(null, null));

    Custody.Lease lease = lease(account);
    store.bean(Custody.class).store(lease, lease.state().credentials().orElseThrow());
    RefreshTimes done = records().findRefreshTimes(account.id(), alice()).orElseThrow();
    assertThat(done.lastSuccess()).isNotNull();
    assertThat(done.lastFailure()).isNull();

    store
        .bean(Custody.class)
        .postpone(lease(account), RefreshFailure.UNAVAILABLE, Duration.ofSeconds(1), false);
    assertThat(records().findRefreshTimes(account.id(), alice()).orElseThrow().lastFailure())
        .isAfterOrEqualTo(done.lastSuccess());
    assertThat(records().findRefreshTimes(account.id(), bob())).isEmpty();
  }

  @Test
  void hidesRefreshTimesOfAnEarlierOwnership() {
    CloudAccount account = connect();
    Custody.Lease lease = lease(account);
    store.bean(Custody.class).store(lease, lease.state().credentials().orElseThrow());
    store.accounts().release(account.id(), alice());
    store.accounts().adopt(claim(account.providerAccount(), bob()), account.epoch().next());

    assertThat(records().findRefreshTimes(account.id(), bob()))
        .contains(new RefreshTimes(null, null));
  }

  @Test
  void showsTheReleaseToTheLastOwnerUntilTheAccountIsConnectedAgain() {
    CloudAccount account = connect();
    assertThat(records().findFormerAccount(account.id(), alice())).isEmpty();

    store.accounts().release(account.id(), alice());
    assertThat(records().findFormerAccount(account.id(), alice()))
        .hasValueSatisfying(
            gone -> {
              assertThat(gone.maskedLabel()).contains("•••").doesNotContain("alice.example");
              assertThat(gone.revocation()).isEqualTo(RevocationState.UNSUPPORTED);
            });
    assertThat(records().findFormerAccount(account.id(), bob())).isEmpty();

    store.execute("DELETE FROM grant_revocations WHERE account_id = '" + account.id() + "'");
    assertThat(records().findFormerAccount(account.id(), alice()).orElseThrow().revocation())
        .isNull();

    store.accounts().adopt(claim(account.providerAccount(), bob()), account.epoch().next());
    assertThat(records().findFormerAccount(account.id(), alice())).isEmpty();
    assertThat(records().findFormerAccount(account.id(), bob())).isEmpty();
  }

  /** An owner before the last one sees no more than any other user. */
  @Test
  void showsNothingToAnEarlierOwner() {
    CloudAccount account = connect();
    store.accounts().release(account.id(), alice());
    store.accounts().adopt(claim(account.providerAccount(), bob()), account.epoch().next());
    store.accounts().release(account.id(), bob());

    assertThat(records().findFormerAccount(account.id(), alice())).isEmpty();
    assertThat(records().findFormerAccount(account.id(), bob())).isPresent();
  }
}
