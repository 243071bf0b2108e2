package com.cloudaggregator.application.keys;

import com.cloudaggregator.application.port.KeyReports;
import com.cloudaggregator.application.port.KeyReports.Tally;
import com.cloudaggregator.application.port.KeyReports.Task;
import com.cloudaggregator.application.port.SealedSecrets;
import com.cloudaggregator.application.port.SealedSecrets.Row;
import com.cloudaggregator.application.port.Vault;
import com.cloudaggregator.application.port.Vault.OpenResult;
import com.cloudaggregator.application.port.Vault.Purpose;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Opens every secret at rest and tells how many open and how many do not, key by key: once a day, and when an operator
 * asks for it. What it opens goes nowhere.
 */
public final class VerifyKeys {
  /** Rows that are read at a time. */
  static final int BATCH = 500;

  private static final Duration EVERY = Duration.ofHours(24);
  private static final int NOTED_EVERY = 20;

  private final SealedSecrets secrets;
  private final Vault vault;
  private final KeyReports reports;

  public VerifyKeys(SealedSecrets secrets, Vault vault, KeyReports reports) {
    this.secrets = secrets;
    this.vault = vault;
    this.reports = reports;
  }

  /** Asks for a run at the next occasion, on whichever node. */
  public void request() {
    reports.waits(Task.VERIFY);
    reports.request(Task.VERIFY);
  }

  /** How long a run has been asked for or due that has not ended; zero when there is none. */
  public Duration longestWait() {
    return reports.waitedFor(Task.VERIFY);
  }

  /**
   * Verifies if it is time to. A run that is cut off begins anew the next time.
   *
   * @param goOn asked before each batch
   * @return the figures of all keys; empty when it was not time
   */
  public Optional<Tally> runIfDue(BooleanSupplier goOn) {
    return reports.isDue(Task.VERIFY, EVERY) ? Optional.of(run(goOn)) : Optional.empty();
  }

  private Tally run(BooleanSupplier goOn) {
    reports.waits(Task.VERIFY);
    reports.begin(Task.VERIFY);
    Map<String, Tally> tallies = new TreeMap<>();
    int batches = 0;
    for (Purpose purpose : Purpose.values()) {
      for (String key : secrets.keys(purpose)) {
        UUID after = null;
        while (goOn.getAsBoolean()) {
          List<Row> rows = secrets.rows(purpose, key, after, BATCH);
          if (rows.isEmpty()) {
            break;
          }
          tallies.merge(key, open(purpose, rows), (before, more) -> before.plus(more.good(), more.bad()));
          if (batches++ % NOTED_EVERY == 0) {
            reports.note(Task.VERIFY, tallies);
          }
          after = rows.getLast().id();
        }
      }
    }
    reports.note(Task.VERIFY, tallies);
    if (goOn.getAsBoolean()) {
      reports.end(Task.VERIFY);
      reports.rests(Task.VERIFY);
    }
    return tallies.values().stream().reduce(Tally.NONE, (sum, more) -> sum.plus(more.good(), more.bad()));
  }

  /** Of each row the secret of this purpose; the others come with theirs. */
  private Tally open(Purpose purpose, List<Row> rows) {
    long[] openAndShut = new long[2];
    rows.stream()
        .flatMap(row -> row.items().stream())
        .filter(item -> item.place().purpose() == purpose)
        .forEach(item -> {
          boolean opens = vault.open(item.sealed(), item.place()) instanceof OpenResult.Opened;
          openAndShut[opens ? 0 : 1]++;
        });
    return new Tally(openAndShut[0], openAndShut[1]);
  }
}
