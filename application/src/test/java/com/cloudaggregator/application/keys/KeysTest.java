package com.cloudaggregator.application.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.keys.KeyReports.KeyTask;
import com.cloudaggregator.application.keys.KeyStatus.Removability;
import com.cloudaggregator.application.keys.Vault.OpenResult;
import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.application.testing.Faults;
import com.cloudaggregator.application.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rotating a key: its secrets are re-encrypted, verified and counted. */
class KeysTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final TestClock clock = new TestClock();
  private final InMemorySealedSecrets secrets = new InMemorySealedSecrets();
  private final InMemoryKeyReports reports = new InMemoryKeyReports(clock);
  private final InMemoryNodeRings nodes = new InMemoryNodeRings(clock);
  private final RingVault vault = new RingVault("k1");
  private final Map<String, Instant> signed = new HashMap<>();
  private final ReadKeys keys =
      new ReadKeys(vault, secrets, new Signed(), nodes, reports, clock, Duration.ofMinutes(10));

  private final class Signed implements SigningKeys {
    @Override
    public Set<String> listKeys() {
      return signed.keySet();
    }

    @Override
    public Optional<Instant> findLastExpiry(String key) {
      return Optional.ofNullable(signed.get(key));
    }
  }

  /** Runs an action between reading and writing. */
  private record Interposed(SealedSecrets secrets, Consumer<List<Resealed>> before)
      implements SealedSecrets {
    @Override
    public Set<String> listKeys(Purpose purpose) {
      return secrets.listKeys(purpose);
    }

    @Override
    public PartialCount count(Purpose purpose, String key, @Nullable UUID after, int limit) {
      return secrets.count(purpose, key, after, limit);
    }

    @Override
    public List<SealedRow> listRows(Purpose purpose, String key, @Nullable UUID after, int limit) {
      return secrets.listRows(purpose, key, after, limit);
    }

    @Override
    public Set<UUID> replace(List<Resealed> resealed) {
      before.accept(resealed);
      return secrets.replace(resealed);
    }
  }

  private Reencrypt reencrypt() {
    return new Reencrypt(secrets, vault, vault, nodes, reports);
  }

  private Reencrypt reencrypt(Consumer<List<SealedSecrets.Resealed>> before) {
    return new Reencrypt(new Interposed(secrets, before), vault, vault, nodes, reports);
  }

  private VerifyKeys verify() {
    return new VerifyKeys(secrets, vault, vault, nodes, reports);
  }

  private void connect(int accounts) {
    IntStream.range(0, accounts).forEach(_ -> secrets.connect(vault));
  }

  private Removability verdict(String key) {
    return keys.read().vault().stream()
        .filter(each -> each.id().equals(key))
        .findFirst()
        .orElseThrow()
        .removability();
  }

  @Test
  void countsTheKeysThatThisNodeLacks() {
    nodes.report("1@new", "k2", "k1");
    nodes.report("1@newest", "k2", "k3");

    assertThat(keys.countLacking()).isEqualTo(Map.of("vault", 2, "transfer", 0, "flow", 0));
    vault.turn("k2", "k1");
    assertThat(keys.countLacking()).containsEntry("vault", 1);
  }

  @Nested
  class Reencrypting {
    @Test
    void reencryptsEverySecretOnce() {
      connect(3);
      vault.turn("k2", "k1");

      assertThat(reencrypt().run(() -> true)).isEqualTo(new Reencrypt.ReencryptedSecrets(6, 0, 0));
      assertThat(reencrypt().run(() -> true)).isEqualTo(new Reencrypt.ReencryptedSecrets(0, 0, 0));

      vault.turn("k2");
      assertThat(secrets.listRows(Purpose.ACCESS_TOKEN, "k2", null, 10))
          .hasSize(3)
          .allSatisfy(
              row ->
                  assertThat(row.items())
                      .allSatisfy(
                          item ->
                              assertThat(vault.open(item.sealed(), item.place()))
                                  .isInstanceOf(OpenResult.Opened.class)));
    }

    @Test
    void stopsBetweenBatchesAndResumes() {
      connect(Reencrypt.BATCH + 1);
      vault.turn("k2", "k1");
      AtomicInteger asked = new AtomicInteger();

      assertThat(reencrypt().run(() -> asked.getAndIncrement() < 1).moved())
          .isEqualTo(2L * Reencrypt.BATCH);

      assertThat(keys.read().countPendingSecrets()).isEqualTo(2);
      assertThat(reports.findLast(KeyTask.REENCRYPT).orElseThrow().ended()).isFalse();
      assertThat(reencrypt().run(() -> true).moved()).isEqualTo(2);
      assertThat(reports.findLast(KeyTask.REENCRYPT).orElseThrow().ended()).isTrue();
    }

    @Test
    void leavesARowThatChangesConcurrentlyToTheNextRun() {
      UUID account = secrets.connect(vault);
      vault.turn("k2", "k1");

      assertThat(
              reencrypt(
                      _ -> {
                        vault.turn(
                            "k1", "k2"); // a node that still has the old key as the active one
                        secrets.reconnect(account, vault);
                        vault.turn("k2", "k1");
                      })
                  .run(() -> true)
                  .overtaken())
          .isPositive();

      assertThat(keys.read().countPendingSecrets()).isEqualTo(2);
      assertThat(reencrypt().run(() -> true).moved()).isEqualTo(2);
    }

    @Test
    void leavesUnreadableSecretsAndSecretsOfMissingKeys() {
      connect(1);
      vault.turn("k2");

      assertThat(reencrypt().run(() -> true)).isEqualTo(new Reencrypt.ReencryptedSecrets(0, 0, 0));
      assertThat(reencrypt().longestWait()).isZero();
      assertThat(verdict("k1")).isEqualTo(Removability.MISSING);
    }

    @Test
    void isPendingFromTheFirstFindingUntilNothingIsLeft() {
      connect(1);
      vault.turn("k2", "k1");
      assertThat(reencrypt().longestWait()).isZero();
      Reencrypt failing =
          reencrypt(
              _ -> {
                throw Faults.failed();
              });

      assertThatThrownBy(() -> failing.run(() -> true)).isInstanceOf(StoreException.class);
      clock.advance(Duration.ofMinutes(7));
      assertThatThrownBy(() -> failing.run(() -> true)).isInstanceOf(StoreException.class);
      assertThat(reencrypt().run(() -> false)).isEqualTo(new Reencrypt.ReencryptedSecrets(0, 0, 0));

      assertThat(reencrypt().longestWait()).isEqualTo(Duration.ofMinutes(7));
      reencrypt().run(() -> true);
      assertThat(reencrypt().longestWait()).isZero();
    }

    @Test
    void staysPendingForOvertakenRows() {
      UUID account = secrets.connect(vault);
      vault.turn("k2", "k1");
      reencrypt(_ -> secrets.reconnect(account, vault)).run(() -> true);
      clock.advance(Duration.ofMinutes(1));

      assertThat(reencrypt().longestWait()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void isNotPendingForUnreadableSecrets() {
      connect(1);
      vault.turn("k2", "k1");
      SealedSecrets.SealedRow row =
          secrets.listRows(Purpose.ACCESS_TOKEN, "k1", null, 1).getFirst();
      secrets.put(
          new SealedSecrets.SealedRow(
              row.id(),
              row.items().stream()
                  .map(
                      item ->
                          new SealedSecrets.SealedItem(
                              item.place(), RingVault.broken(item.sealed()), item.key()))
                  .toList()));

      assertThat(reencrypt().run(() -> true)).isEqualTo(new Reencrypt.ReencryptedSecrets(0, 2, 0));

      assertThat(reencrypt().longestWait()).isZero();
    }
  }

  @Nested
  class Verifying {
    @Test
    void opensAllSecretsOnceADayAndOnRequest() {
      connect(2);
      assertThat(verify().runIfDue(() -> true)).contains(new Tally(4, 0));
      assertThat(verify().runIfDue(() -> true)).isEmpty();

      verify().request();
      assertThat(verify().runIfDue(() -> true)).contains(new Tally(4, 0));

      clock.advance(DAY);
      assertThat(verify().runIfDue(() -> true)).contains(new Tally(4, 0));
    }

    @Test
    void countsUnreadableSecretsByKey() {
      connect(1);
      vault.turn("k2", "k1");
      connect(1);
      vault.turn("k2");

      assertThat(verify().runIfDue(() -> true)).contains(new Tally(2, 2));
      assertThat(reports.findLast(KeyTask.VERIFY).orElseThrow().byKey())
          .isEqualTo(Map.of("k1", new Tally(0, 2), "k2", new Tally(2, 0)));
    }

    @Test
    void startsAgainAfterAnInterruption() {
      connect(2);

      assertThat(verify().runIfDue(() -> false)).contains(Tally.NONE);
      assertThat(verify().runIfDue(() -> true)).contains(new Tally(4, 0));
    }

    @Test
    void isPendingFromTheRequestToTheEndOfTheRun() {
      verify().runIfDue(() -> true);
      assertThat(verify().longestWait()).isZero();

      verify().request();
      clock.advance(Duration.ofMinutes(2));
      verify().request();
      verify().runIfDue(() -> false);

      assertThat(verify().longestWait()).isEqualTo(Duration.ofMinutes(2));
      verify().runIfDue(() -> true);
      assertThat(verify().longestWait()).isZero();
    }
  }

  @Nested
  class Reading {
    @Test
    void aVaultKeyIsRemovableOnceItSealsNothing() {
      connect(1);
      assertThat(verdict("k1")).isEqualTo(Removability.ACTIVE);
      vault.turn("k2", "k1");
      assertThat(verdict("k1")).isEqualTo(Removability.STILL_SEALS);
      assertThat(keys.read().countPendingSecrets()).isEqualTo(2);

      reencrypt().run(() -> true);

      assertThat(verdict("k1")).isEqualTo(Removability.REMOVABLE);
      assertThat(keys.read().countPendingSecrets()).isZero();
    }

    @Test
    void listsTheActiveKeyFirstAndUnknownKeysLast() {
      connect(1);
      vault.turn("k3", "k2");

      assertThat(keys.read().vault()).extracting(KeyStatus::id).containsExactly("k3", "k2", "k1");
    }

    @Test
    void aTransferKeyIsRemovableOnceItsLastTokenHasExpired() {
      signed.put("t0", TestClock.START.plusSeconds(60));
      assertThat(keys.read().transfer())
          .extracting(KeyStatus::id, KeyStatus::removability)
          .contains(tuple("t0", Removability.MISSING));

      clock.advance(Duration.ofMinutes(2));

      assertThat(keys.read().transfer()).extracting(KeyStatus::id).containsExactly("t1");
    }

    @Test
    void reportsTheLastRuns() {
      connect(1);
      vault.turn("k2", "k1");
      reencrypt().run(() -> true);

      ReadKeys.KeyOverview standing = keys.read();

      assertThat(standing.reencryption().orElseThrow().byKey())
          .isEqualTo(Map.of("k1", new Tally(2, 0)));
      assertThat(standing.verification()).isEmpty();
    }
  }

  /** During a rolling restart, nodes have different rings. */
  @Nested
  class OnNodesWithDifferentRings {
    private ReadKeys.NodeStatus status(String node) {
      return keys.read().nodes().stream()
          .filter(status -> status.name().equals(node))
          .findFirst()
          .orElseThrow();
    }

    @Test
    void reencryptsNothingUntilEveryRunningNodeHasTheActiveKey() {
      connect(3);
      UUID old = nodes.report("old", "k1");
      vault.turn("k2", "k1");
      nodes.report("new", "k2", "k1");

      assertThat(reencrypt().run(() -> true)).isEqualTo(new Reencrypt.ReencryptedSecrets(0, 0, 0));

      assertThat(status("old").lacks()).containsExactly("k2");
      assertThat(status("old").delaysReencryption()).isTrue();
      assertThat(status("new").lacks()).isEmpty();
      clock.advance(Duration.ofSeconds(20));
      assertThat(reencrypt().longestWait()).isEqualTo(Duration.ofSeconds(20));
      nodes.leave(old);
      assertThat(reencrypt().run(() -> true)).isEqualTo(new Reencrypt.ReencryptedSecrets(6, 0, 0));
      assertThat(reencrypt().longestWait()).isZero();
    }

    @Test
    void doesNotWaitForANodeThatIsSilent() {
      connect(1);
      nodes.report("dead", "k1");
      vault.turn("k2", "k1");
      clock.advance(NodeRings.RUNNING);

      assertThat(reencrypt().run(() -> true).moved()).isEqualTo(2);
    }

    @Test
    void stopsAtTheNextBatchWhenANodeWithoutTheKeyComesBack() {
      connect(Reencrypt.BATCH + 1);
      vault.turn("k2", "k1");

      assertThat(reencrypt(_ -> nodes.report("back", "k1")).run(() -> true).moved())
          .isEqualTo(2L * Reencrypt.BATCH);
      assertThat(keys.read().countPendingSecrets()).isEqualTo(2);
    }

    @Test
    void doesNotCallAKeyRemovableThatANodeStillUses() {
      nodes.report("old", "k1");
      vault.turn("k2", "k1");

      assertThat(verdict("k1")).isEqualTo(Removability.ACTIVE);
    }

    @Test
    void doesNotCallAKeyMissingThatAnotherNodeHas() {
      vault.turn("k2");
      connect(1);
      nodes.report("new", "k2", "k1");
      vault.turn("k1");

      assertThat(verdict("k2")).isEqualTo(Removability.ON_OTHER_NODES);
      assertThat(keys.read().vault().getLast().unreadable()).isNull();
    }

    @Test
    void leavesTheVerificationToANodeWithAllKeys() {
      connect(1);
      nodes.report("new", "k2", "k1");

      assertThat(verify().runIfDue(() -> true)).isEmpty();
      vault.turn("k1", "k2");
      assertThat(verify().runIfDue(() -> true)).contains(new Tally(2, 0));
    }
  }
}
