package com.cloudaggregator.application.keys;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key, and whether it can be removed from its ring.
 *
 * @param id of a key of the ring, or of a key that stored data still needs
 * @param inRing whether this node has the key; other nodes may have it even so
 * @param secrets number of secrets sealed with it, by purpose in lower case; empty except for vault
 *     keys
 * @param countComplete false if there are more, because the time for counting was over
 * @param unreadable how many of them could not be opened at the last attempt; null if there was
 *     none, or only other nodes have the key
 * @param neededUntil when the last token or flow of this key expires; null if there is none or it
 *     is unknown
 */
public record KeyStatus(
    String id,
    boolean inRing,
    Removability removability,
    Map<String, Long> secrets,
    boolean countComplete,
    @Nullable Long unreadable,
    @Nullable Instant neededUntil) {

  public KeyStatus {
    secrets = Map.copyOf(secrets);
  }

  /** Whether a key can be removed. */
  public enum Removability {
    /** No: new secrets or tokens use it, on this node or on another one. */
    ACTIVE,
    /** No: secrets are sealed with it; they are being re-encrypted. */
    STILL_SEALS,
    /**
     * No: some of its secrets cannot be opened, and all others have been re-encrypted. Removing the
     * key makes their loss final.
     */
    SEALS_UNREADABLE,
    /** Not yet: tokens signed with it may still be in use. */
    STILL_SIGNS,
    /** One flow lifetime after it stopped being the active key on every node. */
    AFTER_FLOWS,
    /** Yes. */
    REMOVABLE,
    /**
     * No: stored secrets or tokens need it. This node does not have it, but another running node.
     */
    ON_OTHER_NODES,
    /** No running node has the key, but secrets are sealed with it, which cannot be opened. */
    MISSING
  }

  /** Number of secrets of all purposes. */
  public long total() {
    return secrets.values().stream().mapToLong(Long::longValue).sum();
  }
}
