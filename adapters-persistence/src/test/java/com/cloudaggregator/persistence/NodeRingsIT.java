package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.disconnect.Revocations;
import com.cloudaggregator.application.erasure.UserRecords;
import com.cloudaggregator.application.keys.KeyReports;
import com.cloudaggregator.application.keys.NodeRings;
import com.cloudaggregator.application.keys.Reencrypt;
import com.cloudaggregator.application.keys.RingVault;
import com.cloudaggregator.application.keys.SealedSecrets;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.token.ExpiringTokens;
import com.cloudaggregator.application.transfer.TransferRequests;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.application.transfer.TransferRequests.TransferResult;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.event.StoreFault;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Two nodes on one database. One of them has a key that the other does not have. */
class NodeRingsIT {
  private static final Provider ONEDRIVE = new Provider("onedrive");
  private static final RevocationTerms TERMS = new RevocationTerms(Set.of(ONEDRIVE), Duration.ZERO);
  private static final TransferLimits LIMITS = new TransferLimits(Duration.ZERO, 3);
  private static final RingVault OLD_RING = new RingVault("k1");
  private static final RingVault NEW_RING = new RingVault("k2", "k1");

  private static TestStore old;
  private static ConfigurableApplicationContext fresh;

  @BeforeAll
  static void open() {
    old = TestStore.open(OLD_RING);
    fresh = TestStore.start(old.database(), NEW_RING, Map.of());
  }

  @AfterAll
  static void close() {
    fresh.close();
    old.close();
  }

  @BeforeEach
  void reset() {
    old.execute(
        "SET session_replication_role = replica; TRUNCATE cloud_provider_accounts,"
            + " account_ownership_history, ownership_transfer_requests, cloud_transfer_events, outbox,"
            + " grant_revocations, account_access_events, vault_key_reports, vault_key_waits, node_key_rings;"
            + " INSERT INTO vault_key_canaries (key_id, sealed) VALUES ('k2', 'v1.k2.x') ON CONFLICT DO NOTHING");
  }

  private static <T> T onFresh(Class<T> type) {
    return fresh.getBean(type);
  }

  private static void report(NodeRings nodes, UUID node, String name, RingVault ring) {
    nodes.report(node, name, ring.vault(), ring.transfer(), ring.flow());
  }

  private static CloudAccount connectOnFresh(ProviderAccountId drive) {
    return ((ClaimResult.Claimed) onFresh(CloudAccounts.class).claim(claim(drive, alice())))
        .account();
  }

  private static ReleaseResult release(CloudAccounts accounts, CloudAccount account) {
    return accounts.release(account.id(), alice(), TERMS);
  }

  /** Everything that a verdict would change. */
  private static String rows() {
    return old.text(
        """
        SELECT (SELECT jsonb_agg(to_jsonb(t) ORDER BY id) FROM cloud_provider_accounts t)
          || coalesce((SELECT jsonb_agg(to_jsonb(t) ORDER BY jti) FROM ownership_transfer_requests t), '[]')
          || coalesce((SELECT jsonb_agg(to_jsonb(t) ORDER BY id) FROM outbox t), '[]')
          || coalesce((SELECT jsonb_agg(to_jsonb(t) ORDER BY id) FROM grant_revocations t), '[]')
        """);
  }

  private static void assertNoVerdict(Supplier<?> call) {
    String before = rows();

    StoreException refused = catchThrowableOfType(StoreException.class, call::get);

    assertThat(refused).isNotNull();
    assertThat(refused.fault().kind()).isEqualTo(StoreFault.Kind.UNAVAILABLE);
    assertThat(refused).hasMessage("UnknownVaultKey - this node does not have vault key k2");
    assertThat(rows()).isEqualTo(before);
  }

  @Test
  void saysNothingAboutCredentialsUnderAKeyOfAnotherNode() {
    CloudAccount account = connectOnFresh(drive());

    assertNoVerdict(() -> old.bean(Custody.class).read(account.id(), alice()));
    assertThat(onFresh(Custody.class).read(account.id(), alice()).orElseThrow().credentials())
        .isPresent();
  }

  @Test
  void releasesNothingWhoseGrantItCouldNotRevoke() {
    CloudAccount account = connectOnFresh(drive());

    assertNoVerdict(() -> release(old.accounts(), account));
    assertThat(release(onFresh(CloudAccounts.class), account))
        .isInstanceOf(ReleaseResult.ReleasedNow.class);
  }

  @Test
  void erasesNoAccountWhoseGrantItCouldNotRevoke() {
    connectOnFresh(drive());

    assertNoVerdict(() -> old.bean(UserRecords.class).eraseNextAccount(alice(), TERMS));
    assertThat(onFresh(UserRecords.class).eraseNextAccount(alice(), TERMS)).isPresent();
  }

