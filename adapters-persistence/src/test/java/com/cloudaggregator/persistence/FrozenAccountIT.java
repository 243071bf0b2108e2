package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.carol;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.AdoptResult;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.RenewResult;
import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.audit.AccountAudit;
import com.cloudaggregator.application.audit.OperatorActions;
import com.cloudaggregator.application.audit.OperatorActions.ActionResult;
import com.cloudaggregator.application.audit.OperatorOrder;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.token.Custody.Lease;
import com.cloudaggregator.application.token.Custody.StoreResult;
import com.cloudaggregator.application.token.ExpiringTokens;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.application.transfer.TransferRequests.TransferResult;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferGrant;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an account that an operator has frozen still does, and what it does not. */
class FrozenAccountIT {
  private static final UserId OLGA = new UserId("olga");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final TransferLimits NO_PAUSE = new TransferLimits(Duration.ZERO, 1000);
  private static final RevocationTerms NO_REVOCATION = new RevocationTerms(Set.of(), Duration.ZERO);

  private static TestStore store;

  private final ProviderAccountId drive = drive();

  @BeforeAll
  static void open() {
    store = TestStore.open();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static OperatorActions actions() {
    return store.bean(OperatorActions.class);
  }

  private static Custody custody() {
    return store.bean(Custody.class);
  }

  private static OperatorOrder order(CloudAccount account) {
    return new OperatorOrder(account.id(), account.epoch(), OLGA, "dispute");
  }

  private CloudAccount connected() {
    return ((ClaimResult.Claimed) store.accounts().claim(claim(drive, alice()))).account();
  }

  private CloudAccount frozen() {
    CloudAccount account = connected();
    assertThat(actions().freeze(order(account))).isInstanceOf(ActionResult.Done.class);
    return account;
  }

  @Test
  void isListedUntilItIsUnfrozen() {
    CloudAccount account = frozen();
    AccountAudit audit = store.bean(AccountAudit.class);

    assertThat(audit.listFrozen(null, 1000)).extracting(CloudAccount::id).contains(account.id());
    assertThat(audit.listFrozen(account.id(), 1000))
        .extracting(CloudAccount::id)
        .doesNotContain(account.id());
    actions().unfreeze(order(account));
    assertThat(audit.listFrozen(null, 1000))
        .extracting(CloudAccount::id)
        .doesNotContain(account.id());
  }

  private OfferResult offer(CloudAccount account) {
    return store
        .requests()
        .offer(
            claim(drive, bob()).afterDuplicate(),
            new OwnedByAnother(account, alice()),
            Duration.ofMinutes(10),
            1000);
  }

  private Lease lease(CloudAccount account) {
    return custody()
        .lease(custody().read(account.id(), alice()).orElseThrow(), MINUTE)
        .orElseThrow();
  }

  @Test
  void isSeenByEveryRead() {
    CloudAccount account = frozen();

    assertThat(store.accounts().find(drive).orElseThrow().isFrozen()).isTrue();
    assertThat(custody().read(account.id(), alice()).orElseThrow().account().isFrozen()).isTrue();
  }

  @Test
  void isFrozenOnceAndUnfrozenOnce() {
    CloudAccount account = frozen();

    assertThat(actions().freeze(order(account))).isInstanceOf(ActionResult.NothingToDo.class);
    assertThat(actions().unfreeze(order(account))).isInstanceOf(ActionResult.Done.class);
    assertThat(actions().unfreeze(order(account))).isInstanceOf(ActionResult.NothingToDo.class);
    assertThat(
            store.text(
                "SELECT string_agg(action, ' ' ORDER BY at) FROM operator_actions WHERE account_id = '"
                    + account.id()
                    + "'"))
        .isEqualTo("freeze unfreeze");
  }

  @Test
  void startsNoRefreshAndKeepsTheResultOfOneThatRuns() {
    CloudAccount account = connected();
    Lease running = lease(account);
    actions().freeze(order(account));

    assertThat(custody().store(running, claim(drive, alice()).credentials()))
        .isNotEqualTo(StoreResult.SUPERSEDED);
    assertThat(custody().lease(custody().read(account.id(), alice()).orElseThrow(), MINUTE))
        .isEmpty();
  }

  @Test
  void isNotRefreshedAheadOfTime() {
    CloudAccount account = connected();
    store.execute(
        "UPDATE cloud_provider_accounts SET access_token_expires_at = now(), updated_at = now() - interval '1 hour'"
            + " WHERE id = '"
            + account.id()
            + "'");
    ExpiringTokens expiring = store.bean(ExpiringTokens.class);
    assertThat(expiring.listExpiring(MINUTE, drive.provider(), 1000))
        .extracting(ExpiringTokens.ExpiringToken::account)
        .contains(account.id());

    actions().freeze(order(account));

    assertThat(expiring.listExpiring(MINUTE, drive.provider(), 1000))
        .extracting(ExpiringTokens.ExpiringToken::account)
        .doesNotContain(account.id());
  }

  @Test
  void isNeitherRenewedNorOffered() {
    CloudAccount account = frozen();

    assertThat(store.accounts().renew(claim(drive, alice()), true))
        .isInstanceOf(RenewResult.Frozen.class);
    assertThat(offer(account)).isInstanceOf(OfferResult.NoLongerOwned.class);
  }

  @Test
  void isReleasedButNotAdopted() {
    CloudAccount account = frozen();

    assertThat(actions().release(order(account), NO_REVOCATION))
        .isInstanceOf(ActionResult.Done.class);

    assertThat(store.accounts().adopt(claim(drive, carol()), account.epoch().next()))
        .isInstanceOf(AdoptResult.NoLongerReleased.class);
    assertThat(store.accounts().find(drive).orElseThrow())
        .satisfies(
            released -> {
              assertThat(released.owner()).isEmpty();
              assertThat(released.isFrozen()).isTrue();
            });
  }

  @Test
  void aFreezeAndATransferExcludeEachOther() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 20; round++) {
        ProviderAccountId contested = drive();
        CloudAccount account =
            ((ClaimResult.Claimed) store.accounts().claim(claim(contested, alice()))).account();
        TransferGrant grant =
            ((OfferResult.Offered)
                    store
                        .requests()
                        .offer(
                            claim(contested, bob()).afterDuplicate(),
                            new OwnedByAnother(account, alice()),
                            Duration.ofMinutes(10),
                            1000))
                .grant();

        Future<ActionResult> freeze = threads.submit(() -> actions().freeze(order(account)));
        Future<TransferResult> move =
            threads.submit(() -> store.requests().transfer(grant.id(), bob(), NO_PAUSE));

        assertThat(
                List.of(
                    freeze.get() instanceof ActionResult.Done,
                    move.get() instanceof TransferResult.Moved))
            .containsExactlyInAnyOrder(true, false);
      }
    }
  }
}
