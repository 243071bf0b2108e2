package com.cloudaggregator.application.keys;

/**
 * The keys of the other running nodes. A token or a cookie under a key that this node does not have
 * may be valid on a node that has it.
 *
 * @see "docs/decisions/0103"
 */
public interface OtherKeys {

  /** What a key is used for. */
  enum KeyUse {
    /** Signs transfer tokens. */
    TRANSFER,
    /** Seals the cookies of started flows. */
    FLOW
  }

  /**
   * Returns if no running node has the key, as far as was known a second ago. Cheap for ids that
   * were made up: the database is asked at most once a second.
   *
   * @param id of a key that is not in this node's ring
   * @throws com.cloudaggregator.application.StoreException if another running node has the key, or
   *     if the database could not be asked; nothing is known then about what the key has signed or
   *     sealed
   */
  void requireUnknown(KeyUse use, String id);
}
