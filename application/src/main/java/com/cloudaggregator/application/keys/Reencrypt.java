package com.cloudaggregator.application.keys;

import com.cloudaggregator.application.keys.KeyReports.KeyTask;
import com.cloudaggregator.application.keys.SealedSecrets.Resealed;
import com.cloudaggregator.application.keys.SealedSecrets.SealedItem;
import com.cloudaggregator.application.keys.SealedSecrets.SealedRow;
import com.cloudaggregator.application.keys.Vault.OpenResult;
import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.application.keys.Vault.Sealed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Re-encrypts secrets that are sealed with another key of the ring, row by row, with the active
 * key. The rows themselves show what is left to do, so an interrupted run loses at most its last
 * batch. A concurrent change of a row wins: the row is left as it is, and the next run looks at it
 * again. Secrets that cannot be opened are left and counted.
 *
 * <p>A run goes once through the rows of each key, by id, and ends. It changes nothing while a
 * running node does not have the active key: that node could not open what is re-encrypted. This is
 * checked before each batch.
 */
public final class Reencrypt {
  /**
   * Rows per transaction: few enough to stay within the statement timeout on an overloaded machine.
   */
  static final int BATCH = 100;

  /** Number of batches between two updates of the report. */
  private static final int BATCHES_PER_UPDATE = 50;

  private final SealedSecrets secrets;
  private final Vault vault;
  private final KeyRings rings;
  private final NodeRings nodes;
  private final KeyReports reports;

  public Reencrypt(
      SealedSecrets secrets, Vault vault, KeyRings rings, NodeRings nodes, KeyReports reports) {
    this.secrets = secrets;
    this.vault = vault;
    this.rings = rings;
    this.nodes = nodes;
    this.reports = reports;
  }

  /**
   * Result of a run.
   *
   * @param moved secrets that were re-encrypted with the active key
   * @param unreadable secrets that could not be opened and were left
   * @param overtaken rows that were being changed concurrently and were left to the next run
   */
  public record ReencryptedSecrets(long moved, long unreadable, long overtaken) {}

  /**
   * @param shouldContinue asked before each batch; once it returns false, the rest is left to the
   *     next run
   * @throws com.cloudaggregator.application.StoreException if the store fails; the batches before
   *     it stay re-encrypted
   */
  public ReencryptedSecrets run(BooleanSupplier shouldContinue) {
    Run run = new Run(rings.vault());
    for (Purpose purpose : Purpose.values()) {
      for (String key : secrets.listKeys(purpose)) {
        if (run.isReplaceable(key)) {
          run.waits();
          run.reencryptAll(purpose, key, shouldContinue);
        }
      }
    }
    return run.end(shouldContinue.getAsBoolean());
  }

  /**
   * How long secrets that can be re-encrypted have been pending. Unreadable secrets are counted,
   * but do not count as pending.
   */
  public Duration longestWait() {
    return reports.pendingFor(KeyTask.REENCRYPT);
  }

  private final class Run {
    private final KeyRings.KeyIds ring;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private final AtomicBoolean blocked = new AtomicBoolean();
    private final AtomicLong overtaken = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicBoolean reported = new AtomicBoolean();
    private final AtomicBoolean waiting = new AtomicBoolean();

    Run(KeyRings.KeyIds ring) {
      this.ring = ring;
    }

    /**
     * Whether the key can be replaced. A secret under a key that is not in the ring cannot be
     * opened.
     */
    boolean isReplaceable(String key) {
      return ring.contains(key) && !key.equals(ring.active());
    }

    private boolean isKnownToEveryNode() {
      boolean known =
          nodes.listRunning().stream().allMatch(node -> node.vault().contains(ring.active()));
      if (!known) {
        blocked.set(true);
      }
      return known;
    }

    void waits() {
      if (waiting.compareAndSet(false, true)) {
        reports.markPending(KeyTask.REENCRYPT);
      }
    }

    void reencryptAll(Purpose purpose, String key, BooleanSupplier shouldContinue) {
      UUID after = null;
      while (shouldContinue.getAsBoolean() && isKnownToEveryNode()) {
        List<SealedRow> rows = secrets.listRows(purpose, key, after, BATCH);
        if (rows.isEmpty()) {
          return;
        }
        move(purpose, rows);
        after = rows.getLast().id();
      }
    }

    /**
     * No database connection is held between reading and writing, while secrets are opened and
     * sealed.
     */
    private void move(Purpose purpose, List<SealedRow> rows) {
      List<Resealed> resealed = new ArrayList<>();
      for (SealedRow row : rows) {
        List<Sealed> fresh = row.items().stream().map(item -> reseal(item, purpose)).toList();
        if (!fresh.equals(row.items().stream().map(SealedItem::sealed).toList())) {
          resealed.add(new Resealed(row, fresh));
        }
      }
      Set<UUID> replaced = resealed.isEmpty() ? Set.of() : secrets.replace(resealed);
      for (Resealed row : resealed) {
        if (replaced.contains(row.row().id())) {
          count(row);
        } else {
          overtaken.incrementAndGet();
        }
      }
      report(!replaced.isEmpty());
    }

    /**
     * Returns the same object if the secret stays. An unreadable secret is counted only in the pass
     * of its own purpose.
     */
    private Sealed reseal(SealedItem item, Purpose pass) {
      if (!isReplaceable(item.key())) {
        return item.sealed();
      }
      return switch (vault.open(item.sealed(), item.place())) {
        case OpenResult.Opened(var secret) -> vault.seal(secret, item.place());
        case OpenResult.Unreadable() -> {
          add(item.key(), 0, item.place().purpose() == pass ? 1 : 0);
          yield item.sealed();
        }
      };
    }

    private void count(Resealed row) {
      for (int i = 0; i < row.fresh().size(); i++) {
        SealedItem item = row.row().items().get(i);
        if (row.fresh().get(i) != item.sealed()) {
          add(item.key(), 1, 0);
        }
      }
    }

    private void add(String key, long good, long bad) {
      tallies.merge(
          key, new Tally(good, bad), (before, more) -> before.plus(more.good(), more.bad()));
    }

    /** A run that re-encrypts nothing keeps the report of the last run that did. */
    private void report(boolean moved) {
      if (moved && reported.compareAndSet(false, true)) {
        reports.begin(KeyTask.REENCRYPT);
      }
      if (reported.get() && batches.getAndIncrement() % BATCHES_PER_UPDATE == 0) {
        reports.update(KeyTask.REENCRYPT, tallies);
      }
    }

    /** Overtaken rows are still pending, and everything that waits for a node. */
    ReencryptedSecrets end(boolean finished) {
      boolean whole = finished && !blocked.get();
      if (whole && overtaken.get() == 0) {
        reports.clearPending(KeyTask.REENCRYPT);
      }
      if (reported.get()) {
        reports.update(KeyTask.REENCRYPT, tallies);
        if (whole) {
          reports.end(KeyTask.REENCRYPT);
        }
      }
      return new ReencryptedSecrets(
          tallies.values().stream().mapToLong(Tally::good).sum(),
          tallies.values().stream().mapToLong(Tally::bad).sum(),
          overtaken.get());
    }
  }
}
