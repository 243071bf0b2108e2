package com.cloudaggregator.application.keys;

import com.cloudaggregator.application.port.KeyReports;
import com.cloudaggregator.application.port.KeyReports.Tally;
import com.cloudaggregator.application.port.KeyReports.Task;
import com.cloudaggregator.application.port.KeyRings;
import com.cloudaggregator.application.port.SealedSecrets;
import com.cloudaggregator.application.port.SealedSecrets.Item;
import com.cloudaggregator.application.port.SealedSecrets.Resealed;
import com.cloudaggregator.application.port.SealedSecrets.Row;
import com.cloudaggregator.application.port.Vault;
import com.cloudaggregator.application.port.Vault.OpenResult;
import com.cloudaggregator.application.port.Vault.Purpose;
import com.cloudaggregator.application.port.Vault.Sealed;
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
 * Moves what is sealed under another key of the ring to the active one, row by row, each secret in the very place that
 * it was sealed for. Which are left is read off the rows themselves, so a run that is cut off loses its last batch at
 * most. Whoever changes a row in the meantime wins: it is left as he made it, and the next run looks at it again. What
 * does not open is left as it is, and counted.
 *
 * <p>A run goes once through the rows of each key, in the order of their ids, and ends.
 */
public final class Reencrypt {
  /** Rows of a transaction: so few that it ends within a statement's time on a machine that is ten times too busy. */
  static final int BATCH = 100;

  /** Batches between two notes of how far it is. */
  private static final int NOTED_EVERY = 50;

  private final SealedSecrets secrets;
  private final Vault vault;
  private final KeyRings rings;
  private final KeyReports reports;

  public Reencrypt(SealedSecrets secrets, Vault vault, KeyRings rings, KeyReports reports) {
    this.secrets = secrets;
    this.vault = vault;
    this.rings = rings;
    this.reports = reports;
  }

  /**
   * What a run has done.
   *
   * @param moved secrets that are under the active key now
   * @param unreadable secrets that do not open, and are left
   * @param overtaken rows that somebody else was changing, and are left to the next run
   */
  public record Moved(long moved, long unreadable, long overtaken) {}

  /**
   * @param goOn asked before each batch; once it says no, the rest waits for the next run
   * @throws com.cloudaggregator.application.StorageException when the store fails; the batches before it stay moved
   */
  public Moved run(BooleanSupplier goOn) {
    Run run = new Run(rings.vault());
    for (Purpose purpose : Purpose.values()) {
      for (String key : secrets.keys(purpose)) {
        if (run.isOld(key)) {
          run.waits();
          run.all(purpose, key, goOn);
        }
      }
    }
    return run.end(goOn.getAsBoolean());
  }

  /** How long there has been something that can be moved; what does not open is counted, and not waited for. */
  public Duration longestWait() {
    return reports.waitedFor(Task.REENCRYPT);
  }

  private final class Run {
    private final KeyRings.Ring ring;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private final AtomicLong overtaken = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicBoolean reported = new AtomicBoolean();
    private final AtomicBoolean waiting = new AtomicBoolean();

    Run(KeyRings.Ring ring) {
      this.ring = ring;
    }

    /** What the ring does not hold cannot be opened, however often it is tried. */
    boolean isOld(String key) {
      return ring.holds(key) && !key.equals(ring.active());
    }

    void waits() {
      if (waiting.compareAndSet(false, true)) {
        reports.waits(Task.REENCRYPT);
      }
    }

    void all(Purpose purpose, String key, BooleanSupplier goOn) {
      UUID after = null;
      while (goOn.getAsBoolean()) {
        List<Row> rows = secrets.rows(purpose, key, after, BATCH);
        if (rows.isEmpty()) {
          return;
        }
        move(purpose, rows);
        after = rows.getLast().id();
      }
    }

    /** Between the reading and the writing, while it opens and seals, no connection is held. */
    private void move(Purpose purpose, List<Row> rows) {
      List<Resealed> resealed = new ArrayList<>();
      for (Row row : rows) {
        List<Sealed> fresh = row.items().stream().map(item -> anew(item, purpose)).toList();
        if (!fresh.equals(row.items().stream().map(Item::sealed).toList())) {
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

    /** The same object where it stays. One that does not open counts in the pass of its own purpose alone. */
    private Sealed anew(Item item, Purpose pass) {
      if (!isOld(item.key())) {
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
        Item item = row.row().items().get(i);
        if (row.fresh().get(i) != item.sealed()) {
          add(item.key(), 1, 0);
        }
      }
    }

    private void add(String key, long good, long bad) {
      tallies.merge(key, new Tally(good, bad), (before, more) -> before.plus(more.good(), more.bad()));
    }

    /** A run that moves nothing leaves the report of the one that did. */
    private void report(boolean moved) {
      if (moved && reported.compareAndSet(false, true)) {
        reports.begin(Task.REENCRYPT);
      }
      if (reported.get() && batches.getAndIncrement() % NOTED_EVERY == 0) {
        reports.note(Task.REENCRYPT, tallies);
      }
    }

    /** What somebody else was changing still waits. */
    Moved end(boolean whole) {
      if (whole && overtaken.get() == 0) {
        reports.rests(Task.REENCRYPT);
      }
      if (reported.get()) {
        reports.note(Task.REENCRYPT, tallies);
        if (whole) {
          reports.end(Task.REENCRYPT);
        }
      }
      return new Moved(
          tallies.values().stream().mapToLong(Tally::good).sum(),
          tallies.values().stream().mapToLong(Tally::bad).sum(),
          overtaken.get());
    }
  }
}
