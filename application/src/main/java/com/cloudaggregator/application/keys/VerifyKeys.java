package com.cloudaggregator.application.keys;

import com.cloudaggregator.application.keys.KeyReports.KeyTask;
import com.cloudaggregator.application.keys.SealedSecrets.SealedRow;
import com.cloudaggregator.application.keys.Vault.OpenResult;
import com.cloudaggregator.application.keys.Vault.Purpose;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Opens all secrets at rest and counts, by key, how many can be opened: once a day and when an
 * operator requests it. The opened secrets are discarded.
 */
public final class VerifyKeys {
  /** Rows per read. */
  static final int BATCH = 500;

  private static final Duration INTERVAL = Duration.ofHours(24);
  private static final int BATCHES_PER_UPDATE = 20;

  private final SealedSecrets secrets;
  private final Vault vault;
  private final KeyRings rings;
  private final NodeRings nodes;
  private final KeyReports reports;

  public VerifyKeys(
      SealedSecrets secrets, Vault vault, KeyRings rings, NodeRings nodes, KeyReports reports) {
    this.secrets = secrets;
    this.vault = vault;
    this.rings = rings;
    this.nodes = nodes;
    this.reports = reports;
  }

  /** Requests a run as soon as possible, on any node. */
  public void request() {
    reports.markPending(KeyTask.VERIFY);
    reports.request(KeyTask.VERIFY);
  }

  /** How long a requested or due run has been pending; zero if there is none. */
  public Duration longestWait() {
    return reports.pendingFor(KeyTask.VERIFY);
  }

  /**
   * Verifies if a run is due. An interrupted run starts again the next time. A node that does not
   * have a key that another running node has leaves the run to a node that has all of them: it
   * would count secrets as unreadable that are not.
   *
   * @param shouldContinue asked before each batch
   * @return the counts of all keys; empty if no run was due, or it is left to another node
   */
  public Optional<Tally> runIfDue(BooleanSupplier shouldContinue) {
    return reports.isDue(KeyTask.VERIFY, INTERVAL) && hasEveryKey()
        ? Optional.of(run(shouldContinue))
        : Optional.empty();
  }

  private boolean hasEveryKey() {
    return rings
        .vault()
        .ids()
        .containsAll(
            nodes.listRunning().stream().flatMap(node -> node.vault().ids().stream()).toList());
  }

  private Tally run(BooleanSupplier shouldContinue) {
    reports.markPending(KeyTask.VERIFY);
    reports.begin(KeyTask.VERIFY);
    Map<String, Tally> tallies = new TreeMap<>();
    int batches = 0;
    for (Purpose purpose : Purpose.values()) {
      for (String key : secrets.listKeys(purpose)) {
        UUID after = null;
        while (shouldContinue.getAsBoolean()) {
          List<SealedRow> rows = secrets.listRows(purpose, key, after, BATCH);
          if (rows.isEmpty()) {
            break;
          }
          tallies.merge(
              key, open(purpose, rows), (before, more) -> before.plus(more.good(), more.bad()));
          if (batches++ % BATCHES_PER_UPDATE == 0) {
            reports.update(KeyTask.VERIFY, tallies);
          }
          after = rows.getLast().id();
        }
      }
    }
    reports.update(KeyTask.VERIFY, tallies);
    if (shouldContinue.getAsBoolean()) {
      reports.end(KeyTask.VERIFY);
      reports.clearPending(KeyTask.VERIFY);
    }
    return tallies.values().stream()
        .reduce(Tally.NONE, (sum, more) -> sum.plus(more.good(), more.bad()));
  }

  /**
   * Counts only the secret of this purpose in each row; the others are counted in their own pass.
   */
  private Tally open(Purpose purpose, List<SealedRow> rows) {
    long[] counts = new long[2];
    rows.stream()
        .flatMap(row -> row.items().stream())
        .filter(item -> item.place().purpose() == purpose)
        .forEach(
            item -> {
              boolean opens = vault.open(item.sealed(), item.place()) instanceof OpenResult.Opened;
              counts[opens ? 0 : 1]++;
            });
    return new Tally(counts[0], counts[1]);
  }
}
