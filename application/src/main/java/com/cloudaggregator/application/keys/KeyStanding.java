package com.cloudaggregator.application.keys;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key and whether it may be removed from its ring.
 *
 * @param id of a key of the ring, or of one that something stored still needs
 * @param inRing whether this node has it
 * @param secrets how many are sealed under it, by purpose, in small letters; empty but for keys of the vault
 * @param wholeCount false when there are more, and the time for counting was over
 * @param unreadable how many of them did not open when they were tried last; null when they never were
 * @param until when what was signed or sealed with it may be good at the latest; null when nothing is, or nobody knows
 */
public record KeyStanding(
    String id,
    boolean inRing,
    Verdict verdict,
    Map<String, Long> secrets,
    boolean wholeCount,
    @Nullable Long unreadable,
    @Nullable Instant until) {

  public KeyStanding {
    secrets = Map.copyOf(secrets);
  }

  /** May it be removed now? */
  public enum Verdict {
    /** No: it seals or signs what is new. */
    ACTIVE,
    /** No: secrets are sealed under it. They are being moved. */
    STILL_SEALS,
    /** No: some of its secrets do not open, and all others are moved. They are lost with it, and without it. */
    SEALS_UNREADABLE,
    /** Not before its time: tokens that were signed with it may be in use. */
    STILL_SIGNS,
    /** One life of a flow after no node has it first any more. */
    AFTER_FLOWS,
    /** Yes. */
    REMOVABLE,
    /** It is gone, and secrets are sealed under it that nobody can open. */
    MISSING
  }

  /** All of its secrets. */
  public long total() {
    return secrets.values().stream().mapToLong(Long::longValue).sum();
  }
}