  @Test
  void keepsAnOfferWhoseCredentialsItCannotOpen() {
    CloudAccount account = connectOnFresh(drive());
    OfferResult.Offered offered =
        (OfferResult.Offered)
            onFresh(TransferRequests.class)
                .offer(
                    claim(account.providerAccount(), bob()),
                    new OwnedByAnother(account, alice()),
                    Duration.ofMinutes(10),
                    10);

    assertNoVerdict(() -> old.requests().transfer(offered.grant().id(), bob(), LIMITS));
    assertThat(onFresh(TransferRequests.class).transfer(offered.grant().id(), bob(), LIMITS))
        .isInstanceOf(TransferResult.Moved.class);
  }

  @Test
  void leavesRevocationsToTheNodeThatHasTheKey() {
    release(onFresh(CloudAccounts.class), connectOnFresh(drive()));

    assertThat(old.bean(Revocations.class).claim(Duration.ofMinutes(1), Set.of())).isEmpty();
    assertThat(onFresh(Revocations.class).claim(Duration.ofMinutes(1), Set.of()))
        .get()
        .extracting(Revocations.ClaimedRevocation::token)
        .isNotNull();
  }

  @Test
  void leavesRefreshesAheadToTheNodeThatHasTheKey() {
    connectOnFresh(drive());
    old.execute(
        "UPDATE cloud_provider_accounts SET access_token_expires_at = now() + interval '1 minute',"
            + " updated_at = now() - interval '1 hour'");
    Duration ahead = Duration.ofMinutes(10);

    assertThat(old.bean(ExpiringTokens.class).listExpiring(ahead, ONEDRIVE, 10)).isEmpty();
    assertThat(old.bean(ExpiringTokens.class).longestWait(ahead, Set.of(ONEDRIVE))).isZero();
    assertThat(onFresh(ExpiringTokens.class).listExpiring(ahead, ONEDRIVE, 10)).hasSize(1);
    assertThat(onFresh(ExpiringTokens.class).longestWait(ahead, Set.of(ONEDRIVE))).isPositive();
  }

  /** The operator deletes its row in {@code vault_key_canaries}. */
  @Test
  void decidesOnceTheKeyIsDeclaredLost() {
    CloudAccount account = connectOnFresh(drive());
    release(onFresh(CloudAccounts.class), connectOnFresh(drive()));
    old.execute("DELETE FROM vault_key_canaries WHERE key_id = 'k2'");

    assertThat(old.bean(Custody.class).read(account.id(), alice()).orElseThrow().credentials())
        .isEmpty();
    assertThat(old.bean(Revocations.class).claim(Duration.ofMinutes(1), Set.of()))
        .get()
        .extracting(Revocations.ClaimedRevocation::token)
        .isNull();
  }

  @Test
  void reencryptsNothingBeforeEveryRunningNodeHasTheKey() {
    ((ClaimResult.Claimed) old.accounts().claim(claim(drive(), alice()))).account();
    UUID oldNode = UUID.randomUUID();
    NodeRings rings = old.bean(NodeRings.class);
    report(rings, oldNode, "1@old", OLD_RING);
    report(onFresh(NodeRings.class), UUID.randomUUID(), "1@new", NEW_RING);
    Reencrypt reencrypt =
        new Reencrypt(
            onFresh(SealedSecrets.class),
            NEW_RING,
            NEW_RING,
            onFresh(NodeRings.class),
            onFresh(KeyReports.class));

    assertThat(reencrypt.run(() -> true).moved()).isZero();
    report(rings, oldNode, "1@old", new RingVault("k1", "k2"));
    assertThat(reencrypt.run(() -> true).moved()).isEqualTo(2);
  }

  @Test
  void listsTheRunningNodesAndForgetsTheSilent() {
    NodeRings rings = old.bean(NodeRings.class);
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    report(rings, first, "1@a", OLD_RING);
    report(rings, second, "1@b", OLD_RING);
    report(rings, second, "1@b", NEW_RING);

    assertThat(rings.listRunning())
        .extracting(node -> node.name() + node.vault().ids() + node.transfer() + node.flow())
        .isEqualTo(
            List.of(
                "1@a[k1]KeyIds[ids=[t1]]KeyIds[ids=[f1]]",
                "1@b[k2, k1]KeyIds[ids=[t1]]KeyIds[ids=[f1]]"));
    old.execute("UPDATE node_key_rings SET seen_at = now() - interval '61 s' WHERE name = '1@a'");
    assertThat(rings.listRunning()).extracting(NodeRings.Node::name).containsExactly("1@b");
    old.execute("UPDATE node_key_rings SET seen_at = now() - interval '2 h' WHERE name = '1@a'");
    report(rings, second, "1@b", NEW_RING);
    assertThat(old.count("SELECT count(*) FROM node_key_rings")).isOne();
    rings.leave(second);
    assertThat(rings.listRunning()).isEmpty();
  }
}
