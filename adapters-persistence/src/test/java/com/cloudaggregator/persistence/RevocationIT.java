package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.disconnect.Revocations;
import com.cloudaggregator.application.disconnect.Revocations.ClaimCheck;
import com.cloudaggregator.application.disconnect.Revocations.ClaimedRevocation;
import com.cloudaggregator.application.housekeeping.Purge;
import com.cloudaggregator.application.keys.Vault.Place;
import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Revocations on PostgreSQL, beyond the contract. */
class RevocationIT {
  private static final RevocationTerms AT_ONCE =
      new RevocationTerms(Set.of(new Provider("onedrive")), Duration.ZERO);

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
    store.execute("TRUNCATE grant_revocations");
  }

  private static CloudAccount connected(ProviderAccountId drive) {
    return ((ClaimResult.Claimed) store.accounts().claim(claim(drive, alice()))).account();
  }

  private static RevocationState release(CloudAccount account) {
    return ((ReleaseResult.ReleasedNow) store.accounts().release(account.id(), alice(), AT_ONCE))
        .revocation();
  }

  private static Optional<ClaimedRevocation> due() {
    return store.bean(Revocations.class).claim(Duration.ofMinutes(1), Set.of());
  }

  @Test
  void failsAtOnceWhenTheTokenDoesNotOpen() {
    CloudAccount account = connected(drive());
    store.execute(
        "UPDATE cloud_provider_accounts SET refresh_token_sealed = refresh_token_sealed || '\\x00' WHERE id = '"
            + account.id()
            + "'");

    assertThat(release(account)).isEqualTo(RevocationState.FAILED);

    assertThat(store.count("SELECT count(*) FROM grant_revocations WHERE token_sealed IS NULL"))
        .isEqualTo(1);
    assertThat(due()).isEmpty();
  }

  @Test
  void opensTheTokenForItsOwnRowOnly() {
    release(connected(drive()));
    release(connected(drive()));
    store.execute(
        "UPDATE grant_revocations a SET token_sealed = b.token_sealed FROM grant_revocations b"
            + " WHERE a.id < b.id");

    assertThat(due().orElseThrow().token()).isNull();
    assertThat(due().orElseThrow().token()).isEqualTo(new Secret("refresh-of-alice"));
    assertThat(store.text("SELECT DISTINCT token_key_id FROM grant_revocations")).isEqualTo("k1");
  }

  /** The release waits for a transaction that stores new credentials. */
  @Test
  void revokesTheTokenThatTheReleaseDestroys() throws SQLException {
    CloudAccount account = connected(drive());
    byte[] fresh =
        store
            .vault()
            .seal(
                new Secret("refresh-2"),
                new Place(
                    Purpose.REFRESH_TOKEN,
                    account.id().value(),
                    account.providerAccount(),
                    alice(),
                    account.epoch()))
            .bytes();
    try (Connection other = store.database().appConnection();
        PreparedStatement renewal =
            other.prepareStatement(
                "UPDATE cloud_provider_accounts SET refresh_token_sealed = ? WHERE id = ?")) {
      other.setAutoCommit(false);
      renewal.setBytes(1, fresh);
      renewal.setObject(2, account.id().value());
      renewal.executeUpdate();
      CompletableFuture<RevocationState> release =
          CompletableFuture.supplyAsync(() -> release(account));
      await()
          .pollInterval(Duration.ofMillis(10))
          .until(
              () ->
                  store.count(
                          "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
                      > 0);
      other.commit();

      assertThat(release.join()).isEqualTo(RevocationState.PENDING);
    }
    assertThat(due().orElseThrow().token()).isEqualTo(new Secret("refresh-2"));
  }

  /**
   * The check waits for a transaction that is connecting the account, so that it does not act on an
   * old state.
   */
  @Test
  void theLastCheckWaitsForAUserWhoIsConnecting() throws SQLException {
    CloudAccount account = connected(drive());
    release(account);
    Revocations revocations = store.bean(Revocations.class);
    ClaimedRevocation claimed = due().orElseThrow();
    try (Connection other = store.database().appConnection();
        PreparedStatement adoption =
            other.prepareStatement(
                "UPDATE cloud_provider_accounts SET user_id = 'bob',"
                    + " epoch = epoch + 1, status = 'connected', access_token_sealed = 'v1.k1.x', scopes = '' WHERE id = ?")) {
      other.setAutoCommit(false);
      adoption.setObject(1, account.id().value());
      adoption.executeUpdate();
      CompletableFuture<ClaimCheck> look =
          CompletableFuture.supplyAsync(() -> revocations.check(claimed));
      await()
          .pollInterval(Duration.ofMillis(10))
          .until(
              () ->
                  store.count(
                          "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
                      > 0);
      other.commit();

      assertThat(look.join()).isEqualTo(ClaimCheck.CONNECTED_AGAIN);
    }
  }

  @Test
  void deletesSettledRevocationsAfterAMonth() {
    release(connected(drive()));
    release(connected(drive()));
    store.execute("UPDATE grant_revocations SET requested_at = now() - interval '60 days'");
    store.bean(Revocations.class).settle(due().orElseThrow(), RevocationState.REVOKED);
    store.execute(
        "UPDATE grant_revocations SET settled_at = now() - interval '31 days' WHERE settled_at IS NOT NULL");

    assertThat(store.bean(Purge.class).deleteRevocations(Duration.ofDays(30), 1000)).isEqualTo(1);
    assertThat(store.text("SELECT state FROM grant_revocations")).isEqualTo("pending");
  }

  @Test
  void reportsHowLongTheOldestHasBeenDue() {
    release(connected(drive()));
    store.execute("UPDATE grant_revocations SET due_at = now() - interval '5 minutes'");

    assertThat(store.bean(Revocations.class).longestWait())
        .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
  }
}
