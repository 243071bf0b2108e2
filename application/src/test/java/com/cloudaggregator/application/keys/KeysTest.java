package com.cloudaggregator.application.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.keys.KeyStanding.Verdict;
import com.cloudaggregator.application.port.Faults;
import com.cloudaggregator.application.port.InMemoryKeyReports;
import com.cloudaggregator.application.port.InMemorySealedSecrets;
import com.cloudaggregator.application.port.KeyReports.Tally;
import com.cloudaggregator.application.port.KeyReports.Task;
import com.cloudaggregator.application.port.RingVault;
import com.cloudaggregator.application.port.SealedSecrets;
import com.cloudaggregator.application.port.SigningKeys;
import com.cloudaggregator.application.port.TestClock;
import com.cloudaggregator.application.port.Vault.OpenResult;
import com.cloudaggregator.application.port.Vault.Purpose;
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

/** A key on its way out: its secrets are moved, opened and counted. */
class KeysTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final TestClock clock = new TestClock();
  private final InMemorySealedSecrets secrets = new InMemorySealedSecrets();
  private final InMemoryKeyReports reports = new InMemoryKeyReports(clock);
  private final RingVault vault = new RingVault("k1");
  private final Map<String, Instant> signed = new HashMap<>();
  private final ReadKeys keys = new ReadKeys(vault, secrets, new Signed(), reports, clock, Duration.ofMinutes(10));

  private final class Signed implements SigningKeys {
    @Override
    public Set<String> keys() {
      return signed.keySet();
    }

    @Override
    public Optional<Instant> goodUntil(String key) {
      return Optional.ofNullable(signed.get(key));
    }
  }

  /** Lets something happen between the reading and the writing. */
  private record Interposed(SealedSecrets secrets, Consumer<List<Resealed>> before) implements SealedSecrets {
    @Override
    public Set<String> keys(Purpose purpose) {
      return secrets.keys(purpose);
    }

    @Override
    public Part count(Purpose purpose, String key, @Nullable UUID after, int limit) {
      return secrets.count(purpose, key, after, limit);
    }

    @Override
    public List<Row> rows(Purpose purpose, String key, @Nullable UUID after, int limit) {
      return secrets.rows(purpose, key, after, limit);
    }

    @Override
    public Set<UUID> replace(List<Resealed> resealed) {
      before.accept(resealed);
      return secrets.replace(resealed);
    }
  }

  private Reencrypt reencrypt() {
    return new Reencrypt(secrets, vault, vault, reports);
  }

  private Reencrypt reencrypt(Consumer<List<SealedSecrets.Resealed>> before) {
    return new Reencrypt(new Interposed(secrets, before), vault, vault, reports);
  }

  private VerifyKeys verify() {
    return new VerifyKeys(secrets, vault, reports);
  }

  private void connect(int accounts) {
    IntStream.range(0, accounts).forEach(_ -> secrets.connect(vault));
  }

  private Verdict verdict(String key) {
    return keys.read().vault().stream().filter(each -> each.id().equals(key)).findFirst().orElseThrow().verdict();
  }

  @Nested
  class Moving {
    @Test
    void movesEverySecretAndNoneTwice() {
      connect(3);
      vault.turn("k2", "k1");

      assertThat(reencrypt().run(() -> true)).isEqualTo(new Reencrypt.Moved(6, 0, 0));
      assertThat(reencrypt().run(() -> true)).isEqualTo(new Reencrypt.Moved(0, 0, 0));

      vault.turn("k2");
      assertThat(secrets.rows(Purpose.ACCESS_TOKEN, "k2", null, 10)).hasSize(3).allSatisfy(row ->
          assertThat(row.items()).allSatisfy(item ->
              assertThat(vault.open(item.sealed(), item.place())).isInstanceOf(OpenResult.Opened.class)));
    }

    @Test
    void stopsBetweenTwoBatchesAndGoesOnLater() {
      connect(Reencrypt.BATCH + 1);
      vault.turn("k2", "k1");
      AtomicInteger asked = new AtomicInteger();

      assertThat(reencrypt().run(() -> asked.getAndIncrement() < 1).moved()).isEqualTo(2L * Reencrypt.BATCH);

      assertThat(keys.read().left()).isEqualTo(2);
      assertThat(reports.last(Task.REENCRYPT).orElseThrow().ended()).isFalse();
      assertThat(reencrypt().run(() -> true).moved()).isEqualTo(2);
      assertThat(reports.last(Task.REENCRYPT).orElseThrow().ended()).isTrue();
    }

    @Test
    void leavesARowThatSomebodyChangesAndTheNextRunTakesIt() {
      UUID account = secrets.connect(vault);
      vault.turn("k2", "k1");

      assertThat(reencrypt(_ -> {
        vault.turn("k1", "k2"); // a node that still has the old key first
        secrets.reconnect(account, vault);
        vault.turn("k2", "k1");
      }).run(() -> true).overtaken()).isPositive();

      assertThat(keys.read().left()).isEqualTo(2);
      assertThat(reencrypt().run(() -> true).moved()).isEqualTo(2);
    }

    @Test
    void leavesWhatDoesNotOpenAndWhoseKeyIsGone() {
      connect(1);
      vault.turn("k2");

      assertThat(reencrypt().run(() -> true)).isEqualTo(new Reencrypt.Moved(0, 0, 0));
      assertThat(reencrypt().longestWait()).isZero();
      assertThat(verdict("k1")).isEqualTo(Verdict.MISSING);
    }

    @Test
    void waitsSinceTheFirstRunThatFoundSomethingUntilOneHasLeftNothing() {
      connect(1);
      vault.turn("k2", "k1");
      assertThat(reencrypt().longestWait()).isZero();
      Reencrypt failing = reencrypt(_ -> {
        throw Faults.failed();
      });

      assertThatThrownBy(() -> failing.run(() -> true)).isInstanceOf(StorageException.class);
      clock.advance(Duration.ofMinutes(7));
      assertThatThrownBy(() -> failing.run(() -> true)).isInstanceOf(StorageException.class);
      assertThat(reencrypt().run(() -> false)).isEqualTo(new Reencrypt.Moved(0, 0, 0));

      assertThat(reencrypt().longestWait()).isEqualTo(Duration.ofMinutes(7));
      reencrypt().run(() -> true);
      assertThat(reencrypt().longestWait()).isZero();
    }

    @Test
    void stillWaitsForWhatSomebodyWasChanging() {
      UUID account = secrets.connect(vault);
      vault.turn("k2", "k1");
      reencrypt(_ -> secrets.reconnect(account, vault)).run(() -> true);
      clock.advance(Duration.ofMinutes(1));

      assertThat(reencrypt().longestWait()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void doesNotWaitForWhatDoesNotOpen() {
      connect(1);
      vault.turn("k2", "k1");
      SealedSecrets.Row row = secrets.rows(Purpose.ACCESS_TOKEN, "k1", null, 1).getFirst();
      secrets.put(new SealedSecrets.Row(row.id(), row.items().stream()
          .map(item -> new SealedSecrets.Item(item.place(), RingVault.broken(item.sealed()), item.key()))
          .toList()));

      assertThat(reencrypt().run(() -> true)).isEqualTo(new Reencrypt.Moved(0, 2, 0));

      assertThat(reencrypt().longestWait()).isZero();
    }
  }

  @Nested
  class Opening {
    @Test
    void opensEverythingOnceADayAndWhenAsked() {
      connect(2);
      assertThat(verify().runIfDue(() -> true)).contains(new Tally(4, 0));
      assertThat(verify().runIfDue(() -> true)).isEmpty();

      verify().request();
      assertThat(verify().runIfDue(() -> true)).contains(new Tally(4, 0));

      clock.advance(DAY);
      assertThat(verify().runIfDue(() -> true)).contains(new Tally(4, 0));
    }

    @Test
    void countsByKeyWhatDoesNotOpen() {
      connect(1);
      vault.turn("k2", "k1");
      connect(1);
      vault.turn("k2");

      assertThat(verify().runIfDue(() -> true)).contains(new Tally(2, 2));
      assertThat(reports.last(Task.VERIFY).orElseThrow().byKey())
          .isEqualTo(Map.of("k1", new Tally(0, 2), "k2", new Tally(2, 0)));
    }

    @Test
    void beginsAnewAfterItWasCutOff() {
      connect(2);

      assertThat(verify().runIfDue(() -> false)).contains(Tally.NONE);
      assertThat(verify().runIfDue(() -> true)).contains(new Tally(4, 0));
    }

    @Test
    void waitsFromTheRequestToTheEndOfARun() {
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
    void aVaultKeyMayGoWhenNothingIsSealedUnderIt() {
      connect(1);
      assertThat(verdict("k1")).isEqualTo(Verdict.ACTIVE);
      vault.turn("k2", "k1");
      assertThat(verdict("k1")).isEqualTo(Verdict.STILL_SEALS);
      assertThat(keys.read().left()).isEqualTo(2);

      reencrypt().run(() -> true);

      assertThat(verdict("k1")).isEqualTo(Verdict.REMOVABLE);
      assertThat(keys.read().left()).isZero();
    }

    @Test
    void theActiveOneComesFirstAndUnknownOnesLast() {
      connect(1);
      vault.turn("k3", "k2");

      assertThat(keys.read().vault()).extracting(KeyStanding::id).containsExactly("k3", "k2", "k1");
    }

    @Test
    void aTransferKeyMayGoWhenItsLastTokenIsOver() {
      signed.put("t0", TestClock.START.plusSeconds(60));
      assertThat(keys.read().transfer()).extracting(KeyStanding::id, KeyStanding::verdict).contains(
          tuple("t0", Verdict.MISSING));

      clock.advance(Duration.ofMinutes(2));

      assertThat(keys.read().transfer()).extracting(KeyStanding::id).containsExactly("t1");
    }

    @Test
    void tellsOfTheLastRuns() {
      connect(1);
      vault.turn("k2", "k1");
      reencrypt().run(() -> true);

      ReadKeys.Standing standing = keys.read();

      assertThat(standing.reencryption().orElseThrow().byKey()).isEqualTo(Map.of("k1", new ReadKeys.Standing.Figures(2, 0)));
      assertThat(standing.verification()).isEmpty();
    }
  }
}
