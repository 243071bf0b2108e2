package com.cloudaggregator.application.keys;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The result of the last run of each key task, and how long work has been pending, for callers on
 * any node. No decision is based on it. Each call is one transaction; times are measured by the
 * database clock.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}; it has changed
 * nothing then.
 */
public interface KeyReports {

  /** A task that processes all sealed secrets. */
  enum KeyTask {
    /**
     * Seals secrets with the active key: good is what was re-encrypted, bad what could not be
     * opened.
     */
    REENCRYPT,
    /** Opens secrets: good is what could be opened, bad what could not. */
    VERIFY
  }

  /** Starts a new report and discards the last one. */
  void begin(KeyTask task);

  /** Stores the counts of the run so far, by key. */
  void update(KeyTask task, Map<String, Tally> soFar);

  /** Marks the run as finished. */
  void end(KeyTask task);

  /** Requests a run as soon as possible. */
  void request(KeyTask task);

  /** Whether a run was requested or cut off, or the last one ended at least this long ago. */
  boolean isDue(KeyTask task, Duration every);

  Optional<KeyTaskReport> findLast(KeyTask task);

  /**
   * Notes that work is pending, from now on, unless already noted. The note survives runs and
   * restarts.
   */
  void markPending(KeyTask task);

  /** Notes that no work is pending. */
  void clearPending(KeyTask task);

  /** How long work has been pending; zero if there is none. */
  Duration pendingFor(KeyTask task);
}
