package com.cloudaggregator.application.port;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the last run of each work on the keys of the vault came to, and how long there has been something to do, for
 * whoever asks on any node. It is told, and decides nothing. Each call is one transaction; times are the database's.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}; then it has changed nothing.
 */
public interface KeyReports {

  /** What is done with all secrets. */
  enum Task {
    /** Under another key anew: good is what was moved, bad what does not open. */
    REENCRYPT,
    /** Opened: good is what opens, bad what does not. */
    VERIFY
  }

  /** Forgets the last report: a run has begun. */
  void begin(Task task);

  /** The figures of the run so far, by key. */
  void note(Task task, Map<String, Tally> soFar);

  /** The run has come to its end. */
  void end(Task task);

  /** Figures of one key. */
  record Tally(long good, long bad) {
    public static final Tally NONE = new Tally(0, 0);

    public Tally plus(long moreGood, long moreBad) {
      return new Tally(good + moreGood, bad + moreBad);
    }
  }

  /** Asks for a run at the next occasion. */
  void request(Task task);

  /** Whether a run was asked for, was cut off, or ended as long ago as this. */
  boolean isDue(Task task, Duration every);

  Optional<Report> last(Task task);

  /** Notes that there is something to do, since now, unless that was noted before. It outlives every run and node. */
  void waits(Task task);

  /** Nothing is left to do. */
  void rests(Task task);

  /** How long there has been something to do; zero when there is nothing. */
  Duration waitedFor(Task task);

  /**
   * A run.
   *
   * @param notedAt when its figures were noted last, which is when it ended once it has
   * @param ended false while it runs, and when it was cut off
   */
  record Report(Instant startedAt, Instant notedAt, boolean ended, Map<String, Tally> byKey) {
    public Report {
      byKey = Map.copyOf(byKey);
    }

    /** In a second, over the whole run; zero when it has hardly begun. */
    public long perSecond() {
      long millis = Duration.between(startedAt, notedAt).toMillis();
      long done = byKey.values().stream().mapToLong(tally -> tally.good() + tally.bad()).sum();
      return millis <= 0 ? 0 : done * 1000 / millis;
    }
  }
}
